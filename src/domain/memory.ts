import type { ActionStage, JournalEntry } from './enactment.ts';
import type { LeaseId, VmId } from './ids.ts';
import type { Terms } from './lease.ts';
import type { Cost } from './levels.ts';
import type { Forecast } from './plan.ts';

/** What the planner remembers: the nouns of its own store. Times are Unix seconds, spans seconds. */

/** One epoch that was planned, and how often the same cloud was met again right after it. */
export interface EpochRecord {
  readonly number: number;
  readonly beganAt: number;
  /** When the cloud was last met unchanged; `beganAt` when it never was. */
  readonly lastAt: number;
  /** Epochs that found the cloud unchanged, and so were not planned. */
  readonly repeats: number;
  /** How messages name the cloud: `xmlrpc:http://one:2633/RPC2`. */
  readonly source: string;
  readonly snapshotHash: string;
  readonly hosts: number;
  readonly vms: number;
  readonly leases: number;
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  /** Null when there is no plan. */
  readonly cost: Cost | null;
  readonly bound: Cost | null;
  /** Relative, at the level that matters most. */
  readonly gap: number | null;
  /** Solver that found the plan. */
  readonly by: string | null;
  readonly stageSeconds: Readonly<Record<'read' | 'formulate' | 'solve' | 'plan' | 'check', number>>;
  readonly actionsPlanned: number;
  /** Of these, actions that began before the next epoch: what was to be enacted. */
  readonly actionsDue: number;
  readonly violations: number;
  readonly verdicts: number;
}

/** One action of one epoch, with the moment each stage was reached. */
export interface ActionRecord extends Omit<JournalEntry, 'at'> {
  /** Lease of its VM, when the store knows it. */
  readonly lease: LeaseId | null;
  readonly intendedAt: number;
  readonly sentAt: number | null;
  readonly acceptedAt: number | null;
  readonly endedAt: number | null;
  readonly stage: ActionStage;
}

/** What became of an announced start. `open`: not yet due or not yet seen. `withdrawn`: the lease went before it started. */
export type PromiseEnd = 'open' | 'kept' | 'broken' | 'withdrawn';

/** The start that was announced for one lease, and how it changed. */
export interface PromiseRecord {
  readonly lease: LeaseId;
  /** Announced now, by which epoch, and when. */
  readonly startAt: number;
  readonly epoch: number;
  readonly madeAt: number;
  /** Announced first. */
  readonly firstStartAt: number;
  readonly firstMadeAt: number;
  /** How often it changed. */
  readonly changes: number;
  /** Seconds it was put off since it was announced first; negative when it came nearer. */
  readonly driftSeconds: number;
  readonly end: PromiseEnd;
  /** Deployed, by the cloud's account; null while it was not. */
  readonly startedAt: number | null;
}

/** One announcement of a start. */
export interface PromiseChange {
  readonly epoch: number;
  readonly madeAt: number;
  readonly startAt: number;
}

/** How a lease ended: delivered in full, gone before that, or gone without ever having run. */
export type LeaseEnd = 'done' | 'ended-early' | 'withdrawn';

/** A lease over its whole life. */
export interface LeaseRecord {
  readonly id: LeaseId;
  readonly name: string;
  readonly owner: string;
  readonly vms: readonly VmId[];
  readonly terms: Terms;
  readonly durationSeconds: number | null;
  readonly preemptible: boolean;
  readonly weight: number;
  readonly submittedAt: number;
  readonly firstSeenAt: number;
  /** When it was last part of a snapshot. */
  readonly lastSeenAt: number;
  /** When a plan first gave it a start; null while none has. */
  readonly acceptedAt: number | null;
  /** What the last plan foresaw; null once it has ended. */
  readonly state: Forecast['outcome'] | null;
  /** Work delivered, seconds: that of its slowest VM. */
  readonly deliveredSeconds: number;
  /** First deployed; null when it never was. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly end: LeaseEnd | null;
  /** Null when no start was ever announced. */
  readonly promise: PromiseRecord | null;
}

/** Work one VM has delivered. It works while it runs: not while it boots, is saved, restored, shut down or away. */
export interface Account {
  readonly vm: VmId;
  /** Delivered in stretches that are over, seconds. */
  readonly closedSeconds: number;
  /** Since when it works without a break; null when it does not work. */
  readonly workingSince: number | null;
  /** It began by then, where `workingSince` is reckoned and not seen; null where it is known. */
  readonly beganBy: number | null;
  /** When its last history record began (STIME); null when it never ran. */
  readonly recordSince: number | null;
  /** When it was first deployed. */
  readonly startedAt: number | null;
  /** Whether work in its last history record is counted: a boot that was seen is none yet. */
  readonly hasWorked: boolean;
  /** False once the end of a stretch had to be guessed, because nobody saw it. */
  readonly exact: boolean;
}

/** Something went wrong or is worth knowing, and was survived. */
export interface FaultRecord {
  readonly at: number;
  /** Null when it belongs to none. */
  readonly epoch: number | null;
  /** What it is about, one word: `solver`, `source`, `enactor`, `events`, `store`. */
  readonly about: string;
  /** One line. */
  readonly message: string;
}

/** One epoch with all that hangs on it. */
export interface EpochDetail {
  readonly epoch: EpochRecord;
  readonly actions: readonly ActionRecord[];
  /** Starts that it announced or changed. */
  readonly announced: readonly (PromiseChange & { readonly lease: LeaseId })[];
  readonly faults: readonly FaultRecord[];
}

/** One lease with all that hangs on it. */
export interface LeaseDetail {
  readonly lease: LeaseRecord;
  readonly actions: readonly ActionRecord[];
  /** Oldest first; only the newest few are kept. */
  readonly announcements: readonly PromiseChange[];
}
