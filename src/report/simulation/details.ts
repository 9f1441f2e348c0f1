import { mean, quantileSorted } from 'simple-statistics';
import type { LeaseRecord, RunRecord } from '../../domain/run-record.ts';
import { type RunBounds, runBounds } from './bounds.ts';
import { boundedSlowdown, LEASE_KINDS, type LeaseKind, waitSeconds } from './summary.ts';

/** How a figure is spread over leases or epochs; all null where there is none. */
export interface FigureSpread {
  readonly count: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

/** What users of one kind of lease felt. */
export interface KindDetails {
  readonly kind: LeaseKind;
  readonly asked: number;
  readonly done: number;
  /** Of leases that are done. */
  readonly waitSeconds: FigureSpread;
  readonly boundedSlowdown: FigureSpread;
  /** How late what is done was against what it asked for: reservations their start, deadlines their end; 0 is on time. */
  readonly tardinessSeconds: FigureSpread;
  /** Why leases were rejected or failed, most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** A run in distributions, beside what no schedule can beat. */
export interface RunDetails {
  readonly kinds: readonly KindDetails[];
  readonly bounds: RunBounds;
  /** Real start minus the start first announced, of leases that started; above 0 is later than said. */
  readonly promisedStartDriftSeconds: FigureSpread;
  /** How often an announced start was changed, of leases that had one. */
  readonly promiseChanges: FigureSpread;
  readonly epochCpuSeconds: FigureSpread;
  readonly epochWallSeconds: FigureSpread;
  /** Of epochs whose plan has a bound. */
  readonly gap: FigureSpread;
}

export function detailsOf(run: RunRecord): RunDetails {
  const { leases, epochs } = run;
  const promised = leases.filter(({ promised: starts }) => starts.length > 0);
  return {
    kinds: LEASE_KINDS.map((kind) => kindDetails(kind, leases)).filter(({ asked }) => asked > 0),
    bounds: runBounds(run),
    promisedStartDriftSeconds: spread(promised.flatMap(driftSeconds)),
    promiseChanges: spread(promised.map(({ promised: starts }) => starts.length - 1)),
    epochCpuSeconds: spread(epochs.map(({ cpuSeconds }) => cpuSeconds)),
    epochWallSeconds: spread(epochs.map(({ wallSeconds }) => wallSeconds)),
    gap: spread(epochs.map(({ gap }) => gap).filter((gap) => gap !== null)),
  };
}

function kindDetails(kind: LeaseKind, all: readonly LeaseRecord[]): KindDetails {
  const leases = all.filter((lease) => lease.kind === kind);
  const done = leases.filter(({ outcome }) => outcome === 'done');
  return {
    kind,
    asked: leases.length,
    done: done.length,
    waitSeconds: spread(done.map(waitSeconds)),
    boundedSlowdown: spread(done.filter(({ endSeconds }) => endSeconds !== null).map(boundedSlowdown)),
    tardinessSeconds: spread(done.flatMap(tardinessSeconds)),
    reasons: reasonsOf(leases),
  };
}

/** Nothing for leases that ask for no time. */
function tardinessSeconds({ terms, startSeconds, endSeconds, submitSeconds }: LeaseRecord): readonly number[] {
  switch (terms.kind) {
    case 'best-effort':
      return [];
    case 'immediate':
      return startSeconds === null ? [] : [Math.max(0, startSeconds - submitSeconds)];
    case 'advance-reservation':
      return startSeconds === null ? [] : [Math.max(0, startSeconds - terms.startAt)];
    case 'deadline':
      return endSeconds === null ? [] : [Math.max(0, endSeconds - terms.finishBy)];
  }
}

function driftSeconds({ startSeconds, promised: [first] }: LeaseRecord): readonly number[] {
  return startSeconds === null || first === undefined ? [] : [startSeconds - first.startSeconds];
}

function reasonsOf(leases: readonly LeaseRecord[]): KindDetails['reasons'] {
  const counts = new Map<string, number>();
  for (const { outcome, reason } of leases) {
    if (outcome !== 'done') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

function spread(values: readonly number[]): FigureSpread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | null => (sorted.length === 0 ? null : quantileSorted(sorted, share));
  return {
    count: sorted.length,
    mean: sorted.length === 0 ? null : mean(sorted),
    median: at(0.5),
    p95: at(0.95),
    max: at(1),
  };
}
