import { type Column, type Sheet, sheet } from '../sheet.ts';
import { fixed } from '../words.ts';
import { policiesOf, type SimulationReport } from './comparison.ts';
import type { RunDigest } from './digest.ts';
import { LEASE_KINDS, type RunSummary } from './summary.ts';

/** One run, or the mean of several of one policy. */
interface Row {
  readonly policy: string;
  readonly instance: string;
  readonly cases: number;
  /** Mean of a figure over the runs that have it; null when none does. */
  readonly mean: (figure: (summary: RunSummary) => number | null) => number | null;
}

/** One row a run. */
export const runSheet = ({ runs }: Pick<SimulationReport, 'runs'>): Sheet =>
  sheet(
    'Runs',
    new Set(runs.map(({ instance }) => instance)).size > 1 ? [POLICY, CASE, ...FIGURES] : [POLICY, ...FIGURES],
    runs.map((run) => rowOf([run])),
  );

/** One row a policy, with means over its cases where there are several. */
export const policySheet = (report: Pick<SimulationReport, 'runs'>): Sheet => {
  const rows = policiesOf(report).map((policy) =>
    rowOf(report.runs.filter(({ summary }) => summary.policy === policy)),
  );
  const isMean = rows.some(({ cases }) => cases > 1);
  return sheet('Policies', isMean ? [POLICY, CASES, ...FIGURES] : [POLICY, ...FIGURES], rows);
};

const rowOf = (runs: readonly RunDigest[]): Row => ({
  policy: nameOf(runs[0] as RunDigest),
  instance: runs[0]?.instance ?? '',
  cases: runs.length,
  mean: (figure) => {
    const values = runs.map(({ summary }) => figure(summary)).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  },
});

const nameOf = ({ summary: { policy, information } }: RunDigest): string =>
  information === 'oracle' ? `${policy} (oracle)` : policy;

const total = (counts: RunSummary['accepted']): number => LEASE_KINDS.reduce((sum, kind) => sum + counts[kind], 0);

const promised = (counts: RunSummary['accepted']): number => total(counts) - counts['best-effort'];

const figure = (
  name: string,
  about: string,
  digits: number,
  value: (summary: RunSummary) => number | null,
): Column<Row> => ({ name, about, cell: ({ mean }) => fixed(mean(value), digits) });

const POLICY: Column<Row> = { name: 'POLICY', about: 'who decides', left: true, cell: ({ policy }) => policy };
const CASE: Column<Row> = { name: 'CASE', about: 'window and seed', left: true, cell: ({ instance }) => instance };
const CASES: Column<Row> = {
  name: 'CASES',
  about: 'windows and seeds; the rest are means over these',
  cell: ({ cases }) => cases,
};

const FIGURES: readonly Column<Row>[] = [
  figure('ALL_BEST_EFFORT', 'end of the last best-effort lease, s', 0, (run) => run.allBestEffortSeconds),
  figure('MAKESPAN', 'end of the last lease, s', 0, (run) => run.makespanSeconds),
  figure('WAIT', 'mean wait of best effort, s', 0, (run) => run.meanWaitSeconds),
  figure('SLOWDOWN', 'mean bounded slowdown of best effort, 10 s', 2, (run) => run.meanBoundedSlowdown),
  figure('USED', 'delivered CPU over all CPU, %', 1, ({ utilisation }) =>
    utilisation === null ? null : 100 * utilisation,
  ),
  figure('SUSPENDS', 'suspensions', 1, (run) => run.suspensions),
  figure('MIGRATIONS', 'migrations', 1, (run) => run.migrations),
  figure('LOST', 'VM hours held without work that counts, h', 1, (run) => run.lostNodeHours),
  figure('PROMISED', 'reservations, deadlines and immediate leases accepted', 1, ({ accepted }) => promised(accepted)),
  figure('KEPT', 'of these on time', 1, ({ onTime }) => promised(onTime)),
  figure('REJECTED', 'leases rejected', 1, ({ rejected }) => total(rejected)),
  figure('FAILED', 'leases failed', 1, ({ failed }) => total(failed)),
  figure('CPU', "the policy's own computing, CPU s", 2, (run) => run.plannerCpuSeconds),
  figure('BROKEN', 'rules the run broke, by its check', 0, (run) => run.violations),
];
