import type { Policy } from '../domain/policy.ts';

/** Exact moments may cut the horizon into so many slots more, beside its own: more are left to a later epoch. */
const MOST_EXTRA_EDGES = 96;

/**
 * Slot edges τ₀ = now < … < τ_T: every slotSeconds until the horizon is covered, or those the policy gives, and every
 * exact moment inside it. Those given first matter most, for when there are too many of them.
 */
export function edgesOf(now: number, { time }: Policy, moments: readonly number[]): readonly number[] {
  const regular = time.edges === undefined ? regularEdges(now, time) : [now, ...time.edges];
  const end = regular.at(-1) as number;
  const known = new Set(regular);
  const extra = [...new Set(moments)].filter((moment) => moment > now && moment < end && !known.has(moment));
  return [...regular, ...extra.slice(0, MOST_EXTRA_EDGES)].sort((a, b) => a - b);
}

function regularEdges(now: number, { horizonSeconds, slotSeconds }: Policy['time']): readonly number[] {
  const slots = Math.ceil(horizonSeconds / slotSeconds);
  return Array.from({ length: slots + 1 }, (_, slot) => now + slot * slotSeconds);
}
