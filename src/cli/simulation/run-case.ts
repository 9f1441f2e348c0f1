import type { RunRecord } from '../../domain/run-record.ts';
import type { Workload } from '../../domain/workload.ts';
import { simulate } from '../../simulate/simulate.ts';
import { type SimulationCase, workloadOf } from './cases.ts';
import type { SimulationArgs } from './options.ts';
import { policyOf } from './policies.ts';
import type { AskedPolicy } from './policies-asked.ts';
import type { ResultFolder } from './result-folder.ts';
import { simulationOptionsOf } from './settings.ts';

/** What runs are made of. */
export interface Runs {
  readonly workload: Workload;
  readonly args: SimulationArgs;
  readonly signal: AbortSignal;
  readonly folder: ResultFolder | null;
}

/** One policy in one case. A policy is made anew for each run: it carries nothing over. */
export async function runCase({ asked, name }: AskedPolicy, of: SimulationCase, runs: Runs): Promise<RunRecord> {
  const policy = await policyOf(asked);
  const events = runs.folder?.events(name, of) ?? null;
  const options = { ...simulationOptionsOf(runs.args, runs.signal), seed: of.seed };
  try {
    const run = await simulate(workloadOf(runs.workload, of), policy, {
      ...options,
      log: events?.write ?? (() => undefined),
    });
    return { ...run, policy: name };
  } finally {
    events?.close();
    await policy.close?.();
  }
}
