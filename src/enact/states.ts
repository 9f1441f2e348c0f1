import type { VmStatus } from '../domain/enactment.ts';
import type { Operation } from '../domain/plan.ts';
import { VM_STATES } from '../domain/vm.ts';

export const PENDING = 1;
export const HOLD = 2;
export const ACTIVE = 3;
export const STOPPED = 4;
export const SUSPENDED = 5;
export const DONE = 6;
export const POWEROFF = 8;
export const UNDEPLOYED = 9;
export const LCM_INIT = 0;
export const RUNNING = 3;
export const UNKNOWN = 16;

type Step = readonly [name: string, operations: readonly Operation[] | 'failed' | 'other'];

/**
 * LCM_STATE of an ACTIVE VM on its way, in OpenNebula 7.4: its name, and the operations that lead through it; `failed`
 * where somebody has to recover it.
 */
const STEPS: Readonly<Record<number, Step>> = {
  0: ['LCM_INIT', ['deploy']],
  1: ['PROLOG', ['deploy']],
  2: ['BOOT', ['deploy', 'migrate']],
  4: ['MIGRATE', ['live-migrate']],
  5: ['SAVE_STOP', ['stop']],
  6: ['SAVE_SUSPEND', ['suspend']],
  7: ['SAVE_MIGRATE', ['migrate']],
  8: ['PROLOG_MIGRATE', ['migrate']],
  9: ['PROLOG_RESUME', ['deploy']],
  10: ['EPILOG_STOP', ['stop']],
  11: ['EPILOG', ['terminate']],
  12: ['SHUTDOWN', ['terminate']],
  14: ['FAILURE', 'failed'],
  15: ['CLEANUP_RESUBMIT', 'other'],
  17: ['HOTPLUG', 'other'],
  18: ['SHUTDOWN_POWEROFF', ['poweroff']],
  19: ['BOOT_UNKNOWN', ['resume']],
  20: ['BOOT_POWEROFF', ['resume']],
  21: ['BOOT_SUSPENDED', ['resume']],
  22: ['BOOT_STOPPED', ['deploy']],
  23: ['CLEANUP_DELETE', ['terminate']],
  29: ['SHUTDOWN_UNDEPLOY', ['undeploy']],
  30: ['EPILOG_UNDEPLOY', ['undeploy']],
  31: ['PROLOG_UNDEPLOY', ['deploy']],
  32: ['BOOT_UNDEPLOY', ['deploy']],
  35: ['BOOT_MIGRATE', ['migrate']],
  36: ['BOOT_FAILURE', 'failed'],
  37: ['BOOT_MIGRATE_FAILURE', 'failed'],
  38: ['PROLOG_MIGRATE_FAILURE', 'failed'],
  39: ['PROLOG_FAILURE', 'failed'],
  40: ['EPILOG_FAILURE', 'failed'],
  41: ['EPILOG_STOP_FAILURE', 'failed'],
  42: ['EPILOG_UNDEPLOY_FAILURE', 'failed'],
  43: ['PROLOG_MIGRATE_POWEROFF', ['migrate']],
  44: ['PROLOG_MIGRATE_POWEROFF_FAILURE', 'failed'],
  45: ['PROLOG_MIGRATE_SUSPEND', ['migrate']],
  46: ['PROLOG_MIGRATE_SUSPEND_FAILURE', 'failed'],
  47: ['BOOT_UNDEPLOY_FAILURE', 'failed'],
  48: ['BOOT_STOPPED_FAILURE', 'failed'],
  49: ['PROLOG_RESUME_FAILURE', 'failed'],
  50: ['PROLOG_UNDEPLOY_FAILURE', 'failed'],
  60: ['PROLOG_MIGRATE_UNKNOWN', ['migrate']],
  61: ['PROLOG_MIGRATE_UNKNOWN_FAILURE', 'failed'],
};

const LCM_NAMES: Readonly<Record<number, string>> = { [RUNNING]: 'RUNNING', [UNKNOWN]: 'UNKNOWN' };

/** OpenNebula's name of where a VM is: `PENDING`, or the LCM state when it is ACTIVE; `gone` for null. */
export function stateName(status: VmStatus | null): string {
  if (status === null) return 'gone';
  const { state, lcmState } = status;
  if (state === ACTIVE) return LCM_NAMES[lcmState] ?? STEPS[lcmState]?.[0] ?? `LCM_STATE ${lcmState}`;
  return VM_STATES[state as keyof typeof VM_STATES] ?? `STATE ${state}`;
}

/** Whether a VM is between two states that last, or on its way through a hot-plug, snapshot or backup. */
export const isOnItsWay = (status: VmStatus): boolean =>
  status.state === 0 || status.state === 10 || (status.state === ACTIVE && !isSettled(status) && !hasFailed(status));

/** Whether it is on its way through what the operation does. */
export const isOnTheWayOf = ({ state, lcmState }: VmStatus, operation: Operation): boolean => {
  const leads = state === ACTIVE ? STEPS[lcmState]?.[1] : undefined;
  return Array.isArray(leads) && leads.includes(operation);
};

/** Whether it is in a failure state, which only `onevm recover` or a terminate leaves. */
export const hasFailed = ({ state, lcmState }: VmStatus): boolean =>
  state === 7 || state === 11 || (state === ACTIVE && STEPS[lcmState]?.[1] === 'failed');

export const isRunning = ({ state, lcmState }: VmStatus): boolean => state === ACTIVE && lcmState === RUNNING;

/** ACTIVE and neither on its way nor failed. */
const isSettled = ({ lcmState }: VmStatus): boolean => lcmState === RUNNING || lcmState === UNKNOWN;

/** Where oned 7.4 accepts each operation: STATE, for ACTIVE with the LCM_STATE behind it. */
const ACCEPTED: Readonly<Record<Operation, readonly string[]>> = {
  deploy: ['1', '2', '4', '9'],
  // Of a stopped or undeployed VM it only makes it PENDING: that is how an undone start goes back into the queue.
  resume: ['5', '8', '3/16', '4', '9'],
  suspend: ['3/3'],
  stop: ['3/3', '5'],
  undeploy: ['3/3', '3/16', '8'],
  terminate: ['3/3', '3/16', '1', '2', '4', '5', '8', '9'],
  poweroff: ['3/3', '3/16'],
  migrate: ['3/3', '3/16', '5', '8'],
  'live-migrate': ['3/3'],
};

/** Whether oned accepts the operation in the state the VM is in. */
export const isLegal = (operation: Operation, { state, lcmState }: VmStatus): boolean =>
  ACCEPTED[operation].includes(state === ACTIVE ? `${state}/${lcmState}` : `${state}`);
