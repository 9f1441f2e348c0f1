import type { Argv, InferredOptionTypes } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { actionRecordSheet } from '../../report/action-records.ts';
import { epochDetailDocument, epochDetailText } from '../../report/epoch-detail.ts';
import type { Memory } from '../../store/memory.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { remembered, STORE_OPTIONS } from '../memory.ts';
import { OUTPUT_OPTIONS } from '../options.ts';

const OPTIONS = { ...STORE_OPTIONS, ...OUTPUT_OPTIONS } as const;

type Args = InferredOptionTypes<typeof OPTIONS> & { readonly epoch: string };

/** `oneplan show EPOCH`: what one epoch found, did and announced. */
export const showCommand: Command = (cli, chosen) =>
  cli.command(
    'show <epoch>',
    'what one epoch found, did and announced',
    (command: Argv) =>
      command
        .positional('epoch', { type: 'string', demandOption: true, describe: 'its number, or last' })
        .options(OPTIONS)
        .example('$0 show last', 'the newest')
        .example('$0 show 42 --json', 'one document'),
    (args) => chosen((io) => show(args, io)),
  );

async function show(args: Args, io: Io): Promise<number> {
  const found = await remembered(args, (memory) => memory.epoch(numberOf(args.epoch, memory)));
  if (found === null) throw new InputError('show', `no epoch "${args.epoch}" is remembered`, 'See oneplan history.');
  const answer = {
    document: () => epochDetailDocument(found),
    sheet: () => actionRecordSheet(found.actions),
    text: (style: Io['style']) => epochDetailText(found, style),
  };
  say(answer, args, io);
  return EXIT.done;
}

function numberOf(word: string, memory: Memory): number {
  if (word === 'last') return memory.history({ last: 1 })[0]?.number ?? 0;
  if (/^\d{1,15}$/.test(word)) return Number(word);
  throw new InputError('show', `"${word}" is no number of an epoch`, 'Give a number, or last; see oneplan history.');
}
