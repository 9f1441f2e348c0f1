import type { ActionId, DatastoreId, HostId, NetworkId, VmId } from './ids.ts';
import type { Operation } from './plan.ts';

/** What the cloud is asked to do to one VM. */
export interface Command {
  readonly vm: VmId;
  readonly operation: Operation;
  /** Where to, for deploy and migrations; null otherwise. */
  readonly host: HostId | null;
  /** System datastore for a first deploy; null keeps what it has. */
  readonly datastore: DatastoreId | null;
  /** Network for each automatic NIC, on a first deploy. */
  readonly networks: readonly { readonly nicId: number; readonly network: NetworkId }[];
  /** Whether oned checks the host's room (`--enforce`); false only for a deliberate over-commitment. */
  readonly enforce: boolean;
}

/** What the cloud said to a command. Accepted means begun: whether it is done is seen in the VM's state alone. */
export type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly message: string }
  /** No answer came: it may have been taken or not, which the VM's state will show. */
  | { readonly kind: 'unheard'; readonly message: string };

/**
 * What a refusal asks for: `retry` the same later (locked, busy, a database error); `replan`, since the premise is
 * gone (no room, wrong state, host lost); `give-up` on this VM until somebody changes it; `stop` and tell the operator
 * (credentials, rights), since every other command would fare alike.
 */
export type Refusal = 'retry' | 'replan' | 'give-up' | 'stop';

/** The present of one VM, as far as enactment looks: OpenNebula's numbers, see `vm.ts`. */
export interface VmStatus {
  readonly vm: VmId;
  readonly state: number;
  readonly lcmState: number;
  /** Of the last history record; null when it never ran. */
  readonly host: HostId | null;
  /** Number of its history records: it grows with each deploy, resume after a stop, and migration. */
  readonly sequence: number;
  /** LOCK/LOCKED as in `vm.ts`; absent or null when it is not locked, or a door does not say. */
  readonly lock?: number | null;
}

/** How an action went. `superseded`: not begun, because its premise no longer holds or a newer plan stands in its place. */
export type ActionEnd = 'done' | 'failed' | 'superseded';

/** Where an action is. Written down before each step is taken, so that a restart knows what may have happened. */
export type ActionStage =
  | { readonly kind: 'intended' }
  | { readonly kind: 'sent' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'ended'; readonly end: ActionEnd; readonly reason: string };

/** One action of one epoch, as the journal keeps it. */
export interface JournalEntry {
  /** Number of the epoch whose plan it is of. */
  readonly epoch: number;
  readonly action: ActionId;
  readonly command: Command;
  readonly stage: ActionStage;
  /** The VM as it was when the action was intended: what tells begun from not begun after a crash. */
  readonly before: VmStatus;
  /** When the stage was reached, Unix seconds (fractions allowed). */
  readonly at: number;
  /** When it must be over, Unix seconds; later it has failed. */
  readonly dueBy: number;
}
