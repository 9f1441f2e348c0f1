import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { DEFAULT_INSTANT, type InstantTerms } from '../../domain/instant.ts';
import { instantPolicy } from '../../formulate/instant.ts';
import { planEpoch } from '../../planner.ts';
import { oneDrsTerms } from '../../read/one-drs.ts';
import { hostSheet, instantDocument, instantText } from '../../report/instant.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { forOneInstant } from '../instant.ts';
import type { Io } from '../io.ts';
import { LIMIT_OPTIONS, OUTPUT_OPTIONS, SOLVER_OPTIONS, SOURCE_OPTIONS } from '../options.ts';
import { codeOf } from '../planning.ts';
import { policyOf } from '../policy.ts';
import { liveWorld, sourceOf } from '../source.ts';
import { once, oneOf, text, whole } from '../values.ts';
import { worldOf } from '../world.ts';

const ONE_DRS = 'One instant:';

const OPTIONS = {
  ...SOURCE_OPTIONS,
  policy: { type: 'string', group: 'Planning:', describe: 'policy file (YAML)', coerce: once('--policy', text) },
  ...LIMIT_OPTIONS,
  ...SOLVER_OPTIONS,
  ...OUTPUT_OPTIONS,
  objective: {
    type: 'string',
    group: ONE_DRS,
    describe:
      'pack (fewest hosts) or balance (fullest host as empty as can be); else as the cluster says, else balance',
    coerce: once('--objective', oneOf(['pack', 'balance'])),
  },
  weights: {
    type: 'string',
    group: ONE_DRS,
    describe: 'what counts as load: cpu=1,memory=1; else ONE_DRS of the cluster, else cpu=1',
    coerce: once('--weights', weightsOf),
  },
  migrations: {
    type: 'string',
    group: ONE_DRS,
    describe: 'running VMs that may be moved at most; else MIGRATION_THRESHOLD of the cluster, else without limit',
    coerce: once('--migrations', whole(0)),
  },
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS> & { readonly source?: string | undefined };

/** `oneplan instant`: where everything goes now, as OneDRS' place and optimize ask; no time axis. */
export const instantCommand: Command = (cli, chosen) =>
  cli.command(
    'instant [source]',
    'place what is pending and move what runs, for one instant: pack or balance',
    (command: Argv) =>
      command
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(OPTIONS)
        .example('$0 instant driver:optimize.xml', 'what onecluster optimize would be asked, with a bound')
        .example('$0 instant --objective pack --migrations 10 --json', 'fewest hosts, ten moves at most'),
    (args) => chosen((io) => instant(args, io)),
  );

async function instant(args: Args, io: Io): Promise<number> {
  const recording = sourceOf(args, liveWorld(io));
  const snapshot = await recording.read();
  const terms = termsOf(args, oneDrsTerms(snapshot.hosts));
  const policy = instantPolicy(policyOf(args), terms);
  const source = { name: recording.name, read: () => Promise.resolve(snapshot) };
  const world = worldOf(source, policy, args, io);
  const epoch = await planEpoch({ ...world, solver: forOneInstant(policy, terms) }, policy);
  const answer = {
    document: () => instantDocument(epoch, terms, source.name),
    sheet: () => hostSheet(epoch),
    text: (style: Io['style']) => instantText(epoch, terms, source.name, style),
  };
  say(answer, args, io);
  return codeOf(epoch, io);
}

/** What the arguments say, else the cluster, else what OneDRS is shipped with. */
const termsOf = (args: Args, cluster: Partial<InstantTerms>): InstantTerms => ({
  ...DEFAULT_INSTANT,
  ...cluster,
  ...(args.objective === undefined ? {} : { objective: args.objective as InstantTerms['objective'] }),
  ...(args.weights === undefined ? {} : { weights: args.weights }),
  ...(args.migrations === undefined ? {} : { migrations: args.migrations }),
});

function weightsOf(option: string, given: string): InstantTerms['weights'] {
  const weights = { cpu: 0, memory: 0 };
  for (const part of given.split(',')) {
    const [, name, digits] = /^(cpu|memory)=(\d{1,4})$/.exec(part.trim()) ?? [];
    if (name === undefined) throw new InputError(option, `can not read "${part}"`, `Write ${option} cpu=1,memory=1.`);
    weights[name as keyof typeof weights] = Number(digits);
  }
  if (weights.cpu + weights.memory > 0) return weights;
  throw new InputError(option, 'all weights are 0', `Write ${option} cpu=1,memory=1.`);
}
