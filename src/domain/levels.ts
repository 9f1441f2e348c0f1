/**
 * The levels of what is wanted, in strict order: a level is never traded for a later one.
 *
 * | level | counts | unit |
 * |---|---|---|
 * | mend | hard rules that the present already breaks and the plan leaves broken | seconds broken |
 * | acceptance | reservations, immediate leases and hard deadlines refused | weight × VM-cores |
 * | service | wait and tardiness of every lease | weighted VM-seconds |
 * | disruption | suspensions, migrations, changed promises | seconds of work lost |
 * | shape | hosts in use (pack), highest load (balance), preferences not met | hosts, permille, seconds |
 */
export const LEVELS = ['mend', 'acceptance', 'service', 'disruption', 'shape'] as const;
export type LevelName = (typeof LEVELS)[number];

/** One whole number per level, in the order of {@link LEVELS}. */
export type Cost = readonly [mend: number, acceptance: number, service: number, disruption: number, shape: number];

export const MEND = 0;
export const ACCEPTANCE = 1;
export const SERVICE = 2;
export const DISRUPTION = 3;
export const SHAPE = 4;

export const ZERO_COST: Cost = [0, 0, 0, 0, 0];

/** Negative when `a` is better, positive when `b` is, 0 when they are equal: the first level that differs decides. */
export function compareCosts(a: Cost, b: Cost): number {
  for (let level = 0; level < LEVELS.length; level++) {
    const difference = (a[level] as number) - (b[level] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const addCosts = (a: Cost, b: Cost): Cost => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]];

/** A cost that is zero but on one level. */
export function costAt(level: number, amount: number): Cost {
  const cost: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  cost[level] = amount;
  return cost;
}

/**
 * The level that a single number should speak of: the first one whose optimum is not proven, else service.
 * Above it everything is decided, below it nothing is yet worth comparing.
 */
export function headlineLevel(incumbent: Cost, bound: Cost): number {
  const open = LEVELS.findIndex((_, level) => (bound[level] as number) < (incumbent[level] as number));
  return open === -1 ? SERVICE : open;
}

/** gap = (incumbent − bound) / max(|incumbent|, 1). */
export const gapOf = (incumbent: number, bound: number): number =>
  Math.max(0, incumbent - bound) / Math.max(Math.abs(incumbent), 1);
