import { compareCosts } from '../../domain/levels.ts';
import { type Dice, diceOf } from '../dice.ts';
import { type Decoded, Decoder } from './decode.ts';
import type { Terms } from './terms.ts';

/** How long to search. */
export interface OrderSearch {
  /** Orders tried at most, beside the first ones. */
  readonly steps: number;
  readonly seed: number;
  readonly isOver: () => boolean;
}

/** By how much what runs goes before what waits, in the first orders: the last does not let anything make way by itself. */
const BOOSTS = [1.1, 2, 5, Number.POSITIVE_INFINITY];

/**
 * Looks for a good order of the jobs: bound ones first, the others by what a second's delay costs for the room they take;
 * then single jobs are put before others, where that is better. Null when in no order everybody can go on.
 */
export function searchOrders(terms: Terms, { steps, seed, isOver }: OrderSearch): Decoded | null {
  const decoder = new Decoder(terms);
  let best: { readonly order: readonly number[]; readonly decoded: Decoded } | null = null;
  const look = (order: readonly number[]): void => {
    const decoded = decoder.decode(order);
    if (decoded === null) return;
    if (best === null || compareCosts(decoded.cost, best.decoded.cost) < 0) best = { order, decoded };
  };
  for (const order of firstOrders(terms)) if (best === null || !isOver()) look(order);
  const dice = diceOf(seed);
  for (let step = 0; step < steps && terms.problem.jobs.length > 1 && !isOver(); step++) {
    const from: readonly number[] = (best as { order: readonly number[] } | null)?.order ?? firstOrders(terms)[0] ?? [];
    look(varied(terms, from, dice));
  }
  return (best as { decoded: Decoded } | null)?.decoded ?? null;
}

/** Bound jobs by the last moment they may start, or as they came; the others by density and by arrival. */
function firstOrders({ problem, density, urgency, isBound, latestSecond }: Terms): readonly (readonly number[])[] {
  const all = problem.jobs.map((_, index) => index);
  const isFixed = (index: number): boolean => {
    const job = problem.jobs[index];
    return job?.kind === 'waiting' && isBound[index] === true && job.earliest === job.latest;
  };
  const fixed = all.filter(isFixed);
  const bound = all.filter((index) => isBound[index] && !isFixed(index));
  const free = all.filter((index) => !isBound[index]);
  const at = (index: number): number => latestSecond[index] as number;
  const byDeadline = bound.toSorted((a, b) => at(a) - at(b) || a - b);
  const runFirst = bound.toSorted((a, b) => kind(a) - kind(b) || at(a) - at(b) || a - b);
  function kind(index: number): number {
    return problem.jobs[index]?.kind === 'running' ? 0 : 1;
  }
  function width(index: number): number {
    return problem.jobs[index]?.vms.length ?? 0;
  }
  const value = (index: number, boost: number): number => (density[index] as number) * (kind(index) === 0 ? boost : 1);
  const byDensity = BOOSTS.map((boost) =>
    free.toSorted((a, b) => compareFirst(value(b, boost), value(a, boost)) || a - b),
  );
  const wideFirst = free.toSorted(
    (a, b) => kind(a) - kind(b) || (urgency[b] as number) - (urgency[a] as number) || width(b) - width(a) || a - b,
  );
  const order = (index: number): number => problem.jobs[index]?.order ?? 0;
  const byArrival = free.toSorted((a, b) => kind(a) - kind(b) || order(a) - order(b));
  return [
    [...fixed, ...byDeadline, ...wideFirst],
    ...byDensity.map((rest) => [...fixed, ...byDeadline, ...rest]),
    [...fixed, ...byDeadline, ...byArrival],
    ...(bound.length === 0 ? [] : [[...fixed, ...runFirst, ...(byDensity.at(-1) ?? [])]]),
    ...(bound.length === 0 ? [] : [[...runFirst, ...fixed, ...(byDensity.at(-1) ?? [])]]),
  ];
}

const compareFirst = (a: number, b: number): number => (a === b ? 0 : a - b);

/** One job before or after another place; bound jobs stay among themselves. */
function varied({ isBound }: Terms, order: readonly number[], dice: Dice): readonly number[] {
  const from = dice.below(order.length);
  const moved = order[from] as number;
  const bound = order.filter((index) => isBound[index]).length;
  const [low, high] = isBound[moved] ? [0, bound] : [bound, order.length];
  const near =
    dice.unit() < NEAR ? Math.max(low, from - 1 - dice.below(REACH)) : low + dice.below(Math.max(1, high - low));
  const without = order.filter((index) => index !== moved);
  return [...without.slice(0, near), moved, ...without.slice(near)];
}

/** How often a job is put only a few places earlier, and how many. */
const NEAR = 0.6;
const REACH = 12;
