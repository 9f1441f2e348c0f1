import type { Store } from '../store/store.ts';

/** What the planner process must not forget when it ends: that part of its store that the epochs need. */
export type Memory = Pick<
  Store,
  | 'observe'
  | 'observed'
  | 'unexplained'
  | 'recordEpoch'
  | 'recordUnchanged'
  | 'promises'
  | 'lastEpoch'
  | 'recordFault'
  | 'prune'
>;
