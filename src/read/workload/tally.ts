import type { LeftOut } from '../../domain/workload.ts';

const EXAMPLES = 3;
const MAX_REASONS = 100;

/** Counts by reason, with the first few places. */
export interface Tally {
  add(reason: string, place: string): void;
  count(): number;
  all(): readonly LeftOut[];
}

/** Reasons beyond a hundred are counted together, so that no file makes it grow without end. */
export function tally(): Tally {
  const found = new Map<string, { count: number; readonly examples: string[] }>();
  let total = 0;
  return {
    add(reason, place) {
      const key = found.has(reason) || found.size < MAX_REASONS ? reason : 'for further reasons';
      const entry = found.get(key) ?? { count: 0, examples: [] };
      found.set(key, entry);
      entry.count += 1;
      total += 1;
      if (entry.examples.length < EXAMPLES) entry.examples.push(place);
    },
    count: () => total,
    all: () => [...found].map(([reason, { count, examples }]) => ({ reason, count, examples })),
  };
}
