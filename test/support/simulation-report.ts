import type { Workload } from '../../src/domain/workload.ts';
import { compared, type SimulationReport } from '../../src/report/simulation/comparison.ts';
import { digestOf } from '../../src/report/simulation/digest.ts';
import type { SimulationOptions } from '../../src/simulate/options.ts';
import { policyNamed } from '../../src/simulate/policies/registry.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { windowOf, windowsOf } from '../../src/simulate/windows.ts';

/** What a report is asked for beside its workload; the ordinary is two policies on the whole of it. */
interface Asked {
  readonly policies?: readonly string[];
  readonly windows?: number;
  readonly options?: Partial<SimulationOptions>;
  readonly more?: Partial<SimulationReport>;
}

/** A report of real runs; the last case is drawn. */
export async function reportOf(
  workload: Workload,
  { policies = ['easy', 'haizea'], windows = 1, options = {}, more = {} }: Asked = {},
): Promise<SimulationReport> {
  const runs = [];
  for (const name of policies)
    for (const [index, window] of windowsOf(workload, windows, null).entries()) {
      const run = await simulate(windowOf(workload, window), policyNamed(name), options);
      const of = { instance: `window ${index + 1}, seed 1`, window: windows === 1 ? null : `window ${index + 1}` };
      runs.push(digestOf(run, of, { picture: index === windows - 1, leases: true }));
    }
  return compared({
    workload: workload.name,
    leftOut: workload.leftOut,
    requests: workload.requests.length,
    runs,
    baseline: policies[0] ?? null,
    settings: [{ name: 'overheads.bootSeconds', value: '30' }],
    versions: { oneplan: '0.1.0', node: '20' },
    command: 'oneplan simulate small-day.jsonl',
    ...more,
  });
}
