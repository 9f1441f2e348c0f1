import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { writeFolder } from '../../read/write-folder.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonText } from '../files.ts';
import type { Io } from '../io.ts';
import { SOURCE_OPTIONS } from '../options.ts';
import { liveWorld, sourceOf } from '../source.ts';
import { once, text } from '../values.ts';

const OPTIONS = {
  ...SOURCE_OPTIONS,
  output: {
    alias: 'o',
    type: 'string',
    demandOption: true,
    describe: 'write the folder here',
    coerce: once('--output', text),
  },
  json: { alias: 'j', type: 'boolean', describe: 'name the files as JSON' },
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS> & { readonly source?: string | undefined };

/** `oneplan snapshot`: a cloud recorded as a folder, without credentials, to be planned again elsewhere. */
export const snapshotCommand: Command = (cli, chosen) =>
  cli.command(
    'snapshot [source]',
    'record a cloud as a folder of XML, without credentials',
    (command: Argv) =>
      command
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(OPTIONS)
        .example('$0 snapshot sqlite:/var/lib/one/one.db -o recorded', 'a database as a folder'),
    (args) => chosen((io) => snapshot(args, io)),
  );

async function snapshot(args: Args, io: Io): Promise<number> {
  const source = sourceOf(args, liveWorld(io));
  const files = writeFolder(await source.capture(), args.output);
  io.out(args.json === true ? jsonText({ directory: args.output, files }) : files.map((file) => `${file}\n`).join(''));
  return EXIT.done;
}
