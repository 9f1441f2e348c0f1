import type { HostId, LeaseId, VmId } from './ids.ts';
import type { Cost } from './levels.ts';

/**
 * One epoch's planning problem: plain data, whole numbers, everything by index. What it means is written once, in
 * `models/README.md`; the letters there are given here in brackets.
 *
 * A schedule gives every job one {@link Decision}. "Nothing changes" (waiting jobs left, running jobs run on) always
 * is a valid schedule, so no problem is infeasible.
 *
 * capacity, per host h, slot t, resource r: use ≤ max(C_hr, present use), the present use being that of "nothing
 * changes" in that slot, blocks included; and while any resource is above C_hr, only what VMs hold already holds h, so a
 * host above its capacity takes nobody (oned would refuse the deploy). Each such (h, t) costs its seconds at level mend, once.
 */
export interface Problem {
  /** Slot edges τ₀ = now < τ₁ < … < τ_T in Unix seconds: slot t is [edges[t], edges[t+1]). */
  readonly edges: readonly number[];
  /** Names of the resources r; every demand and capacity is a vector in this order. The first is CPU. */
  readonly resources: readonly string[];
  readonly hosts: readonly ProblemHost[];
  /** Sets of host indices, ascending; VMs name theirs by its index here. */
  readonly hostSets: readonly (readonly number[])[];
  readonly jobs: readonly Job[];
  /** VMs of all jobs by global index: `jobs[j].vms` are indices into this. */
  readonly vms: readonly ProblemVm[];
  readonly rules: readonly Rule[];
  readonly budgets: Budgets;
  /**
   * Saves take turns: in each slot, the seconds of saving on a host fit into the slot. The VMs of one job paused in
   * slot a that are on one host, s seconds of saving together, take min(max(s − (edges[t] − edges[a]), 0), slot
   * seconds of t) of each slot t ≥ a.
   */
  readonly serialSaves: boolean;
  readonly shape: Shape;
  /** Orders of work: VM start dependencies, activities of a project. */
  readonly precedences: readonly Precedence[];
  /** What only a plan for one instant is asked for; null when nothing of it is. */
  readonly placement: PlacementTerms | null;
}

/**
 * precedence: job `after` starts in no slot before the one from which `before` no longer holds room (with nothing to
 * hold, before it starts), and not at all when `before` is left. Both are waiting jobs, by index.
 */
export interface Precedence {
  readonly before: number;
  readonly after: number;
}

/**
 * Terms of a problem of one instant: every VM is placed, stays or moves in slot 0, and nothing is paused. What is
 * counted is counted once, where the plan leads to (after all moves); its costs are whole, not negative, and at level
 * shape. `reach` and `near` are not worsened beyond what the present breaks: VMs that all run now in fewer zones reach no
 * fewer, and a VM with none of `to` in its zone may stay on its host. What is left broken costs the seconds of the first
 * slot at level mend, once for each list of `reach` and each VM of `near`.
 */
export interface PlacementTerms {
  /** By resource: true when a VM that is moved keeps this room on the host it leaves as well, until all have moved. */
  readonly keptInTransit: readonly boolean[];
  /**
   * True when rules among VMs hold while VMs are moved as well: one that is moved is on both hosts until all have moved,
   * and runs on the one it leaves.
   */
  readonly rulesInTransit?: boolean;
  /** By VM: cost of each host, by host index, when the VM is there after the plan; null when all are alike. */
  readonly hostCosts: readonly (readonly number[] | null)[];
  /** By host: cost of every host that holds a VM; null when it costs nothing. */
  readonly useCosts: readonly number[] | null;
  /** weight × what each host uses of a resource beyond what is safe there, summed over hosts. */
  readonly softLoads: readonly SoftLoad[];
  /** weight × max(0, target × free of one resource − free of another), summed over hosts. */
  readonly balances: readonly Balance[];
  /**
   * By resource, weights w: the highest ⌈1000 · Σ_r w_r · use_hr / C_hr / Σ_r w_r⌉ of any host costs so much (resources it
   * has none of left out). Null when it costs nothing.
   */
  readonly peakLoad?: readonly number[] | null;
  /** weight × the largest number of VMs moved in any group; null when it costs nothing. */
  readonly groupMoves: { readonly groups: readonly (readonly number[])[]; readonly weight: number } | null;
  /** The VMs of a list, all placed, are on hosts of at least so many zones. */
  readonly reach: readonly { readonly vms: readonly number[]; readonly zones: Zones; readonly atLeast: number }[];
  /** Each VM of `vms` is in a zone that holds at least one VM of `to`. */
  readonly near: readonly { readonly vms: readonly number[]; readonly to: readonly number[]; readonly zones: Zones }[];
}

/** By host: the number of its zone, a rack, a room, a neighbourhood. */
export type Zones = readonly number[];

export interface SoftLoad {
  readonly resource: number;
  readonly weight: number;
  /** By host. */
  readonly safe: readonly number[];
}

export interface Balance {
  readonly of: number;
  readonly against: number;
  readonly target: number;
  readonly weight: number;
}

/** [h] */
export interface ProblemHost {
  readonly id: HostId;
  readonly name: string;
  /** [C_hr] by resource. */
  readonly capacity: readonly number[];
  /** Room taken, whatever is planned: VMs under way, unexplained usage, maintenance. Slots `from` ≤ t < `until`. */
  readonly blocks: readonly Block[];
  /** For the rank policies only: RUNNING_VMS and FREE_CPU as OpenNebula shows them. */
  readonly runningVms: number;
  readonly monitoredFreeCpuCentis: number;
}

export interface Block {
  readonly from: number;
  readonly until: number;
  readonly amounts: readonly number[];
}

/** [v] */
export interface ProblemVm {
  readonly id: VmId;
  readonly job: number;
  /** By resource. */
  readonly demand: readonly number[];
  /** [H_v] index into `hostSets`: where it may be put. The host it already is on need not be among them. */
  readonly hostSet: number;
  /** Rank of each host of its set, same order, from its own SCHED_RANK; null when it has none. Rank policies only. */
  readonly ranks: readonly number[] | null;
  /** Seconds its memory takes to save when its lease is paused. */
  readonly saveSeconds: number;
}

/** A lease inside the problem. */
export type Job = WaitingJob | RunningJob;

interface JobCommon {
  readonly lease: LeaseId;
  /** Global indices of its VMs; a gang has several. */
  readonly vms: readonly number[];
  /** [w_ℓ·n_ℓ] service cost of one second of wait or delay: weight × VMs. */
  readonly delayWeight: number;
  /** USER_PRIORITY and the order of arrival, for the greedy policies: lower `order` came first. */
  readonly priority: number;
  readonly order: number;
}

/**
 * A lease that holds no room now. Decisions `start` and `leave`.
 *
 * Started in slot s it holds one host per VM in slots s ≤ t < u(s), with u(s) the slot whose edge is the first at or
 * after edges[s] + occupiedSeconds, at most T (T when null).
 */
export interface WaitingJob extends JobCommon {
  readonly kind: 'waiting';
  /** [e, l] first and last slot it may start in, both included; none when latest < earliest. */
  readonly earliest: number;
  readonly latest: number;
  /** Boot or resume, the work itself, and shutdown; null is without end. */
  readonly occupiedSeconds: number | null;
  /** Its ideal start, Unix seconds: a start at edges[s] costs delayWeight × (edges[s] − idealSecond) + startCost. */
  readonly idealSecond: number;
  /** Service cost of starting at all; 0 but for bare instances. */
  readonly startCost: number;
  /** What it costs to leave it out of this horizon. */
  readonly leaveCost: Cost;
}

/**
 * A lease whose VMs hold hosts now. Decisions `run` (with or without moves) and `pause`.
 *
 * `run`: each VM holds its host in 0 ≤ t < u, u the slot whose edge is the first at or after
 * edges[0] + remainingSeconds (T when null). A VM moved in slot m to host k holds its old host in 0 ≤ t < g and the
 * new one in m ≤ t < u′, with g = slotFrom(edges[m] + transitSeconds) (at most u) and u′ as u, later by lostSeconds;
 * only while m < u. For rules on where VMs run it is on the old host before g and on the new one from g on.
 *
 * `pause` in slot a: every VM holds its host in 0 ≤ t < S, S = slotFrom(edges[a] + saveSeconds), and runs in t < a;
 * with a resume in slot b ≥ S it holds a host from b until slotFrom(edges[b] + resumeSeconds + remaining − (edges[a] −
 * edges[0])) (T when null). Only for a with edges[a] − edges[0] < remaining.
 *
 * A VM may always stay or be resumed on its own host, whatever its host set; it is moved only into its host set, and
 * never to its own host. A job is paused or has VMs moved, not both.
 */
export interface RunningJob extends JobCommon {
  readonly kind: 'running';
  /** Host index of each VM, in the order of `vms`. */
  readonly on: readonly number[];
  /** What it still holds its room for; null is without end. */
  readonly remainingSeconds: number | null;
  /** How it may be paused; null when it may not. */
  readonly pause: PauseTerms | null;
  /** How each VM may be moved, in the order of `vms`; null when it may not. */
  readonly moves: readonly (MoveTerms | null)[];
  /**
   * Slots in which a VM on `on` breaks a rule of the present (asked to leave, host going away): mend, per second and
   * VM that still holds its own host (in transit, while saved, resumed there) in a slot from this one on.
   */
  readonly unwelcomeFrom: number | null;
}

export interface PauseTerms {
  /** Slots in which it may begin, ascending. */
  readonly slots: readonly number[];
  /** All its VMs, those on one host after each other. */
  readonly saveSeconds: number;
  readonly resumeSeconds: number;
  /** True: any admissible host (stop); false: only where it was (suspend). */
  readonly resumesAnywhere: boolean;
  /**
   * Must end by then, Unix seconds: when paused it is always resumed, and its end in seconds, edges[b] + resumeSeconds
   * + remaining − (edges[a] − edges[0]), is no later. Null when it need not. Binds a pause only, no run and no move.
   */
  readonly finishBy: number | null;
  /**
   * Beside the delay, delayWeight × (edges[b] − edges[a] + resumeSeconds), or without a resume delayWeight ×
   * (edges[T] − edges[a] + resumeSeconds): the benefit a pause must bring (service) and the work lost (disruption).
   */
  readonly cost: Cost;
}

export interface MoveTerms {
  /** Slots in which it may begin, ascending. */
  readonly slots: readonly number[];
  /** Both hosts hold its room for so long. */
  readonly transitSeconds: number;
  /** Its end is later by so much (cold migration). */
  readonly lostSeconds: number;
  readonly cost: Cost;
}

/**
 * Rules among VMs. `must` is never worsened beyond what the present breaks; what it leaves broken costs its seconds
 * at level mend. `prefer` may be broken, and costs its seconds at level shape.
 *
 * - `apart`: no VM of `left` shares a host with another of `right` while both hold room there (`left` and `right` may
 *   be the same list). A pair that runs on one host now may stay so (at its cost), as long as neither is moved.
 * - `together`: no two of `vms` run at one time on different hosts, or with `zones` on hosts of different zones. A pair
 *   that does so now may go on.
 * - `spread`: at most `atMost` of `vms` hold room on one host; where more do now, no more than now.
 * - `pool`: Σ amount of the VMs that hold room ≤ limit in each slot (licences, quota, shared space, addresses); where
 *   the present is above it, not above the present.
 *
 * Exactly: lists are sets, a pair is unordered and of two different VMs. A VM holds room where its decision says
 * (both hosts in transit, its host while it is saved); it runs there except while it is saved, on one host at a time.
 * What a pair breaks while both VMs are on the hosts they are on now (resumed there included) is allowed; on any
 * other hosts it is not. For `spread` and `pool` "now" is the use by "nothing changes" in the same slot; a VM in
 * transit counts on both hosts of a spread and once in a pool. Seconds broken are counted once for each (pair, slot)
 * of `apart` and `together`, each (host, slot) of `spread`, each slot of `pool`, however far it is broken.
 */
export type Rule = RuleCommon &
  (
    | { readonly kind: 'apart'; readonly left: readonly number[]; readonly right: readonly number[] }
    | { readonly kind: 'together'; readonly vms: readonly number[]; readonly zones?: Zones }
    | { readonly kind: 'spread'; readonly vms: readonly number[]; readonly atMost: number }
    | {
        readonly kind: 'pool';
        readonly uses: readonly { readonly vm: number; readonly amount: number }[];
        readonly limit: number;
      }
  );

interface RuleCommon {
  /** What the operator calls it: `vm-group shop, role web`, `licence matlab`. */
  readonly name: string;
  readonly strength: 'must' | 'prefer';
}

/** How much may be disturbed in this horizon; null is without limit. */
export interface Budgets {
  /** VMs moved. */
  readonly migrations: number | null;
  /** VMs paused: every VM of a paused job counts. */
  readonly pauses: number | null;
  /** Starts, resumes, pauses, and moves in or out that begin on one host in one slot; each VM counts once for each. */
  readonly actionsPerHostSlot: number | null;
}

/**
 * `pack`: hosts that hold anything at any time: a VM of a job, or a block that covers a slot. `balance`: the highest
 * share of resource 0 in use on any host with some, in any slot, blocks included, permille, rounded up; 0 without any.
 */
export type Shape = { readonly kind: 'none' } | { readonly kind: 'pack' } | { readonly kind: 'balance' };

/** Number of slots T. */
export const slotCount = (problem: Problem): number => problem.edges.length - 1;
