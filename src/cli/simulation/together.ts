import type { Workload } from '../../domain/workload.ts';
import type { SimulationReport } from '../../report/simulation/comparison.ts';

/** Several workloads as one report names them. */
export const together = (
  workloads: readonly Workload[],
): Pick<SimulationReport, 'workload' | 'requests' | 'leftOut'> => ({
  workload: workloads.map(({ name }) => name).join(', '),
  requests: workloads.reduce((sum, { requests }) => sum + requests.length, 0),
  leftOut: workloads.flatMap(({ name, leftOut }) =>
    workloads.length === 1 ? leftOut : leftOut.map((each) => ({ ...each, reason: `${name}: ${each.reason}` })),
  ),
});
