import type { Workload } from '../../domain/workload.ts';
import type { SimulationReport } from '../../report/simulation/comparison.ts';
import type { RunDigest } from '../../report/simulation/digest.ts';
import { inOrder } from '../../simulate/sweep/in-order.ts';
import { pairings, workOrder } from '../../simulate/sweep/order.ts';
import type { Io } from '../io.ts';
import { type SimulationCase, workloadOf } from '../simulation/cases.ts';
import type { AskedPolicy } from '../simulation/policies-asked.ts';
import type { ResultFolder } from '../simulation/result-folder.ts';
import type { CloudOptions } from '../simulation/settings.ts';
import type { WorkloadSource } from './job.ts';
import type { Placed, Runner } from './runner.ts';
import type { RunResult, RunTerms } from './task.ts';

/** Every policy in every case. */
export interface Sweep {
  readonly policies: readonly AskedPolicy[];
  readonly cases: readonly SimulationCase[];
  readonly workloads: readonly { readonly workload: Workload; readonly source: WorkloadSource }[];
  readonly cloud: CloudOptions;
  /** Leases of every run in the document. */
  readonly leases: boolean;
  readonly timings: boolean;
  /** The case whose runs are drawn; null draws none. */
  readonly pictured: SimulationCase | null;
  readonly folder: ResultFolder | null;
  readonly quiet: boolean;
}

/**
 * Has a sweep run, and gives what its runs came to in the order of reports, whoever ran what when. Digests alone are
 * kept. When the signal fires, those there are by then.
 */
export async function swept(sweep: Sweep, runner: Runner, io: Io): Promise<SimulationReport['runs']> {
  const digests: RunDigest[] = [];
  const results = inOrder<RunResult>(({ digest, rows }) => {
    sweep.folder?.rows(rows);
    digests.push(digest);
  });
  const runs = runsOf(sweep);
  const say = (text: string): void => (sweep.quiet ? undefined : io.err(text));
  const events = {
    began: (place: number) => say(`[${results.count()}/${runs.length} done] ${runs[place]?.name} begins\n`),
    progress: () => undefined,
    ended: results.add,
  };
  const order = workOrder(sweep.policies.length, sweep.cases.length).map((place) => runs[place] as Placed);
  await runner(order, events, io.signal);
  return digests;
}

interface NamedRun extends Placed {
  readonly name: string;
}

const runsOf = (sweep: Sweep): readonly NamedRun[] =>
  pairings(sweep.policies.length, sweep.cases.length).map(({ policy, of }, place) =>
    runOf(sweep, place, sweep.policies[policy] as AskedPolicy, sweep.cases[of] as SimulationCase),
  );

function runOf(sweep: Sweep, place: number, policy: AskedPolicy, of: SimulationCase): NamedRun {
  const { workload, source } = sweep.workloads[of.workload] as Sweep['workloads'][number];
  const terms = termsOf(sweep, policy, of);
  return {
    place,
    name: `${policy.name}, ${of.name}`,
    task: () => ({
      workload: workloadOf(workload, of),
      terms,
      eventFile: sweep.folder?.eventFile(policy.name, of) ?? null,
    }),
    job: () => ({ source, window: of.window, terms }),
  };
}

const termsOf = (
  { cloud, pictured, folder, leases, timings }: Sweep,
  policy: AskedPolicy,
  of: SimulationCase,
): RunTerms => ({
  policy,
  cloud,
  seed: of.seed,
  of: { instance: of.name, window: of.windowName },
  wanted: { picture: of === pictured, leases, rows: folder !== null, timings },
});
