/** Everything the operator decides. Spans in seconds, sizes in MiB, rates in MiB per second. */
export interface Policy {
  readonly time: TimePolicy;
  readonly limits: Limits;
  readonly weights: WeightPolicy;
  readonly overheads: OverheadPolicy;
  readonly preemption: PreemptionPolicy;
  readonly migration: MigrationPolicy;
  readonly budgets: BudgetPolicy;
  readonly maintenance: readonly Maintenance[];
  readonly rules: readonly PolicyRule[];
  readonly shape: 'none' | 'pack' | 'balance';
  /** Plan VMs on HOLD as if they were PENDING (for clouds where requests are submitted on hold). */
  readonly planHeld: boolean;
  /** What becomes of a VM whose lease is over: its owner or a charter ends it, or the planner does (not by a power-off, which would keep its room). */
  readonly atLeaseEnd: 'leave' | 'undeploy' | 'terminate' | 'stop';
  /** False leaves out what holds each waiting lease, which takes as long as the rest of the plan: for whom nobody asks why. */
  readonly explains?: boolean;
  /** What `demand`s OpenNebula's rank policies obey. */
  readonly rank: { readonly maxHost: number };
}

export interface TimePolicy {
  readonly slotSeconds: number;
  readonly horizonSeconds: number;
  /** Until the next epoch: what starts before then is enacted, the rest is forecast. */
  readonly epochSeconds: number;
  /** Promises to start within so many slots are kept. */
  readonly promiseSlots: number;
  /**
   * Slot edges after now, ascending, Unix seconds, instead of one every slotSeconds: for who knows which moments matter. The
   * last is the end of the horizon, and slotSeconds then the longest slot.
   */
  readonly edges?: readonly number[];
}

/** When the search stops. */
export interface Limits {
  readonly timeLimitSeconds: number;
  /** Relative gap of the headline level that is good enough; 0 asks for proof. */
  readonly gap: number;
  readonly seed: number;
  /** Stops after so many search moves or branch-and-bound nodes instead of on the clock: same answer everywhere. */
  readonly nodeLimit: number | null;
  readonly solver: string;
}

export interface WeightPolicy {
  /** Weight of a lease that names none: base + USER_PRIORITY × perPriority, at least 1. */
  readonly base: number;
  readonly perPriority: number;
  /** Adds 1 for every so many seconds waited; null adds nothing. */
  readonly ageSeconds: number | null;
}

/** How long what the cloud does takes. */
export interface OverheadPolicy {
  readonly bootSeconds: number;
  readonly shutdownSeconds: number;
  readonly saveSeconds: number;
  readonly saveMibPerSecond: number;
  readonly resumeSeconds: number;
  readonly resumeMibPerSecond: number;
  readonly liveMigrationSeconds: number;
  readonly liveMigrationMibPerSecond: number;
  readonly serialSaves: boolean;
  /** Take what the cloud was seen to take instead, as soon as it was seen often enough. */
  readonly learn: boolean;
}

export interface PreemptionPolicy {
  /** `stop` frees the room; `suspend` frees it only by over-committing on purpose; `none` never pauses. */
  readonly operation: 'none' | 'stop' | 'undeploy' | 'suspend-overcommit';
  /** Service cost a pause must more than pay for, in weighted VM-seconds per VM. */
  readonly minimumBenefit: number;
  /** `just-in-time`: now, or just before something planned needs the room; `any`: in any slot. */
  readonly when: 'just-in-time' | 'any';
}

export interface MigrationPolicy {
  readonly operation: 'none' | 'live' | 'cold';
  readonly minimumBenefit: number;
  /** `now`: in the first slot (and in good time before maintenance); `any`: in any slot. */
  readonly when: 'now' | 'any';
}

export interface BudgetPolicy {
  readonly migrations: number | null;
  readonly pauses: number | null;
  readonly actionsPerHostSlot: number | null;
}

/** A host takes nothing from `from` until `until`, Unix seconds. */
export interface Maintenance {
  /** Name or id. */
  readonly host: string;
  readonly from: number;
  readonly until: number;
}

/** Rules beyond OpenNebula's VM groups; VMs are named by a glob on their name. */
export type PolicyRule =
  | {
      readonly kind: 'apart' | 'together';
      readonly name: string;
      readonly strength: 'must' | 'prefer';
      readonly vms: string;
    }
  | {
      readonly kind: 'spread';
      readonly name: string;
      readonly strength: 'must' | 'prefer';
      readonly vms: string;
      readonly atMost: number;
    }
  | {
      readonly kind: 'pool';
      readonly name: string;
      readonly strength: 'must' | 'prefer';
      readonly vms: string;
      readonly limit: number;
      readonly amount: number;
    };

/** What holds where the operator says nothing. */
export const DEFAULT_POLICY: Policy = {
  time: { slotSeconds: 300, horizonSeconds: 14_400, epochSeconds: 60, promiseSlots: 3 },
  limits: { timeLimitSeconds: 30, gap: 0, seed: 1, nodeLimit: null, solver: 'auto' },
  weights: { base: 1, perPriority: 1, ageSeconds: 3_600 },
  overheads: {
    bootSeconds: 30,
    shutdownSeconds: 10,
    saveSeconds: 10,
    saveMibPerSecond: 100,
    resumeSeconds: 10,
    resumeMibPerSecond: 100,
    liveMigrationSeconds: 10,
    liveMigrationMibPerSecond: 500,
    serialSaves: true,
    learn: true,
  },
  preemption: { operation: 'stop', minimumBenefit: 600, when: 'just-in-time' },
  migration: { operation: 'live', minimumBenefit: 300, when: 'now' },
  budgets: { migrations: 5, pauses: null, actionsPerHostSlot: null },
  maintenance: [],
  rules: [],
  shape: 'none',
  planHeld: false,
  atLeaseEnd: 'undeploy',
  rank: { maxHost: 1 },
};
