import type { LeaseOutcome } from '../../domain/outcome.ts';
import type { LeaseRecord, RunRecord } from '../../domain/run-record.ts';
import type { LeftOut } from '../../domain/workload.ts';
import { type Column, type Sheet, sheet } from '../sheet.ts';
import { LEASE_KINDS, type RunSummary, summaryOf } from './summary.ts';

/** Runs as one document: for each its figures, then every lease. */
export const simulationDocument = (workload: string, leftOut: readonly LeftOut[], runs: readonly RunRecord[]) => ({
  workload,
  leftOut,
  policies: runs.map((run) => ({
    ...summaryOf(run),
    refused: run.refused,
    broken: run.broken,
    violations: run.violations,
    leases: run.leases.map(leaseDocument),
  })),
});

const leaseDocument = (lease: LeaseRecord): LeaseOutcome => ({
  id: lease.id,
  kind: lease.kind,
  outcome: lease.outcome,
  reason: lease.reason,
  submitSeconds: lease.submitSeconds,
  runs: lease.runs,
  endSeconds: lease.endSeconds,
  deliveredSeconds: lease.deliveredSeconds,
});

/** One row a run. */
export const simulationSheet = (runs: readonly RunRecord[]): Sheet =>
  sheet('Policies', columnsOf(runs), runs.map(summaryOf));

const columnsOf = (runs: readonly RunRecord[]): readonly Column<RunSummary>[] =>
  new Set(runs.map(({ seed }) => seed)).size > 1 ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'SEED');

const rounded = (value: number | null, digits: number): number | null =>
  value === null ? null : Number(value.toFixed(digits));

const total = (counts: Readonly<Record<string, number>>): number =>
  LEASE_KINDS.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);

const promised = (counts: Readonly<Record<string, number>>): number => total(counts) - (counts['best-effort'] ?? 0);

const COLUMNS: readonly Column<RunSummary>[] = [
  {
    name: 'POLICY',
    about: 'who decides',
    left: true,
    cell: ({ policy, information }) => (information === 'oracle' ? `${policy} (oracle)` : policy),
  },
  { name: 'SEED', about: 'of what is drawn', cell: ({ seed }) => seed },
  {
    name: 'ALL_BEST_EFFORT',
    about: 'end of the last best-effort lease, s',
    cell: ({ allBestEffortSeconds }) => allBestEffortSeconds,
  },
  { name: 'MAKESPAN', about: 'end of the last lease, s', cell: ({ makespanSeconds }) => makespanSeconds },
  { name: 'WAIT', about: 'mean wait of best effort, s', cell: ({ meanWaitSeconds }) => rounded(meanWaitSeconds, 0) },
  {
    name: 'SLOWDOWN',
    about: 'mean bounded slowdown of best effort, 10 s',
    cell: ({ meanBoundedSlowdown }) => rounded(meanBoundedSlowdown, 2),
  },
  {
    name: 'USED',
    about: 'delivered CPU over all CPU, %',
    cell: ({ utilisation }) => rounded(utilisation === null ? null : 100 * utilisation, 1),
  },
  { name: 'SUSPENDS', about: 'suspensions', cell: ({ suspensions }) => suspensions },
  { name: 'MIGRATIONS', about: 'migrations', cell: ({ migrations }) => migrations },
  {
    name: 'LOST',
    about: 'VM hours held without work that counts, h',
    cell: ({ lostNodeHours }) => rounded(lostNodeHours, 1),
  },
  {
    name: 'PROMISED',
    about: 'reservations, deadlines and immediate leases accepted',
    cell: ({ accepted }) => promised(accepted),
  },
  { name: 'KEPT', about: 'of these on time', cell: ({ onTime }) => promised(onTime) },
  { name: 'REJECTED', about: 'leases rejected', cell: ({ rejected }) => total(rejected) },
  { name: 'FAILED', about: 'leases failed', cell: ({ failed }) => total(failed) },
  {
    name: 'CPU',
    about: "the policy's own computing, CPU s",
    cell: ({ plannerCpuSeconds }) => rounded(plannerCpuSeconds, 2),
  },
  { name: 'BROKEN', about: 'rules the run broke, by its check', cell: ({ violations }) => violations },
];
