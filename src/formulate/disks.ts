import type { Vm } from '../domain/vm.ts';

/** Actions of a history record after which oned leaves a VM its disks: undeploy, undeploy --hard, stop. */
const KEEPING_ACTIONS: readonly number[] = [5, 6, 9];

/** Its disks are on a system datastore already: it holds room, or was stopped or undeployed. */
export function keepsItsDisks({ state, stay }: Vm): boolean {
  if (stay === null) return false;
  return (state !== 1 && state !== 2) || KEEPING_ACTIONS.includes(stay.action);
}
