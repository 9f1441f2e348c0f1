import type { Policy } from '../domain/policy.ts';
import type { Vm } from '../domain/vm.ts';
import { expectedSeconds } from './seconds.ts';

/** LCM_STATE on the way to RUNNING: LCM_INIT, PROLOG, BOOT and their kin; and those that bring memory back. */
const BOOTING: ReadonlySet<number> = new Set([0, 1, 2, 19, 20, 31, 32]);
const RESTORING: ReadonlySet<number> = new Set([9, 21, 22]);
const ACTIVE = 3;

/** Second from which a VM that boots or resumes now can be acted on again; null for every other VM. */
export function arrivesAt({ state, lcmState, stay, demand }: Vm, { overheads }: Policy, now: number): number | null {
  const restores = RESTORING.has(lcmState);
  if (state !== ACTIVE || !(restores || BOOTING.has(lcmState))) return null;
  const seconds = expectedSeconds('deploy', restores ? 'stopped' : 'pending', demand.memoryMib, overheads);
  return Math.max(now + 1, (stay?.since ?? now) + seconds);
}
