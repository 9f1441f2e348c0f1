/**
 * The plain jobs of a problem as flat arrays: waiting jobs whose VMs are alike, and running ones that run on or have
 * VMs moved; none under a rule, none that may be paused. Everything else stays where a schedule has it and is taken off
 * the room. What holds for this part alone holds for the problem: a part can be solved by itself, in a thread of its own
 * or elsewhere, since it is nothing but arrays.
 *
 * Letters: h hosts, t slots, r resources, j jobs of the part, k their VMs ("nodes") one after the other.
 */
export interface PlainPart {
  readonly hosts: number;
  readonly slots: number;
  /** At least two: the search reads the first two by name. */
  readonly resources: number;
  /** [(h·T + t)·R + r] what plain jobs may use; below zero where the present is above capacity. */
  readonly room: Int32Array;
  /** [h·R + r] 1 / capacity; 0 where there is none. */
  readonly inverse: Float64Array;
  /** [r] 1 / the largest capacity. */
  readonly scale: Float64Array;
  readonly jobs: number;
  /** [j] index of the job in the problem. */
  readonly source: Int32Array;
  /** [j … j + 1] first node, and the first of the next job. */
  readonly first: Int32Array;
  /** [k] its job. */
  readonly owner: Int32Array;
  /** [j·R + r] of one VM. */
  readonly demand: Int32Array;
  /** [j] which of `sets`: hosts it may be put on, ascending, and the same as flags by host. */
  readonly hostSet: Int32Array;
  readonly sets: readonly Int32Array[];
  readonly members: readonly Uint8Array[];
  /** [j] first and last slot it may start in; a running job has 0 and 0. */
  readonly earliest: Int32Array;
  readonly latest: Int32Array;
  /** [ends[j] + s] first slot after a job that starts in s. */
  readonly ends: Int32Array;
  readonly endTable: Int32Array;
  /** [s] seconds from now to the edge of slot s. */
  readonly edges: Float64Array;
  /** [j] cost of a start in s is base + weight × edges[s]. */
  readonly base: Float64Array;
  readonly weight: Float64Array;
  /** [j] cost of leaving it; see `ACCEPTANCE_WORTH`. */
  readonly leave: Float64Array;
  /** [j] 1 when it runs now. */
  readonly running: Uint8Array;
  /** [k] host it is on now, −1 for VMs of waiting jobs; the slot in which it may move (−1: never), until when its host keeps its room then, when it ends elsewhere, and what that costs. */
  readonly home: Int32Array;
  readonly moveSlot: Int32Array;
  readonly moveGone: Int32Array;
  readonly moveEnd: Int32Array;
  readonly moveCost: Float64Array;
}

/** Where the jobs of a part are: [j] start slot, −1 when left, and [k] host of each node, −1 when nowhere. */
export interface Placing {
  readonly start: Int32Array;
  readonly host: Int32Array;
}

/**
 * One unit of acceptance in units of service, and one second of disruption. A number can then say a cost: whole numbers
 * up to 2^53, and what one job adds to service stays below the first.
 */
export const ACCEPTANCE_WORTH = 2 ** 36;
export const DISRUPTION_WORTH = 2 ** -20;

/** A job that is left. */
export const LEFT = -1;
