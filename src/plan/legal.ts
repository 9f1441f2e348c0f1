import type { Operation } from '../domain/plan.ts';
import type { Vm } from '../domain/vm.ts';

/** What a VM's STATE and LCM_STATE amount to for someone who wants to act on it. */
export type Standing =
  | 'pending'
  | 'hold'
  | 'running'
  | 'unknown'
  | 'suspended'
  | 'poweroff'
  | 'stopped'
  | 'undeployed'
  | 'done'
  | 'busy';

/** Standing of a VM as read; `busy` is everything in transition, failed or cloning, where no action is legal. */
export function standingOf(vm: Vm): Standing {
  if (vm.state === ACTIVE) return ACTIVE_STANDINGS[vm.lcmState] ?? 'busy';
  return STANDINGS[vm.state] ?? 'busy';
}

/** Where the operation leads from there, or null where oned refuses it. */
export const after = (operation: Operation, standing: Standing): Standing | null =>
  TRANSITIONS[operation][standing] ?? null;

/** The first of the operations that oned accepts there, or null. */
export const firstLegal = (operations: readonly Operation[], standing: Standing): Operation | null =>
  operations.find((operation) => after(operation, standing) !== null) ?? null;

/** Its last stay ended with its memory saved, even when it has been made PENDING since. */
export const wasStopped = (vm: Vm): boolean => vm.stay?.action === STOP;

/** It was on a host before and its disks are still kept where they were: oned leaves it its datastore and addresses. */
export const keepsItsDisks = (vm: Vm): boolean =>
  vm.stay !== null && (vm.state === 4 || vm.state === 9 || KEEPING_ACTIONS.includes(vm.stay.action));

/** Numbers of actions in history records: undeploy, undeploy --hard, stop. */
const STOP = 9;
const KEEPING_ACTIONS: readonly number[] = [5, 6, STOP];

const ACTIVE = 3;
const ACTIVE_STANDINGS: Readonly<Record<number, Standing>> = { 3: 'running', 16: 'unknown' };
const STANDINGS: Readonly<Record<number, Standing>> = {
  1: 'pending',
  2: 'hold',
  4: 'stopped',
  5: 'suspended',
  6: 'done',
  8: 'poweroff',
  9: 'undeployed',
};

/**
 * Which operation oned 7.4 accepts in which standing, and what it makes of the VM. The resume of a stopped or
 * undeployed VM is left out: it only makes it PENDING, and a deploy does the whole of it.
 */
const TRANSITIONS: Readonly<Record<Operation, Readonly<Partial<Record<Standing, Standing>>>>> = {
  deploy: { pending: 'running', hold: 'running', stopped: 'running', undeployed: 'running' },
  resume: { suspended: 'running', poweroff: 'running', unknown: 'running' },
  suspend: { running: 'suspended' },
  stop: { running: 'stopped', suspended: 'stopped' },
  undeploy: { running: 'undeployed', unknown: 'undeployed', poweroff: 'undeployed' },
  poweroff: { running: 'poweroff', unknown: 'poweroff' },
  terminate: {
    running: 'done',
    unknown: 'done',
    suspended: 'done',
    poweroff: 'done',
    stopped: 'done',
    undeployed: 'done',
    pending: 'done',
    hold: 'done',
  },
  migrate: { running: 'running', unknown: 'unknown', suspended: 'suspended', poweroff: 'poweroff' },
  'live-migrate': { running: 'running' },
};
