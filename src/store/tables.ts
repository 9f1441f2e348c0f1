/** The tables, as the newest migration leaves them. Times are Unix seconds, lists and unions JSON. */
export interface Tables {
  readonly epoch: EpochRow;
  readonly action: ActionRow;
  readonly lease: LeaseRow;
  readonly vm: VmRow;
  readonly promise: PromiseRow;
  readonly promise_change: PromiseChangeRow;
  readonly duration: DurationRow;
  readonly fault: FaultRow;
  readonly last_epoch: LastEpochRow;
  readonly trait: TraitRow;
}

export interface EpochRow {
  readonly number: number;
  readonly began_at: number;
  readonly last_at: number;
  readonly repeats: number;
  readonly source: string;
  readonly snapshot_hash: string;
  readonly hosts: number;
  readonly vms: number;
  readonly leases: number;
  readonly status: string;
  readonly cost: string | null;
  readonly bound: string | null;
  readonly gap: number | null;
  readonly found_by: string | null;
  readonly stage_seconds: string;
  readonly actions_planned: number;
  readonly actions_due: number;
  readonly violations: number;
  readonly verdicts: number;
}

export interface ActionRow {
  readonly epoch: number;
  readonly action: string;
  readonly vm: number;
  readonly operation: string;
  readonly command: string;
  readonly before: string;
  readonly due_by: number;
  /** Name of the stage it is in. */
  readonly stage: string;
  readonly intended_at: number;
  readonly sent_at: number | null;
  readonly accepted_at: number | null;
  readonly ended_at: number | null;
  readonly end: string | null;
  readonly reason: string | null;
}

export interface LeaseRow {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly vms: string;
  readonly terms: string;
  readonly duration_seconds: number | null;
  readonly preemptible: number;
  readonly weight: number;
  readonly submitted_at: number;
  readonly first_seen_at: number;
  readonly accepted_at: number | null;
  readonly state: string | null;
  readonly ended_at: number | null;
  readonly end: string | null;
  /** Filled in when it ends; until then the accounts of its VMs say it. */
  readonly delivered_seconds: number | null;
  readonly started_at: number | null;
}

export interface VmRow {
  readonly id: number;
  readonly lease: string | null;
  readonly memory_mib: number;
  readonly closed_seconds: number;
  readonly working_since: number | null;
  readonly began_by: number | null;
  readonly record_since: number | null;
  readonly started_at: number | null;
  readonly has_worked: number;
  readonly exact: number;
  /** When it was found missing from a snapshot; null while it is there. */
  readonly gone_at: number | null;
}

export interface PromiseRow {
  readonly lease: string;
  readonly start_at: number;
  readonly epoch: number;
  readonly made_at: number;
  readonly first_start_at: number;
  readonly first_made_at: number;
  readonly changes: number;
  readonly end: string;
  readonly started_at: number | null;
}

export interface PromiseChangeRow {
  readonly lease: string;
  readonly epoch: number;
  readonly made_at: number;
  readonly start_at: number;
}

export interface DurationRow {
  readonly kind: string;
  readonly vm: number;
  readonly sequence: number;
  readonly host: number | null;
  readonly memory_mib: number;
  readonly seconds: number;
  readonly at: number;
}

export interface FaultRow {
  readonly at: number;
  readonly epoch: number | null;
  readonly about: string;
  readonly message: string;
}

/** One row: what the last plan was about and what it decided. */
export interface LastEpochRow {
  readonly only: number;
  readonly epoch: number;
  readonly at: number;
  readonly version: string;
  readonly digest: string;
  readonly packed: Buffer;
}

export interface TraitRow {
  readonly name: string;
  readonly value: string;
}
