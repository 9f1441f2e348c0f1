import type { Operation } from '../domain/plan.ts';
import type { Standing } from './legal.ts';

/** What a step is for; the operation that brings it about depends on the policy and on how the VM stands. */
export type Purpose =
  | 'start' // a waiting lease gets its host
  | 'continue' // a suspended or powered-off VM of a lease that runs goes on where it is
  | 'pause'
  | 'resume' // after a pause of this plan
  | 'move'
  | 'detour' // extra steps of a move whose way is blocked by moves that wait for it
  | 'end'; // its lease is over

/** One thing to do to one VM, before it is known what it has to wait for. Hosts and VMs by index of the problem. */
export interface Step {
  readonly vm: number;
  readonly purpose: Purpose;
  readonly operation: Operation;
  /** The host on which it takes room when it begins; null when it needs none. */
  readonly takes: number | null;
  /** Gives back the room where the VM was, when it is done. */
  readonly gives: boolean;
  /** Begins no earlier, Unix seconds. */
  readonly at: number;
  readonly seconds: number;
}

/** All that a schedule wants done to one VM, in order. */
export interface Program {
  readonly vm: number;
  readonly standing: Standing;
  /** The host that it holds room on now; null when it holds none. */
  readonly on: number | null;
  readonly steps: readonly Step[];
  /** Nobody is asked, but its room is free from then on (a charter ends itself); null when that is not foreseen. */
  readonly lapsesAt: number | null;
}

/** A step with its moment. */
export interface Dispatched {
  readonly step: Step;
  /** Where the VM held room before; null when nowhere. */
  readonly from: number | null;
  /** Unix seconds. */
  readonly begins: number;
  readonly done: number;
  /** What must be done first. */
  readonly after: readonly Dispatched[];
}
