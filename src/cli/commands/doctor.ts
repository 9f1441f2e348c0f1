import process from 'node:process';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { diagnosesOf, diagnosisSheet } from '../../report/doctor/diagnoses.ts';
import { textTable } from '../../report/text-table.ts';
import { counted } from '../../report/words.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { examine } from '../doctor/examine.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { STORE_OPTIONS } from '../memory.ts';
import { OUTPUT_OPTIONS, POLICY_OPTIONS } from '../options.ts';
import { RUN_OPTIONS } from '../run-options.ts';
import { once, text } from '../values.ts';

const OPTIONS = {
  from: { type: 'string', describe: 'xmlrpc[:URL]; as ONE_XMLRPC says when left out', coerce: once('--from', text) },
  events: { ...RUN_OPTIONS.events },
  policy: POLICY_OPTIONS.policy,
  ...STORE_OPTIONS,
  ...OUTPUT_OPTIONS,
  'detailed-exitcode': { type: 'boolean', describe: 'exit with 2 when there is a warning' },
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS>;

/** `oneplan doctor`: looks at everything the planner leans on, changes nothing, and says what is amiss. */
export const doctorCommand: Command = (cli, chosen) =>
  cli.command(
    'doctor',
    'look for what keeps the planner from its work, with a remedy each',
    (command: Argv) =>
      command
        .options(OPTIONS)
        .example('$0 doctor', 'the cloud of ONE_XMLRPC, as the user of ONE_AUTH')
        .example('$0 doctor --json', 'for a monitoring system; exits with 255 when there is an error'),
    (args) => chosen((io) => doctor(args, io)),
  );

async function doctor(args: Args, io: Io): Promise<number> {
  const seen = await examine({
    url: urlOf(args.from),
    events: args.events ?? null,
    policy: args.policy ?? null,
    store: args.store ?? null,
    environment: process.env,
  });
  const findings = diagnosesOf(seen);
  const sheet = diagnosisSheet(findings);
  const count = (severity: string): number => findings.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const summary = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(count('note'), 'note')}.\n`;
  const answer = {
    document: () => ({ errors, warnings, findings }),
    sheet: () => sheet,
    text: (style: Io['style']) => (findings.length === 0 ? 'All is well.\n' : `${textTable(sheet, style)}\n${summary}`),
  };
  say(answer, args, io);
  if (errors > 0) return EXIT.error;
  return warnings > 0 && args['detailed-exitcode'] === true ? EXIT.somethingToDo : EXIT.done;
}

function urlOf(from: string | undefined): string | null {
  if (from === undefined || from === 'xmlrpc') return null;
  if (from.startsWith('xmlrpc:')) return from.slice('xmlrpc:'.length);
  throw new InputError('--from', `${from} can not be examined`, 'Write xmlrpc, or xmlrpc:URL.');
}
