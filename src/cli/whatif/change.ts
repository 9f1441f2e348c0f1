import type { Policy } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** A cloud and the policy it is planned by. */
export interface Scene {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}

/** Something that is otherwise than it is. Throws an `InputError` when it speaks of what is not there. */
export type Change = (scene: Scene) => Scene;
