import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { document } from '../../report/document/document.ts';
import { planFile } from '../../report/document/plan-file.ts';
import { planJsonSchema } from '../../report/document/schema.ts';
import { lookup } from '../../report/lookup.ts';
import { dueActions } from '../../report/plan-parts.ts';
import { planText } from '../../report/plan-text.ts';
import { actionSheet } from '../../report/sheets/actions.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonText, writeText } from '../files.ts';
import type { Io } from '../io.ts';
import { PLAN_OPTIONS } from '../options.ts';
import { codeOf, type Planned, plannedAsAsked } from '../planning.ts';
import { once, text } from '../values.ts';

const OPTIONS = {
  ...PLAN_OPTIONS,
  output: {
    alias: 'o',
    type: 'string',
    group: 'Output:',
    describe: 'write the plan to this file (JSON)',
    coerce: once('--output', text),
  },
  html: {
    type: 'string',
    group: 'Output:',
    describe: 'write a report to this file (HTML, self-contained)',
    coerce: once('--html', text),
  },
  'detailed-exitcode': { type: 'boolean', describe: 'exit with 2 when something is due now' },
  schema: { type: 'boolean', describe: 'print the JSON Schema of plan and document, and nothing else' },
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS> & { readonly source?: string | undefined };

/** `oneplan plan`: reads the cloud, plans it once, and says what to do; changes nothing. */
export const planCommand: Command = (cli, chosen) =>
  cli.command(
    'plan [source]',
    'plan once: what to do now, what comes later, what waits and why',
    (command: Argv) =>
      command
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(OPTIONS)
        .example('$0 plan', 'the bundled cloud')
        .example('$0 plan --from sqlite:/var/lib/one/one.db -o plan.json', 'a database, the plan kept as a file')
        .example('$0 plan --slot 15m --horizon 24h --gap 1% --html plan.html', 'a day ahead, with a chart'),
    (args) => chosen((io) => plan(args, io)),
  );

async function plan(args: Args, io: Io): Promise<number> {
  if (args.schema === true) {
    io.out(jsonText(planJsonSchema()));
    return EXIT.done;
  }
  const planned = await plannedAsAsked(args, io);
  await write(planned, args);
  const { epoch, context } = planned;
  const answer = {
    document: () => document(epoch, context),
    sheet: () => actionSheet('Actions', epoch.plan?.actions ?? [], lookup(epoch.snapshot)),
    text: (style: Io['style']) => planText(epoch, context, style),
  };
  say(answer, args, io);
  const code = codeOf(epoch, io);
  const due = epoch.plan !== null && dueActions(epoch.plan).length > 0;
  return code === EXIT.done && due && args['detailed-exitcode'] === true ? EXIT.somethingToDo : code;
}

async function write({ epoch, context }: Planned, args: Args): Promise<void> {
  if (args.output !== undefined) writeText('--output', args.output, jsonText(planFile(epoch, context)));
  if (args.html === undefined) return;
  const { htmlReport } = await import('../../report/html/page.ts'); // charts take a while to load
  writeText('--html', args.html, htmlReport(epoch, context));
}
