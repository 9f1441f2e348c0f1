import type { Operation } from '../../domain/plan.ts';
import type { Vm } from '../../domain/vm.ts';

/** What oned's STATE and LCM_STATE mean for an action; `under-way` also stands for every failure. */
export type Condition =
  | 'pending'
  | 'hold'
  | 'running'
  | 'unknown'
  | 'suspended'
  | 'poweroff'
  | 'stopped'
  | 'undeployed'
  | 'done'
  | 'under-way';

const BY_STATE: Readonly<Record<number, Condition>> = {
  1: 'pending',
  2: 'hold',
  4: 'stopped',
  5: 'suspended',
  6: 'done',
  8: 'poweroff',
  9: 'undeployed',
};
const BY_LCM_STATE: Readonly<Record<number, Condition>> = { 3: 'running', 16: 'unknown' };

/** The condition a VM is read in. */
export const conditionOf = ({ state, lcmState }: Vm): Condition =>
  (state === 3 ? BY_LCM_STATE[lcmState] : BY_STATE[state]) ?? 'under-way';

/**
 * From which condition an operation leads to which, for OpenNebula 7.4. A stopped or undeployed VM that is resumed
 * only becomes pending, so that is no way to start it and not listed.
 */
const TRANSITIONS: Readonly<Record<Operation, Partial<Readonly<Record<Condition, Condition>>>>> = {
  deploy: { pending: 'running', hold: 'running', stopped: 'running', undeployed: 'running' },
  resume: { suspended: 'running', poweroff: 'running', unknown: 'running' },
  suspend: { running: 'suspended' },
  stop: { running: 'stopped', suspended: 'stopped' },
  undeploy: { running: 'undeployed', unknown: 'undeployed', poweroff: 'undeployed' },
  terminate: {
    pending: 'done',
    hold: 'done',
    running: 'done',
    unknown: 'done',
    suspended: 'done',
    poweroff: 'done',
    stopped: 'done',
    undeployed: 'done',
  },
  poweroff: { running: 'poweroff', unknown: 'poweroff' },
  migrate: { running: 'running', unknown: 'running', suspended: 'suspended', poweroff: 'poweroff' },
  'live-migrate': { running: 'running' },
};

/** The condition it ends in, or null when oned refuses the operation. */
export const after = (condition: Condition, operation: Operation): Condition | null =>
  TRANSITIONS[operation][condition] ?? null;

/** Whether the guest works. */
export const works = (condition: Condition): boolean => condition === 'running' || condition === 'unknown';
