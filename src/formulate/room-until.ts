import type { HostId } from '../domain/ids.ts';
import type { Vm } from '../domain/vm.ts';
import { coldSeconds, endSeconds, liveSeconds, saveSeconds, startSeconds } from './overheads.ts';
import type { Scene } from './scene.ts';
import { treatmentOf } from './treatment.ts';
import { deliveredSeconds, workLeft } from './work.ts';

/** LCM_STATE SAVE_STOP: its memory is still to be saved. */
const SAVE_STOP = 5;
/** LCM_STATE SAVE_MIGRATE: a cold migration. */
const SAVE_MIGRATE = 7;

/**
 * When a VM that no job stands for will have left a host, Unix seconds; null when that can not be foreseen. One that
 * holds no room by its state, but is still in the host's account, is about to leave. Who is there now is there for a
 * second at least, however fast departures are known to be.
 */
export function roomUntil(scene: Scene, vm: Vm, host: HostId): number | null {
  const { now, policy } = scene;
  const { kind, room } = treatmentOf(vm);
  const after = (seconds: number): number => now + Math.max(1, seconds);
  if (kind === 'migrating' && vm.stay?.host !== host) {
    return after(vm.lcmState === SAVE_MIGRATE ? coldSeconds(vm, policy) : liveSeconds(vm, policy));
  }
  switch (room) {
    case 'none':
      return after(policy.overheads.shutdownSeconds);
    case 'until-gone':
      return after(vm.lcmState === SAVE_STOP ? saveSeconds(vm, policy) : policy.overheads.shutdownSeconds);
    case 'until-lease-ends':
      return vm.lock === null && kind !== 'arriving' ? leaseEnd(scene, vm) : null;
    case 'on':
      return null;
  }
}

/**
 * When the lease of a VM on its way will be over, as if it began to work once it has booted, and for the whole of its
 * duration. It is ended then, once it can be.
 */
function leaseEnd(scene: Scene, vm: Vm): number | null {
  const { now, policy } = scene;
  const lease = scene.leaseOf(vm.id);
  if (lease === null || lease.durationSeconds === null || workLeft(lease, [vm], now) === null) return null;
  const left = Math.max(0, lease.durationSeconds - deliveredSeconds(vm, now));
  const start = treatmentOf(vm).kind === 'working' ? 0 : startSeconds(vm, policy);
  const ends = Math.max(policy.overheads.shutdownSeconds, endSeconds(lease, [vm], policy));
  return now + Math.max(1, start + left + ends);
}
