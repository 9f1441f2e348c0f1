import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { DEFAULT_POLICY, type Limits } from '../../domain/policy.ts';
import { epochOf } from '../../read/benchmarks/epochs.ts';
import { FAMILIES } from '../../read/benchmarks/families.ts';
import { generateEpoch } from '../../read/benchmarks/generate.ts';
import { benchDocument, benchSheet, benchText } from '../../report/bench.ts';
import { limitsDocument, limitsSheet, limitsText } from '../../report/limits.ts';
import { scalingDocument, scalingSheet, scalingText } from '../../report/scaling.ts';
import type { Sheet } from '../../report/sheet.ts';
import type { TextStyle } from '../../report/text-table.ts';
import { warmDocument, warmSheet, warmText } from '../../report/warm.ts';
import { say } from '../answer.ts';
import { solveHere } from '../bench/here.ts';
import { type LimitsRequest, runLimits } from '../bench/limits.ts';
import { runTasks } from '../bench/run-tasks.ts';
import { runScaling, SCALING_HOSTS, type ScalingRequest, scaleHere } from '../bench/scaling.ts';
import { sizeOf, sizes } from '../bench/size.ts';
import { type BenchTask, familyNamed, tasksOf } from '../bench/tasks.ts';
import { SILENT } from '../bench/timed.ts';
import { runWarm, type WarmRequest } from '../bench/warm.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { LIMIT_OPTIONS, OUTPUT_OPTIONS, SOLVER_OPTIONS } from '../options.ts';
import { amounts, once, share, span, whole, wholes } from '../values.ts';

const DEFAULT_LIMIT_SECONDS = 10;
const DEFAULT_LOAD = 0.85;
const DEFAULT_SLOTS = 96;

/** A study of time limits: against greedy policies, which take none. */
const LIMIT_SIZES = ['5x10x12', '20x60x24', '50x200x48', '200x1000x48'];
const LIMIT_LOADS = [0.42, 0.85, 1.26];
const LIMIT_SECONDS = [0.05, 0.1, 0.2, 0.5];

/** A study of warm starts: sizes, the share that changes, and how long is searched from nothing and from a start. */
const WARM_SIZE = '200x2000x48';
const DEFAULT_CHANGE = 0.01;
const COLD_SECONDS = 30;
const WARM_SECONDS = 0.5;

const OPTIONS = {
  ...LIMIT_OPTIONS,
  ...SOLVER_OPTIONS,
  ...OUTPUT_OPTIONS,
  generate: {
    type: 'string',
    group: 'Epochs made on the spot:',
    describe: 'of these sizes, HOSTSxLEASESxSLOTS: 1000x10000x48,200x1000x48',
    coerce: once('--generate', sizes),
  },
  load: {
    type: 'string',
    group: 'Epochs made on the spot:',
    describe: 'share of what the hosts can give that leases ask for: 0.42,0.85 (0.85)',
    coerce: once('--load', amounts),
  },
  count: {
    type: 'string',
    group: 'Epochs made on the spot:',
    describe: 'so many of each size and load, with seeds from --seed on (1)',
    coerce: once('--count', whole(1)),
  },
  sizes: {
    type: 'string',
    group: 'Scaling:',
    describe: `hosts, with 10 leases each (${SCALING_HOSTS.join(',')})`,
    coerce: once('--sizes', wholes(1)),
  },
  slots: {
    type: 'string',
    group: 'Scaling:',
    describe: 'length of the horizon (96)',
    coerce: once('--slots', whole(1)),
  },
  change: {
    type: 'string',
    group: 'Warm starts:',
    describe: 'share of the leases that change (1%)',
    coerce: once('--change', share),
  },
  'warm-limit': {
    type: 'string',
    group: 'Warm starts:',
    describe: 'end a search that goes on after so long (0.5s); --time-limit is of one from nothing (30s)',
    coerce: once('--warm-limit', span),
  },
  limits: {
    type: 'string',
    group: 'Time limits:',
    describe: `seconds that a search may take (${LIMIT_SECONDS.join(',')})`,
    coerce: once('--limits', amounts),
  },
  here: { type: 'boolean', hidden: true, describe: 'one instance in this process, with remarks, as JSON' },
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS> & {
  readonly family: string;
  readonly file?: readonly string[] | undefined;
};

/** `oneplan bench`: other people's instances, and epochs of our own making, with what is known of them. */
export const benchCommand: Command = (cli, chosen) =>
  cli.command(
    'bench [family] [file..]',
    'solve benchmark instances: incumbent, bound, gap, best known, seconds, peak memory',
    (command: Argv) =>
      command
        .positional('family', {
          type: 'string',
          default: 'all',
          describe: `all, or one of: ${FAMILY_LIST}, limits, scaling, warm`,
        })
        .positional('file', { type: 'string', array: true, describe: 'files or folders; bundled ones when left out' })
        .options(OPTIONS)
        .example('$0 bench', 'every bundled instance, 10 seconds each')
        .example('$0 bench epochs --generate 1000x10000x48 --load 0.85 --seed 3 --time-limit 30', 'a large epoch')
        .example(
          '$0 bench limits --count 3',
          'whether short searches are worse than greedy policies, and how late they are',
        )
        .example('$0 bench scaling', 'how time and memory grow, 50 to 10,000 hosts')
        .example('$0 bench warm --count 5', 'planning that goes on after 1% has changed, five epochs of 200x2000x48')
        .example('$0 bench epochs a.json b.json.gz --time-limit 10 --seed 1 --json', JSON_ABOUT),
    (args) => chosen((io) => workOf(args)(args, io)),
  );

function workOf({ family, here }: Args): (args: Args, io: Io) => Promise<number> {
  if (family === 'scaling') return here === true ? scalingOfOne : scaling;
  if (family === 'warm') return warm;
  if (family === 'limits') return limits;
  return here === true ? instanceHere : bench;
}

const FAMILY_LIST = FAMILIES.map(({ name, about }) => `${name} (${about})`).join(', ');
const JSON_ABOUT = 'array of { instance, objective, bound, gap, bestKnown, feasible, seconds, peakRssMib }';

async function bench(args: Args, io: Io): Promise<number> {
  const tasks = tasksAsked(args);
  const rows = await runTasks(tasks, { limits: limitsOf(args), quiet: args.quiet === true }, io);
  tell(rows, { document: benchDocument, sheet: benchSheet, text: benchText }, args, io);
  return rows.every(({ feasible }) => feasible) ? EXIT.done : EXIT.error;
}

/** How rows of one kind are shown. */
interface Showing<Row> {
  readonly document: (rows: readonly Row[]) => object;
  readonly sheet: (rows: readonly Row[]) => Sheet;
  readonly text: (rows: readonly Row[], style: TextStyle) => string;
}

function tell<Row>(rows: readonly Row[], { document, sheet, text }: Showing<Row>, args: Args, io: Io): void {
  say({ document: () => document(rows), sheet: () => sheet(rows), text: (style) => text(rows, style) }, args, io);
}

/** What a parent of ours asks for: one instance, and one document for it. */
async function instanceHere(args: Args, io: Io): Promise<number> {
  const [task] = tasksAsked(args);
  if (task === undefined) throw new InputError('--here', 'there is nothing to solve', 'Name one instance.');
  const run = await solveHere(await instanceOf(task), {
    limits: limitsOf(args),
    events: SILENT,
    signal: io.signal,
  });
  io.out(JSON.stringify(run));
  return EXIT.done;
}

/** How time and memory grow with the size of an epoch. */
async function scaling(args: Args, io: Io): Promise<number> {
  const rows = await runScaling(scalingAsked(args), io);
  tell(rows, { document: scalingDocument, sheet: scalingSheet, text: scalingText }, args, io);
  return rows.length === scalingAsked(args).hosts.length ? EXIT.done : EXIT.error;
}

async function scalingOfOne(args: Args, io: Io): Promise<number> {
  io.out(JSON.stringify(await scaleHere(scalingAsked(args), io.signal)));
  return EXIT.done;
}

/** What a search is worth that goes on from an epoch which has changed a little. */
async function warm(args: Args, io: Io): Promise<number> {
  const rows = await runWarm(warmAsked(args), io);
  tell(rows, { document: warmDocument, sheet: warmSheet, text: warmText }, args, io);
  return EXIT.done;
}

/** Whether a search that has hardly any time is at least as good as the best greedy policy. */
async function limits(args: Args, io: Io): Promise<number> {
  const rows = await runLimits(limitsAsked(args), io);
  tell(rows, { document: limitsDocument, sheet: limitsSheet, text: limitsText }, args, io);
  return rows.some(({ isWorse }) => isWorse) ? EXIT.error : EXIT.done;
}

const limitsAsked = (args: Args): LimitsRequest => ({
  limits: limitsOf(args),
  limitsSeconds: args.limits ?? LIMIT_SECONDS,
  epochs: epochsAsked(args, { sizes: LIMIT_SIZES, loads: LIMIT_LOADS }),
  quiet: args.quiet === true,
});

/** Every size with every load and every seed. */
function epochsAsked(args: Args, usual: { readonly sizes: readonly string[]; readonly loads: readonly number[] }) {
  const first = limitsOf(args).seed;
  const seeds = Array.from({ length: args.count ?? 1 }, (_, nth) => first + nth);
  return (args.generate ?? usual.sizes).flatMap((size) =>
    (args.load ?? usual.loads).flatMap((load) => seeds.map((seed) => ({ ...sizeOf('--generate', size), load, seed }))),
  );
}

function warmAsked(args: Args): WarmRequest {
  const limits = { ...limitsOf(args), timeLimitSeconds: args['time-limit'] ?? COLD_SECONDS };
  const epochs = epochsAsked(args, { sizes: [WARM_SIZE], loads: [DEFAULT_LOAD] });
  const [warmSeconds, change] = [args['warm-limit'] ?? WARM_SECONDS, args.change ?? DEFAULT_CHANGE];
  return { limits, warmSeconds, change, epochs, quiet: args.quiet === true };
}

const scalingAsked = (args: Args): ScalingRequest => ({
  limits: limitsOf(args),
  hosts: args.sizes ?? SCALING_HOSTS,
  slots: args.slots ?? DEFAULT_SLOTS,
  quiet: args.quiet === true,
});

function tasksAsked(args: Args): readonly BenchTask[] {
  const files = args.file ?? [];
  if (args.generate !== undefined && (args.family !== 'epochs' || files.length > 0)) {
    throw new InputError(
      '--generate',
      'is about epochs without files',
      'Write oneplan bench epochs --generate 50x200x48.',
    );
  }
  return tasksOf({
    families: args.family === 'all' ? FAMILIES : [familyNamed(args.family)],
    files,
    generate: args.generate ?? [],
    loads: args.load ?? [DEFAULT_LOAD],
    seed: limitsOf(args).seed,
    count: args.count ?? 1,
  });
}

const instanceOf = async (task: BenchTask) =>
  task.kind === 'file'
    ? task.family.read(task.file)
    : epochOf(generateEpoch({ ...sizeOf('--generate', task.size), load: task.load, seed: task.seed }), null);

const limitsOf = (args: Args): Limits => ({
  timeLimitSeconds: args['time-limit'] ?? DEFAULT_LIMIT_SECONDS,
  gap: args.gap ?? DEFAULT_POLICY.limits.gap,
  seed: args.seed ?? DEFAULT_POLICY.limits.seed,
  nodeLimit: args['node-limit'] ?? DEFAULT_POLICY.limits.nodeLimit,
  solver: args.solver ?? DEFAULT_POLICY.limits.solver,
});
