import type { Cost } from '../src/domain/levels.ts';
import type { Problem, RunningJob } from '../src/domain/problem.ts';
import type { ModelBuilder } from './builder.ts';
import type { Meaning } from './model.ts';
import type { Room } from './room.ts';
import type { Segment } from './segments.ts';

/** What the parts of one formulation share. */
export interface Formulation {
  readonly problem: Problem;
  readonly builder: ModelBuilder;
  readonly room: Room;
  /** The place of each host: itself, or its class. */
  readonly placeOf: readonly number[];
  /** VMs of a job with different keys are told apart even where they need the same. */
  readonly keyOf: (vm: number) => string;
}

/** A column as the rows see it: what one unit of it changes against "nothing changes". */
export interface Choice {
  readonly column: number;
  readonly meaning: Meaning;
  readonly changes: readonly Change[];
  /** Places where it begins an action, once for each VM. */
  readonly actions: readonly { readonly place: number; readonly slot: number }[];
}

export interface CostlyChoice extends Choice {
  readonly cost: Cost;
}

/** VMs of one job that are alike: exchanging two of them changes nothing that any rule or cost looks at. */
export interface Kind {
  /** Positions in the job, ascending. */
  readonly positions: readonly number[];
  /** Global index of the first of them: it stands for all. */
  readonly vm: number;
}

/** A running job, its index, and its kinds of VMs. */
export interface Running {
  readonly job: RunningJob;
  readonly index: number;
  readonly kinds: readonly Kind[];
}

/** One VM, standing for those that are like it, holds `adds` instead of `removes`. */
export interface Change {
  readonly vm: number;
  readonly adds: readonly Segment[];
  readonly removes: readonly Segment[];
}

/** The choices of one job, and the least they can add to each level. */
export interface Alternatives {
  readonly choices: readonly Choice[];
  readonly least: readonly number[];
  /** Columns that add up to 1 when a waiting job starts in the slot, else to 0; none of a running job. */
  readonly begins: readonly Begin[];
}

export interface Begin {
  readonly slot: number;
  readonly column: number;
}

/**
 * What of a segment is counted. `room`: while it holds its place. `runs`: while it runs there. `once`: while it holds
 * its place, a VM in transit at its old one only. `arrivals`: while it holds a place that it comes to.
 */
export type Measure = 'room' | 'runs' | 'once' | 'arrivals';

/** Visits every (place, slot) whose count a change alters, with the sum of what it adds and removes there. */
export function forEachUse(
  change: Change,
  measure: Measure,
  visit: (place: number, slot: number, count: number) => void,
): void {
  const first = change.adds[0];
  if (change.removes.length === 0 && change.adds.length === 1 && first !== undefined) {
    const [from, until] = spanOf(first, measure);
    for (let slot = from; slot < until; slot++) visit(first.place, slot, 1);
    return;
  }
  const counts = new Map<string, [place: number, slot: number, count: number]>();
  for (const segment of change.adds) count(counts, segment, measure, 1);
  for (const segment of change.removes) count(counts, segment, measure, -1);
  for (const [place, slot, sum] of counts.values()) {
    if (sum !== 0) visit(place, slot, sum);
  }
}

function count(
  counts: Map<string, [place: number, slot: number, count: number]>,
  segment: Segment,
  measure: Measure,
  sign: 1 | -1,
): void {
  const [from, until] = spanOf(segment, measure);
  for (let slot = from; slot < until; slot++) {
    const key = `${segment.place} ${slot}`;
    const entry = counts.get(key);
    if (entry === undefined) counts.set(key, [segment.place, slot, sign]);
    else entry[2] += sign;
  }
}

/** The slots in which a segment counts. */
export function spanOf(segment: Segment, measure: Measure): readonly [from: number, until: number] {
  switch (measure) {
    case 'room':
      return [segment.from, segment.until];
    case 'runs':
      return [segment.runsFrom, segment.runsUntil];
    case 'once':
      return [segment.runsFrom, segment.until];
    case 'arrivals':
      return segment.isNew ? [segment.from, segment.until] : [0, 0];
  }
}
