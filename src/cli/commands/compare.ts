import type { Argv, InferredOptionTypes, Options } from 'yargs';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Source } from '../../ports.ts';
import { type Contestant, compare, comparisonDocument, comparisonSheet } from '../../report/comparison.ts';
import { textTable } from '../../report/text-table.ts';
import { GREEDY_POLICIES, SOLVER_NAMES } from '../../solve/registry.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { LIMIT_OPTIONS, OUTPUT_OPTIONS, POLICY_OPTIONS, SOURCE_OPTIONS } from '../options.ts';
import { codeOf, planned } from '../planning.ts';
import { policyOf } from '../policy.ts';
import { liveWorld, sourceOf } from '../source.ts';
import { names, once, oneOf } from '../values.ts';

const OPTIONS = {
  ...SOURCE_OPTIONS,
  ...POLICY_OPTIONS,
  ...LIMIT_OPTIONS,
  ...OUTPUT_OPTIONS,
  policies: {
    type: 'string',
    describe: `of ${SOLVER_NAMES.join(', ')}; auto and every greedy policy when left out`,
    coerce: once('--policies', (option, given) =>
      names(option, given).map((name) => oneOf(SOLVER_NAMES)(option, name)),
    ),
  },
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS> & { readonly source?: string | undefined };

/** `oneplan compare`: one epoch under several policies. */
export const compareCommand: Command = (cli, chosen) =>
  cli.command(
    'compare [source]',
    'one epoch under several policies: cost by level, waits, actions',
    (command: Argv) =>
      command
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(OPTIONS)
        .example('$0 compare', 'the optimiser beside every greedy policy')
        .example('$0 compare --policies auto,fcfs,easy --time-limit 10s', 'three of them'),
    (args) => chosen((io) => comparison(args, io)),
  );

async function comparison(args: Args, io: Io): Promise<number> {
  const contestants = await contest(args, io);
  const results = compare(contestants);
  const answer = {
    document: () => comparisonDocument(results),
    sheet: () => comparisonSheet(results),
    text: (style: Io['style']) => textTable(comparisonSheet(results), style),
  };
  say(answer, args, io);
  return contestants.map(({ epoch }) => codeOf(epoch, io)).find((code) => code !== EXIT.done) ?? EXIT.done;
}

/** One after the other, on one snapshot, so that none takes time from another and all plan the same cloud. */
async function contest(args: Args, io: Io): Promise<readonly Contestant[]> {
  const source = readOnce(sourceOf(args, liveWorld(io)));
  const policy = policyOf(args);
  const contestants: Contestant[] = [];
  for (const name of args.policies ?? ['auto', ...GREEDY_POLICIES]) {
    if (io.signal.aborted) break;
    const limits = { ...policy.limits, solver: name };
    const { epoch } = await planned(source, { ...policy, limits }, { ...args, quiet: true }, io);
    contestants.push({ policy: name, epoch });
  }
  return contestants;
}

function readOnce(source: Source): Source {
  let snapshot: Promise<Snapshot> | null = null;
  return {
    name: source.name,
    read: () => {
      snapshot ??= source.read();
      return snapshot;
    },
  };
}
