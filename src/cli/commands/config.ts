import { stringify } from 'yaml';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { readPolicy } from '../../read/policy-file.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonText } from '../files.ts';
import type { Io } from '../io.ts';

const OPTIONS = {
  json: { alias: 'j', type: 'boolean', describe: 'as JSON' },
} as const satisfies Record<string, Options>;

const FILE = { type: 'string', describe: 'policy file (YAML); the defaults when left out' } as const;

type FileArgs = { readonly file?: string | undefined };
type ShowArgs = InferredOptionTypes<typeof OPTIONS> & FileArgs;

/** `oneplan config`: checks a policy file, or shows the policy that is in force. */
export const configCommand: Command = (cli, chosen) =>
  cli.command('config', 'check or show the policy', (command: Argv) =>
    command
      .command(
        'check [file]',
        'say whether a policy file makes sense, and where not',
        (words: Argv) => words.positional('file', FILE),
        (args) => chosen(async (io) => check(args, io)),
      )
      .command(
        'show [file]',
        'every setting in force, with units in the names',
        (words: Argv) => words.positional('file', FILE).options(OPTIONS),
        (args) => chosen(async (io) => show(args, io)),
      )
      .demandCommand(1, 'name what to do: check or show'),
  );

function check({ file }: FileArgs, io: Io): number {
  readPolicy(file ?? null, {});
  io.out(`${file ?? 'the defaults'}: no mistakes found\n`);
  return EXIT.done;
}

function show({ file, json }: ShowArgs, io: Io): number {
  const policy = readPolicy(file ?? null, {});
  io.out(json === true ? jsonText(policy) : stringify(policy));
  return EXIT.done;
}
