import { type Column, type Sheet, sheet } from '../sheet.ts';
import { fixed } from '../words.ts';
import { policiesOf, type SimulationReport } from './comparison.ts';
import type { FigureSpread, KindDetails } from './details.ts';
import type { RunDigest } from './digest.ts';
import type { RunSummary } from './summary.ts';

interface Row {
  readonly policy: string;
  readonly details: KindDetails;
  readonly summary: RunSummary;
  readonly instance: string;
}

/** What users of each kind of lease felt, one row a policy and kind, of one case. */
export const kindSheet = (runs: readonly RunDigest[]): Sheet =>
  sheet<Row>(
    'Kinds of leases',
    COLUMNS,
    runs.flatMap(({ summary, details, instance }) =>
      details.kinds.map((kind) => ({ policy: summary.policy, details: kind, summary, instance })),
    ),
  );

const wait = (name: string, about: string, pick: (spread: FigureSpread) => number | null): Column<Row> => ({
  name,
  about: `wait, ${about}, s`,
  cell: ({ details }) => fixed(pick(details.waitSeconds), 0),
});

const WAITS: readonly Column<Row>[] = [
  wait('WAIT', 'mean', ({ mean }) => mean),
  wait('WAIT_P50', 'median', ({ median }) => median),
  wait('WAIT_P95', '95th percentile', ({ p95 }) => p95),
  wait('WAIT_MAX', 'longest', ({ max }) => max),
];

const COLUMNS: readonly Column<Row>[] = [
  { name: 'POLICY', about: 'who decides', left: true, cell: ({ policy }) => policy },
  { name: 'KIND', about: 'of lease', left: true, cell: ({ details }) => details.kind },
  { name: 'ASKED', about: 'leases', cell: ({ details }) => details.asked },
  { name: 'ACCEPTED', about: 'not rejected', cell: ({ summary, details }) => summary.accepted[details.kind] },
  { name: 'DONE', about: 'over as they should be', cell: ({ details }) => details.done },
  { name: 'ON_TIME', about: 'as their terms say', cell: ({ summary, details }) => summary.onTime[details.kind] },
  ...WAITS,
  {
    name: 'SLOWDOWN',
    about: 'mean bounded slowdown, 10 s',
    cell: ({ details }) => fixed(details.boundedSlowdown.mean, 2),
  },
  {
    name: 'SLOWDOWN_P95',
    about: 'bounded slowdown, 95th percentile',
    cell: ({ details }) => fixed(details.boundedSlowdown.p95, 2),
  },
  { name: 'LATE', about: 'mean tardiness, s', cell: ({ details }) => fixed(details.tardinessSeconds.mean, 0) },
  { name: 'LATEST', about: 'largest tardiness, s', cell: ({ details }) => fixed(details.tardinessSeconds.max, 0) },
];

interface ReasonRow {
  readonly policy: string;
  readonly kind: string;
  readonly reason: string;
  readonly count: number;
}

/** Why leases were rejected or failed, over all cases of a policy. */
export const reasonSheet = (report: Pick<SimulationReport, 'runs'>): Sheet =>
  sheet<ReasonRow>(
    'Reasons',
    [
      { name: 'POLICY', about: 'who decides', left: true, cell: ({ policy }) => policy },
      { name: 'KIND', about: 'of lease', left: true, cell: ({ kind }) => kind },
      { name: 'LEASES', about: 'rejected or failed, of all cases', cell: ({ count }) => count },
      { name: 'REASON', about: 'why', left: true, cell: ({ reason }) => reason },
    ],
    policiesOf(report).flatMap((policy) => reasonsOf(policy, report.runs)),
  );

function reasonsOf(policy: string, runs: readonly RunDigest[]): readonly ReasonRow[] {
  const counts = new Map<string, ReasonRow>();
  for (const { summary, details } of runs) {
    if (summary.policy !== policy) continue;
    for (const { kind, reasons } of details.kinds)
      for (const { reason, count } of reasons) {
        const key = `${kind} ${reason}`;
        counts.set(key, { policy, kind, reason, count: (counts.get(key)?.count ?? 0) + count });
      }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, 20);
}
