/** What happens to one job. Slots and host indices are those of the problem; hosts in the order of the job's VMs. */
export type Decision =
  | { readonly kind: 'start'; readonly slot: number; readonly hosts: readonly number[] }
  | { readonly kind: 'leave' }
  | { readonly kind: 'run'; readonly moves: readonly Move[] }
  | { readonly kind: 'pause'; readonly slot: number; readonly resume: Resume | null };

/** VM `vms[position]` of the job goes to `host` in `slot`. At most one a VM; positions ascend. */
export interface Move {
  readonly position: number;
  readonly slot: number;
  readonly host: number;
}

export interface Resume {
  readonly slot: number;
  readonly hosts: readonly number[];
}

/** One decision per job, in the order of the problem. */
export type Schedule = readonly Decision[];
