import { type Sheet, sheet } from '../sheet.ts';
import { fixed } from '../words.ts';
import type { FigureSpread } from './details.ts';
import type { RunDigest } from './digest.ts';

/** What deciding cost each policy, how its promises held, and what no schedule could beat; one row a run. */
export const planningSheet = (runs: readonly RunDigest[]): Sheet =>
  sheet<RunDigest>(
    'Planning',
    [
      { name: 'POLICY', about: 'who decides', left: true, cell: ({ summary }) => summary.policy },
      { name: 'EPOCHS', about: 'decisions', cell: ({ summary }) => summary.epochs },
      { name: 'CPU', about: 'mean of an epoch, ms', cell: ({ details }) => milli(details.epochCpuSeconds.mean) },
      { name: 'CPU_P95', about: '95th percentile, ms', cell: ({ details }) => milli(details.epochCpuSeconds.p95) },
      { name: 'CPU_MAX', about: 'longest epoch, ms', cell: ({ details }) => milli(details.epochCpuSeconds.max) },
      { name: 'WALL', about: 'mean of an epoch, ms', cell: ({ details }) => milli(details.epochWallSeconds.mean) },
      { name: 'WALL_MAX', about: 'longest epoch, ms', cell: ({ details }) => milli(details.epochWallSeconds.max) },
      { name: 'GAP', about: 'mean of the epochs with a bound, %', cell: ({ details }) => percents(details.gap) },
      {
        name: 'PROMISED',
        about: 'leases that were told a start',
        cell: ({ details }) => details.promiseChanges.count,
      },
      {
        name: 'DRIFT',
        about: 'real start minus the start first told, mean, s',
        cell: ({ details }) => fixed(details.promisedStartDriftSeconds.mean, 0),
      },
      {
        name: 'DRIFT_P95',
        about: '95th percentile, s',
        cell: ({ details }) => fixed(details.promisedStartDriftSeconds.p95, 0),
      },
      { name: 'REFUSED', about: 'orders that were not possible', cell: ({ summary }) => summary.refusedOrders },
      { name: 'BROKEN', about: 'promises that were not kept', cell: ({ summary }) => summary.brokenPromises },
    ],
    runs,
  );

/** What a run came to beside what no schedule of the same leases can beat; one row a run. */
export const boundSheet = (runs: readonly RunDigest[]): Sheet =>
  sheet<RunDigest>(
    'Bounds',
    [
      { name: 'POLICY', about: 'who decides', left: true, cell: ({ summary }) => summary.policy },
      {
        name: 'ALL_BEST_EFFORT',
        about: 'end of the last best-effort lease, s',
        cell: ({ summary }) => summary.allBestEffortSeconds,
      },
      {
        name: 'AT_LEAST',
        about: 'no schedule ends them before, s',
        cell: (run) => run.details.bounds.allBestEffortSeconds,
      },
      { name: 'MAKESPAN', about: 'end of the last lease, s', cell: ({ summary }) => summary.makespanSeconds },
      { name: 'AT_LEAST', about: 'no schedule ends before, s', cell: (run) => run.details.bounds.makespanSeconds },
      { name: 'USED', about: 'delivered CPU over all CPU, %', cell: ({ summary }) => share(summary.utilisation) },
      { name: 'AT_MOST', about: 'no schedule uses more, %', cell: ({ details }) => share(details.bounds.utilisation) },
    ],
    runs,
  );

const milli = (seconds: number | null): string | number | null => fixed(seconds === null ? null : 1_000 * seconds, 2);

const percents = ({ mean }: FigureSpread): string | number | null => share(mean);

const share = (value: number | null): string | number | null => fixed(value === null ? null : 100 * value, 1);
