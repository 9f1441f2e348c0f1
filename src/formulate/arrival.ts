import type { Policy } from '../domain/policy.ts';
import type { Vm } from '../domain/vm.ts';
import { restoreSeconds } from './overheads.ts';
import { treatmentOf } from './treatment.ts';

/** LCM_STATE PROLOG_RESUME, BOOT_SUSPENDED, BOOT_STOPPED: its memory is brought back. */
const RESTORING: ReadonlySet<number> = new Set([9, 21, 22]);

/**
 * in-flight: when a VM on its way to run will be there, Unix seconds: as long after its record began as that is expected
 * to take, and later than now, since it is not there yet. Null for every other VM.
 */
export function arrivalOf(vm: Vm, policy: Policy, now: number): number | null {
  if (treatmentOf(vm).kind !== 'arriving') return null;
  const takes = RESTORING.has(vm.lcmState) ? restoreSeconds(vm, policy) : policy.overheads.bootSeconds;
  return Math.max(now + 1, (vm.stay?.since ?? now) + takes);
}
