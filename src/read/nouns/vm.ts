import { DateTime } from 'luxon';
import { vmGroupId, vmId } from '../../domain/ids.ts';
import type { RawVm } from '../raw-cloud.ts';
import { textAt, type XmlElement } from '../xml/element.ts';
import { ANY_WHOLE, decimalAt, idAt, NATURAL, requiredTextAt, timeAt, wholeAt } from '../xml/values.ts';
import { isPinned, readDemand, readPciRequests, readSystemDisk } from './demand.ts';
import { readObserved } from './observed.ts';
import { joined, readAutoNics, readLeaseAttributes, readLock, readScheduledActions } from './request.ts';
import { readStay } from './stay.ts';

/** OpenNebula's number of the state DONE: such a VM is history. */
export const DONE = 6;

/**
 * VM as `onevm list -x --extended` or `onevm show -x` prints it. A plain `onevm list -x` lacks much of it, and reads
 * as a VM without requirements and lease. Throws a `ValueError` when a value is wrong.
 */
export function readVm(vm: XmlElement): RawVm {
  const demand = readDemand(vm);
  return {
    id: vmId(idAt(vm, 'ID')),
    name: textAt(vm, 'NAME'),
    userId: wholeAt(vm, 'UID'),
    groupId: wholeAt(vm, 'GID'),
    userName: textAt(vm, 'UNAME'),
    groupName: textAt(vm, 'GNAME'),
    state: readVmState(vm),
    lcmState: wholeAt(vm, 'LCM_STATE'),
    resched: wholeAt(vm, 'RESCHED', NATURAL, 0) === 1,
    lock: readLock(vm),
    submittedAt: timeAt(vm, 'STIME'),
    demand,
    systemDiskMib: readSystemDisk(vm),
    pci: readPciRequests(vm),
    pinned: isPinned(vm),
    autoNics: readAutoNics(vm),
    priority: decimalAt(vm, 'USER_TEMPLATE/USER_PRIORITY', ANY_WHOLE, 0),
    requirements: joined(textAt(vm, 'TEMPLATE/AUTOMATIC_REQUIREMENTS'), textAt(vm, 'USER_TEMPLATE/SCHED_REQUIREMENTS')),
    datastoreRequirements: joined(
      textAt(vm, 'TEMPLATE/AUTOMATIC_DS_REQUIREMENTS'),
      textAt(vm, 'USER_TEMPLATE/SCHED_DS_REQUIREMENTS'),
    ),
    rank: textAt(vm, 'USER_TEMPLATE/SCHED_RANK') || textAt(vm, 'USER_TEMPLATE/RANK') || null,
    datastoreRank: textAt(vm, 'USER_TEMPLATE/SCHED_DS_RANK') || null,
    vmGroup: readMembership(vm),
    lease: readLeaseAttributes(vm),
    deliveredBeforeSeconds: wholeAt(vm, 'USER_TEMPLATE/ONEPLAN_STATUS/DELIVERED', NATURAL, 0),
    told: readTold(vm),
    scheduled: readScheduledActions(vm),
    stay: readStay(vm),
    observed: readObserved(vm, demand.memoryMib),
  };
}

/** STATE alone, to tell a VM that is DONE before the rest of it is read. */
export const readVmState = (vm: XmlElement): number => wholeAt(vm, 'STATE');

/** A start that is no time is none: owners may write there what they like. */
function readTold(vm: XmlElement): RawVm['told'] {
  const state = textAt(vm, 'USER_TEMPLATE/ONEPLAN_STATUS/STATE');
  if (state === '') return null;
  const start = DateTime.fromISO(textAt(vm, 'USER_TEMPLATE/ONEPLAN_STATUS/START'), { zone: 'utc' });
  return { state, startAt: start.isValid ? Math.floor(start.toSeconds()) : null };
}

function readMembership(vm: XmlElement): RawVm['vmGroup'] {
  if (textAt(vm, 'TEMPLATE/VMGROUP/VMGROUP_ID') === '') return null;
  return {
    id: vmGroupId(idAt(vm, 'TEMPLATE/VMGROUP/VMGROUP_ID')),
    role: requiredTextAt(vm, 'TEMPLATE/VMGROUP/ROLE'),
  };
}
