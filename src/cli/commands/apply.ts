import process from 'node:process';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { counted } from '../../report/words.ts';
import { lockCloud } from '../../store/lock.ts';
import { stateFolder } from '../../store/state-folder.ts';
import { openStore, type Store } from '../../store/store.ts';
import { say } from '../answer.ts';
import { type CarryingOut, carriedOut, resumed } from '../apply/carry-out.ts';
import { confirmed } from '../apply/confirm.ts';
import { type PlannedAction, readPlan, type WrittenPlan } from '../apply/plan-document.ts';
import { type Standing, standingOf } from '../apply/premises.ts';
import { type Applied, appliedDocument, appliedSheet, appliedText } from '../apply/result.ts';
import { selected } from '../apply/selection.ts';
import { type Through, throughOf } from '../apply/through.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.ts';
import { liveWorld, sourceOf } from '../source.ts';
import { once, oneOf, text, wholes } from '../values.ts';
import { toolVersion } from '../version.ts';

const OPTIONS = {
  from: { ...SOURCE_OPTIONS.from, describe: 'where the cloud is read to compare it; as the plan says when left out' },
  through: {
    type: 'string',
    describe: 'xmlrpc, xmlrpc:URL or onevm; as the plan was read when left out',
    coerce: once('--through', text),
  },
  only: { type: 'string', describe: 'only what is due for these VMs: 12,13', coerce: once('--only', wholes(0)) },
  yes: { type: 'boolean', alias: 'y', describe: 'do not ask' },
  'dry-run': { type: 'boolean', describe: 'compare, and say what would be sent; send nothing' },
  store: {
    type: 'string',
    describe: "the planner's store, in which a run that was cut off finds what it had begun",
    coerce: once('--store', text),
  },
  'gang-on-failure': {
    type: 'string',
    default: 'undo',
    describe: 'what becomes of a gang that can not start whole: undo or keep',
    coerce: once('--gang-on-failure', oneOf(['undo', 'keep'])),
  },
  json: OUTPUT_OPTIONS.json,
  csv: OUTPUT_OPTIONS.csv,
  list: OUTPUT_OPTIONS.list,
  header: OUTPUT_OPTIONS.header,
  quiet: OUTPUT_OPTIONS.quiet,
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS> & { readonly plan: string };

/** `oneplan apply`: carries out exactly the plan that was shown, or refuses it when the cloud has changed. */
export const applyCommand: Command = (cli, chosen) =>
  cli.command(
    'apply <plan>',
    'carry out what is due of a plan file, exactly that',
    (command: Argv) =>
      command
        .positional('plan', { type: 'string', demandOption: true, describe: 'written by plan -o' })
        .options(OPTIONS)
        .example('$0 apply plan.json', 'shows it, asks, and does it')
        .example('$0 apply plan.json --only 12,13 --yes', 'two VMs of it, unasked')
        .example('$0 apply plan.json --store oneplan.db --yes', 'can be taken up again where it was cut off'),
    (args) => chosen((io) => apply(args as unknown as Args, io)),
  );

async function apply(args: Args, io: Io): Promise<number> {
  const plan = readPlan(args.plan);
  const actions = selected(plan, args.only ?? null);
  const through = throughOf(args.through ?? null, plan.file.source, process.env);
  const dryRun = args['dry-run'] === true;
  const lock = dryRun ? null : lockCloud(through.endpoint, stateFolder(process.env), SYSTEM_CLOCK.unixSeconds());
  let store: Store | null = null;
  try {
    store =
      args.store === undefined ? null : await openStore(args.store, { clock: SYSTEM_CLOCK, version: toolVersion() });
    return await applied({ args, plan, actions, through, journal: store?.journal ?? null }, io);
  } finally {
    store?.close();
    await through.close();
    lock?.release();
  }
}

interface Task {
  readonly args: Args;
  readonly plan: WrittenPlan;
  readonly actions: readonly PlannedAction[];
  readonly through: Through;
  readonly journal: CarryingOut['journal'];
}

async function applied({ args, plan, actions, through, journal }: Task, io: Io): Promise<number> {
  const dryRun = args['dry-run'] === true;
  const quiet = args.quiet === true;
  const gangOnFailure = args['gang-on-failure'] === 'keep' ? 'keep' : 'undo';
  const parts: CarryingOut = { enactor: through.enactor, journal, io, quiet, dryRun, gangOnFailure };
  const source = sourceOf({ from: args.from ?? plan.file.source, now: undefined }, liveWorld(io));
  const before = await source.read();
  const taken = await resumed(parts, plan, before);
  if (taken > 0) io.err(`${counted(taken, 'action')} of an earlier run brought to an end\n`);
  const snapshot = taken > 0 ? await source.read() : before;
  const standing = standingOf(actions, snapshot);
  if (standing.stale.length > 0) return refused(args.plan, standing, io);
  const left = remaining(actions, standing);
  if (left.length > 0 && !dryRun && args.yes !== true && !(await agreed(left, through, io))) return EXIT.interrupted;
  const outcomes = await carriedOut(parts, plan, left, snapshot);
  const result = {
    plan: args.plan,
    through: through.enactor.name,
    dryRun,
    actions,
    already: standing.already,
    outcomes,
  };
  report(result, args, io);
  const undone = left.some(({ id }) => outcomes.find(({ action }) => action === id)?.end !== 'done');
  return undone && !dryRun ? EXIT.appliedInPart : EXIT.done;
}

/** What an earlier run has not done; nothing waits for what it has. */
const remaining = (actions: readonly PlannedAction[], { already }: Standing): readonly PlannedAction[] =>
  actions
    .filter(({ id }) => !already.has(id))
    .map((action) => ({ ...action, dependsOn: action.dependsOn.filter((id) => !already.has(id)) }));

function refused(plan: string, { stale }: Standing, io: Io): number {
  io.err(`oneplan: ${plan}: the cloud is no longer the one it was made for. Make a new plan.\n`);
  for (const reason of stale) io.err(`  ${reason}\n`);
  return EXIT.stalePlan;
}

function agreed(left: readonly PlannedAction[], { enactor }: Through, io: Io): Promise<boolean> {
  for (const { operation, vm, vmName, hostName, reason } of left) {
    io.err(`  ${operation.padEnd(12)} VM ${vm} ${vmName} on ${hostName}: ${reason}\n`);
  }
  return confirmed(`Carry out ${counted(left.length, 'action')} through ${enactor.name}?`, io.signal);
}

function report(result: Applied, args: Args, io: Io): void {
  const answer = {
    document: () => appliedDocument(result),
    sheet: () => appliedSheet(result),
    text: (style: Io['style']) => appliedText(result, style),
  };
  say(answer, { ...args, yaml: undefined, 'log-level': 'warn' }, io);
}
