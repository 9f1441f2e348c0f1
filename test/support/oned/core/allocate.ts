import { type Answer, CODE, error, ok } from './answer.ts';
import { schedule } from './cloud.ts';
import { setPhase } from './machine.ts';
import type { Cloud, UserRecord, VmRecord } from './model.ts';
import { type Template, textOf, vectorsOf } from './template.ts';

/** Attributes that make the VM itself; every other one goes to USER_TEMPLATE. */
const OWN = new Set(
  'CONTEXT CPU CPU_MODEL DISK FEATURES GRAPHICS INPUT MEMORY MEMORY_MAX MEMORY_RESIZE_MODE NIC NIC_DEFAULT NUMA_NODE OS PCI RAW TM_MAD_SYSTEM TOPOLOGY VCPU VCPU_MAX VIDEO VMGROUP TEMPLATE_ID'.split(
    ' ',
  ),
);

/** one.vm.allocate: a new VM, PENDING or on HOLD. Answers its id. */
export function allocate(
  cloud: Cloud,
  wanted: Template,
  { user, now, hold }: { readonly user: UserRecord; readonly now: number; readonly hold: boolean },
): Answer<number> {
  if (!(Number(textOf(wanted, 'CPU')) > 0))
    return error(
      CODE.internal,
      'Error allocating a new virtual machine. CPU attribute must be a positive float or integer value.',
    );
  if (!(Number(textOf(wanted, 'MEMORY')) > 0))
    return error(
      CODE.internal,
      'Error allocating a new virtual machine. MEMORY attribute must be a positive integer value.',
    );
  const vm = newVm(cloud, wanted, user, now);
  cloud.vms.set(vm.id, vm);
  for (const action of vectorsOf(wanted, 'SCHED_ACTION')) {
    schedule(cloud, vm, textOf(action, 'ACTION'), momentOf(textOf(action, 'TIME'), vm.submittedAt));
  }
  setPhase(cloud, vm, hold ? 'HOLD' : 'PENDING', now);
  return ok(vm.id);
}

const momentOf = (text: string, submittedAt: number): number =>
  text.startsWith('+') ? submittedAt + Number(text.slice(1)) : Number(text);

function newVm(cloud: Cloud, wanted: Template, user: UserRecord, now: number): VmRecord {
  const id = cloud.nextVmId;
  cloud.nextVmId += 1;
  const submittedAt = Math.floor(now);
  return {
    id,
    userId: user.id,
    groupId: user.groupId,
    name: textOf(wanted, 'NAME') || `one-${id}`,
    state: 1,
    lcmState: 0,
    previousState: 1,
    previousLcmState: 0,
    resched: false,
    submittedAt,
    endedAt: 0,
    deployId: '',
    template: ownTemplate(cloud, wanted, id),
    userTemplate: wanted.filter(([name]) => !OWN.has(name) && name !== 'NAME' && name !== 'SCHED_ACTION'),
    history: [],
    lock: null,
    journey: 0,
    under: null,
    body: null,
    shortBody: null,
  };
}

function ownTemplate(cloud: Cloud, wanted: Template, id: number): Template {
  const nics = vectorsOf(wanted, 'NIC');
  const own = wanted.filter(([name]) => OWN.has(name) && name !== 'NIC');
  const clusters = [...cloud.clusters.keys()].sort((a, b) => a - b);
  const where = clusters.map((cluster) => `CLUSTER_ID = ${cluster}`).join(' | ');
  const storage = clusters.map((cluster) => `"CLUSTERS/ID" @> ${cluster}`).join(' | ');
  const automatic: Template = [
    ['AUTOMATIC_DS_REQUIREMENTS', `(${storage})`],
    ['AUTOMATIC_NIC_REQUIREMENTS', `(${storage})`],
    ['AUTOMATIC_REQUIREMENTS', `(${where}) & !(PIN_POLICY = PINNED)`],
  ];
  const numbered = nics.map((nic, index) => ['NIC', [...nic, ['NIC_ID', String(index)]]] as const);
  return [...automatic, ...own, ...numbered, ['VMID', String(id)]];
}
