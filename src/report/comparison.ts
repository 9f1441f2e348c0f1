import type { Epoch } from '../domain/epoch.ts';
import type { Lease } from '../domain/lease.ts';
import { type Cost, compareCosts, LEVELS } from '../domain/levels.ts';
import type { Forecast } from '../domain/plan.ts';
import { incumbentOf } from '../domain/solution.ts';
import { horizonEnd } from './load.ts';
import { lookup } from './lookup.ts';
import { countByOperation } from './plan-parts.ts';
import { queue } from './queue.ts';
import { type Column, type Sheet, sheet } from './sheet.ts';
import { elapsed, span } from './words.ts';

/** One epoch planned by one policy. */
export interface Contestant {
  /** Name of the solver or greedy policy. */
  readonly policy: string;
  readonly epoch: Epoch;
}

/** What one policy made of the epoch. */
export interface Result {
  readonly policy: string;
  readonly status: Epoch['solution']['status'];
  /** Null without an incumbent. */
  readonly cost: Cost | null;
  /** No policy costs less on the level named. */
  readonly bound: Cost | null;
  /** Over requests that start: since when they could have run; one left waiting counts until the horizon ends. */
  readonly meanWaitSeconds: number;
  readonly maxWaitSeconds: number;
  readonly accepted: number;
  readonly refused: number;
  readonly leftWaiting: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly violations: number;
  readonly solveSeconds: number;
  /** 1 is the cheapest by the order of levels; equal costs share a rank. */
  readonly rank: number;
}

/** One result per contestant, in the order given. */
export function compare(contestants: readonly Contestant[]): readonly Result[] {
  const results = contestants.map(resultOf);
  return results.map((result) => ({ ...result, rank: 1 + results.filter((other) => beats(other, result)).length }));
}

/** Results side by side. */
export const comparisonSheet = (results: readonly Result[]): Sheet => sheet('Policies', columns(results), results);

/** Results as JSON: costs by level with their names. */
export const comparisonDocument = (results: readonly Result[]) => ({
  policies: results.map(({ cost, bound, ...result }) => ({ ...result, cost: byLevel(cost), bound: byLevel(bound) })),
});

/** A cost as an object: `{ mend: 0, acceptance: 0, … }`. */
export const byLevel = (cost: Cost | null): Readonly<Record<string, number>> | null =>
  cost === null ? null : Object.fromEntries(LEVELS.map((level, index) => [level, cost[index] as number]));

function resultOf({ policy, epoch }: Contestant): Result {
  const { solution, plan } = epoch;
  const incumbent = incumbentOf(solution);
  const requests = queue(epoch);
  const names = lookup(epoch.snapshot);
  const waits = requests.flatMap((forecast) => waitSeconds(forecast, names.lease(forecast.lease), epoch) ?? []);
  const having = (outcome: Forecast['outcome']): number => requests.filter((one) => one.outcome === outcome).length;
  return {
    policy,
    status: solution.status,
    cost: incumbent?.cost ?? null,
    bound: 'bound' in solution ? solution.bound : null,
    meanWaitSeconds: Math.round(waits.reduce((sum, wait) => sum + wait, 0) / Math.max(waits.length, 1)),
    maxWaitSeconds: waits.reduce((longest, wait) => Math.max(longest, wait), 0),
    accepted: having('starts'),
    refused: having('refused'),
    leftWaiting: having('waits'),
    actions: Object.fromEntries(countByOperation(plan?.actions ?? [])),
    violations: epoch.violations.length,
    solveSeconds: solution.trace.wallSeconds,
    rank: 0,
  };
}

function waitSeconds(forecast: Forecast, lease: Lease | null, epoch: Epoch): number | null {
  if (lease === null || (forecast.outcome !== 'starts' && forecast.outcome !== 'waits')) return null;
  return Math.max(0, (forecast.startAt ?? horizonEnd(epoch)) - releaseOf(lease));
}

/** When it could have run at the earliest, Unix seconds. */
function releaseOf({ terms, submittedAt }: Lease): number {
  switch (terms.kind) {
    case 'immediate':
      return submittedAt;
    case 'advance-reservation':
      return terms.startAt;
    case 'best-effort':
    case 'deadline':
      return Math.max(submittedAt, terms.notBefore ?? submittedAt);
  }
}

function beats(a: Result, b: Result): boolean {
  if (a.cost === null) return false;
  return b.cost === null || compareCosts(a.cost, b.cost) < 0;
}

const columns = (results: readonly Result[]): readonly Column<Result>[] => [
  { name: 'POLICY', about: 'who planned', left: true, cell: ({ policy }) => policy },
  { name: 'RANK', about: '1 is the cheapest, level by level', cell: ({ rank }) => rank },
  { name: 'STATUS', about: 'what is proven', left: true, cell: ({ status }) => status },
  ...LEVELS.map((level, index) => ({
    name: level.toUpperCase(),
    about: `cost at level ${level}`,
    cell: ({ cost }: Result) => cost?.[index] ?? null,
  })),
  { name: 'MEAN_WAIT', about: 'mean wait of requests', cell: ({ meanWaitSeconds }) => span(meanWaitSeconds) },
  { name: 'MAX_WAIT', about: 'longest wait of a request', cell: ({ maxWaitSeconds }) => span(maxWaitSeconds) },
  { name: 'ACCEPTED', about: 'requests that start', cell: ({ accepted }) => accepted },
  { name: 'WAITING', about: 'requests left beyond the horizon', cell: ({ leftWaiting }) => leftWaiting },
  { name: 'REFUSED', about: 'requests that can not be met', cell: ({ refused }) => refused },
  ...operations(results).map((operation) => ({
    name: operation.toUpperCase(),
    about: `${operation} actions`,
    cell: ({ actions }: Result) => actions[operation] ?? 0,
  })),
  { name: 'TIME', about: 'time of solving', cell: ({ solveSeconds }) => elapsed(solveSeconds) },
];

const operations = (results: readonly Result[]): readonly string[] => [
  ...new Set(results.flatMap(({ actions }) => Object.keys(actions))),
];
