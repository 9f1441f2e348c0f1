import { type Answer, CODE, error, ok } from './answer.ts';
import { schedule } from './cloud.ts';
import { setPhase } from './machine.ts';
import type { Cloud, NetworkRecord, UserRecord, VmRecord } from './model.ts';
import { merged, type Template, textOf, vectorsOf, withAttribute } from './template.ts';

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
    scheduled: [],
    awaits: false,
    journey: 0,
    under: null,
    body: null,
    shortBody: null,
  };
}

function ownTemplate(cloud: Cloud, wanted: Template, id: number): Template {
  const own = wanted.filter(([name]) => OWN.has(name) && name !== 'NIC' && name !== 'VMGROUP');
  const nics = vectorsOf(wanted, 'NIC').map((nic, index) => ['NIC', nicOf(cloud, nic, index)] as const);
  const groups = vectorsOf(wanted, 'VMGROUP').map((group) => ['VMGROUP', membership(cloud, group)] as const);
  return [...automaticOf(cloud), ...own, ...nics, ...groups, ['VMID', String(id)]];
}

/** What oned adds by itself: the clusters in which the VM's storage and networks are, which is all of them here. */
function automaticOf(cloud: Cloud): Template {
  const clusters = [...cloud.clusters.keys()].sort((a, b) => a - b);
  const storage = clusters.map((cluster) => `"CLUSTERS/ID" @> ${cluster}`).join(' | ');
  const where = clusters.map((cluster) => `CLUSTER_ID = ${cluster}`).join(' | ');
  return [
    ['AUTOMATIC_DS_REQUIREMENTS', `(${storage})`],
    ['AUTOMATIC_NIC_REQUIREMENTS', `(${storage})`],
    ['AUTOMATIC_REQUIREMENTS', `(${where}) & !(PIN_POLICY = PINNED)`],
  ];
}

/** A NIC with its number, and with the network that it names by id or name; an automatic one has none yet. */
function nicOf(cloud: Cloud, nic: Template, index: number): Template {
  const numbered = withAttribute(nic, 'NIC_ID', String(index));
  const network = [...cloud.networks.values()].find(
    ({ id, name }) => textOf(nic, 'NETWORK_ID') === String(id) || textOf(nic, 'NETWORK') === name,
  );
  return network === undefined ? numbered : onNetwork(numbered, network);
}

/** A NIC with a lease of this network. */
export function onNetwork(nic: Template, network: NetworkRecord): Template {
  network.usedLeases += 1;
  return merged(nic, [
    ['BRIDGE', network.bridge],
    ['NETWORK', network.name],
    ['NETWORK_ID', String(network.id)],
    ['VN_MAD', 'dummy'],
  ]);
}

function membership(cloud: Cloud, wanted: Template): Template {
  const group = [...cloud.vmGroups.values()].find(({ name }) => name === textOf(wanted, 'VMGROUP_NAME'));
  return group === undefined ? wanted : withAttribute(wanted, 'VMGROUP_ID', String(group.id));
}
