import type { LeaseRecord, RunRecord } from '../../domain/run-record.ts';

/** Kinds of leases, in the order in which reports name them. */
export const LEASE_KINDS = ['best-effort', 'immediate', 'advance-reservation', 'deadline'] as const;

export type LeaseKind = (typeof LEASE_KINDS)[number];
type PerKind = Readonly<Record<LeaseKind, number>>;

/** What one run comes to. Waits and slowdowns are of best-effort leases that are done. */
export interface RunSummary {
  readonly policy: string;
  readonly seed: number;
  readonly information: RunRecord['information'];
  /** When the last best-effort lease ended; null when none did. */
  readonly allBestEffortSeconds: number | null;
  /** When the last lease ended. */
  readonly makespanSeconds: number | null;
  /** From submission to the start that counts: after a loss, the start after it. */
  readonly meanWaitSeconds: number | null;
  /** From submission to end over delivered time, which counts as 10 s at least; at least 1. */
  readonly meanBoundedSlowdown: number | null;
  /** Delivered CPU over all CPU until the makespan, 0 to 1. */
  readonly utilisation: number | null;
  readonly suspensions: number;
  readonly migrations: number;
  /** Hours of VMs that held room without work that counts: boots, saves, resumes, and work that was lost. */
  readonly lostNodeHours: number;
  /** Of the policy's own computing; null where it was not measured. */
  readonly plannerCpuSeconds: number | null;
  /** Leases that were not rejected, rejected, and done as promised (started exactly, over in time), by kind. */
  readonly accepted: PerKind;
  readonly rejected: PerKind;
  readonly onTime: PerKind;
  readonly failed: PerKind;
  readonly epochs: number;
  readonly meanEpochCpuSeconds: number | null;
  readonly refusedOrders: number;
  readonly brokenPromises: number;
  readonly violations: number;
}

export function summaryOf(run: RunRecord): RunSummary {
  const { leases, epochs } = run;
  const served = leases.filter(({ kind, outcome }) => kind === 'best-effort' && outcome === 'done');
  const plannerCpuSeconds = sumOf(epochs, ({ cpuSeconds }) => cpuSeconds);
  return {
    policy: run.policy,
    seed: run.seed,
    information: run.information,
    allBestEffortSeconds: lastEnd(leases.filter(({ kind }) => kind === 'best-effort')),
    makespanSeconds: lastEnd(leases),
    meanWaitSeconds: mean(served.map(waitSeconds)),
    meanBoundedSlowdown: mean(served.map(boundedSlowdown)),
    utilisation: utilisation(run),
    suspensions: sumOf(leases, ({ suspensions }) => suspensions),
    migrations: sumOf(leases, ({ migrations }) => migrations),
    lostNodeHours:
      sumOf(leases, ({ vms, heldSeconds, deliveredSeconds }) => vms * (heldSeconds - deliveredSeconds)) / 3_600,
    plannerCpuSeconds,
    accepted: perKind(leases, ({ outcome }) => outcome !== 'rejected'),
    rejected: perKind(leases, ({ outcome }) => outcome === 'rejected'),
    onTime: perKind(leases, isOnTime),
    failed: perKind(leases, ({ outcome }) => outcome === 'failed'),
    epochs: epochs.length,
    meanEpochCpuSeconds: plannerCpuSeconds / Math.max(1, epochs.length),
    refusedOrders: sumOf(run.refused, ({ count }) => count),
    brokenPromises: run.broken.length,
    violations: run.violations.length,
  };
}

/** Shorter work counts as so long in slowdowns, seconds. */
const SLOWDOWN_BOUND_SECONDS = 10;

/** From submission (or when it might first start) to the start that counts, seconds; 0 when it never started. */
export function waitSeconds({ startSeconds, submitSeconds, terms }: LeaseRecord): number {
  const since = 'notBefore' in terms ? Math.max(submitSeconds, terms.notBefore ?? 0) : submitSeconds;
  return startSeconds === null ? 0 : startSeconds - since;
}

/** Of a lease that is done: time in the system over time delivered. */
export function boundedSlowdown({ endSeconds, submitSeconds, deliveredSeconds }: LeaseRecord): number {
  const inSystem = (endSeconds ?? submitSeconds) - submitSeconds;
  return Math.max(1, inSystem / Math.max(SLOWDOWN_BOUND_SECONDS, deliveredSeconds));
}

/** Whether a lease was served as its terms say; best effort has no time to keep. */
export function isOnTime({ outcome, terms, startSeconds, endSeconds, runs }: LeaseRecord): boolean {
  if (outcome !== 'done') return false;
  switch (terms.kind) {
    case 'best-effort':
    case 'immediate':
      return true;
    case 'advance-reservation':
      return startSeconds !== null && startSeconds >= terms.startAt && runs.length <= 1;
    case 'deadline':
      return endSeconds !== null && endSeconds <= terms.finishBy;
  }
}

function utilisation({ leases, hosts, ...run }: RunRecord): number | null {
  const until = lastEnd(leases) ?? run.endSeconds;
  const given = sumOf(leases, ({ cpuCentis, deliveredSeconds }) => cpuCentis * deliveredSeconds);
  const all = sumOf(hosts, ({ capacity }) => capacity.cpuCentis) * until;
  return all === 0 ? null : given / all;
}

const lastEnd = (leases: readonly LeaseRecord[]): number | null =>
  leases.reduce<number | null>(
    (last, { endSeconds }) => (endSeconds === null ? last : Math.max(last ?? 0, endSeconds)),
    null,
  );

const perKind = (leases: readonly LeaseRecord[], holds: (lease: LeaseRecord) => boolean): PerKind =>
  Object.fromEntries(
    LEASE_KINDS.map((kind) => [kind, leases.filter((lease) => lease.kind === kind && holds(lease)).length]),
  ) as PerKind;

const sumOf = <Item>(items: readonly Item[], value: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sumOf(values, (value) => value) / values.length;
