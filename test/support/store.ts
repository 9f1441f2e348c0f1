import type { ActionStage, JournalEntry } from '../../src/domain/enactment.ts';
import { actionId, hostId, vmId } from '../../src/domain/ids.ts';
import type { StoreOptions } from '../../src/store/store.ts';
import { NOW } from './epoch.ts';

/** Options of an ordinary store: the time is that of the built epoch. */
export const ordinary = (overrides: Partial<StoreOptions> = {}): StoreOptions => ({
  clock: { unixSeconds: () => NOW },
  version: 'test',
  ...overrides,
});

/** An entry of the journal: a deploy of VM 21 on host 1, intended now. */
export function entry(stage: ActionStage, overrides: Partial<JournalEntry> = {}): JournalEntry {
  return {
    epoch: 1,
    action: actionId('deploy-21'),
    command: { vm: vmId(21), operation: 'deploy', host: hostId(1), datastore: null, networks: [], enforce: true },
    stage,
    before: { vm: vmId(21), state: 1, lcmState: 0, host: null, sequence: 0 },
    at: NOW,
    dueBy: NOW + 600,
    ...overrides,
  };
}
