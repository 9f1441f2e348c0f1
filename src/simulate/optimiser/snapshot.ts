import type { Host } from '../../domain/host.ts';
import { clusterId, datastoreId, type HostId, hostId, leaseId, type VmId, vmId } from '../../domain/ids.ts';
import type { Lease } from '../../domain/lease.ts';
import type { Amounts } from '../../domain/resources.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Datastore } from '../../domain/storage.ts';
import type { Stay, Vm } from '../../domain/vm.ts';
import type { HostView, LeaseView, View } from '../policy.ts';
import { BEYOND } from './vm-numbers.ts';

/** How one lease, or a part of it, is told to the planner. */
export interface Telling {
  /** A lease that is not run through at once is told as what is run now, and the rest after it. */
  readonly part: 'whole' | 'rest';
  readonly status: 'waiting' | 'running' | 'paused';
  /** Whole and at least 1. */
  readonly weight: number;
  /** Work shown as left, seconds; null is without end. */
  readonly leftSeconds: number | null;
  readonly preemptible: boolean;
  readonly terms: Lease['terms'];
  /** Of a stint: when it has to be paused, as its room is wanted then. */
  readonly pauseAt?: number;
}

/** A lease with what is told of it. */
export interface Told {
  readonly lease: LeaseView;
  readonly telling: Telling;
}

/** First VM id of each lease, by its index in the workload: the same from epoch to epoch. */
export type FirstVm = (lease: number) => number;

const SUFFIX = { whole: '', rest: '-rest' } as const;

const leaseIdOf = ({ lease, telling }: Told): Lease['id'] => leaseId(`lease-${lease.index}${SUFFIX[telling.part]}`);

/** Index in the workload of the lease that a snapshot's lease stands for, and whether it is what is left for later. */
export const standsFor = (id: Lease['id']): { readonly index: number; readonly isRest: boolean } => ({
  index: Number.parseInt(id.slice('lease-'.length), 10),
  isRest: id.endsWith(SUFFIX.rest),
});

/**
 * The simulated cloud as the planner reads one: waiting leases are PENDING, paused ones STOPPED with memory saved, all
 * others RUNNING for what they still have to do. What is under way (a boot, a save, a resume) holds its room and is not touched
 * until it is over.
 */
export function snapshotOf(view: View, told: readonly Told[], firstVm: FirstVm): Snapshot {
  const hostsOf = hostsByName(view.hosts);
  const parts = told.map((each) => ({ each, ids: vmIds(each, firstVm) }));
  const vms = parts.flatMap(({ each, ids }) => vmsOf(view, each, ids, hostsOf(each.lease)));
  return {
    takenAt: view.now,
    hosts: hostsWith(view.hosts, vms),
    vms,
    leases: parts.map(({ each, ids }) => leaseOf(each, ids)),
    clusters: [{ id: CLUSTER, name: 'simulated' }],
    datastores: [DATASTORE],
    networks: [],
    vmGroups: [],
    verdicts: [],
  };
}

function vmIds({ lease, telling }: Told, firstVm: FirstVm): readonly VmId[] {
  const first = firstVm(lease.index) + (telling.part === 'rest' ? BEYOND : 0);
  return lease.request.vms.map((_, position) => vmId(first + position));
}

function hostsByName(hosts: readonly HostView[]): (lease: LeaseView) => readonly HostId[] {
  const everywhere = hosts.map((_, index) => hostId(index));
  const byName = new Map(hosts.map(({ name }, index) => [name, hostId(index)]));
  return ({ request }) =>
    request.hosts === null ? everywhere : request.hosts.flatMap((name) => byName.get(name) ?? []).sort((a, b) => a - b);
}

const CLUSTER = clusterId(0);
const DATASTORE: Datastore = {
  id: datastoreId(0),
  name: 'system',
  kind: 'system',
  enabled: true,
  shared: true,
  clusters: [CLUSTER],
  freeMib: Number.MAX_SAFE_INTEGER,
  usedMib: 0,
  totalMib: Number.MAX_SAFE_INTEGER,
  limitMib: null,
};
const STATES = { waiting: 1, running: 3, paused: 4 } as const;
const ACTIVE = STATES.running;
/** LCM_STATE RUNNING, and the history action `stop`. */
const [RUNNING, STOP] = [3, 9];
/** HOST/STATE. */
const [MONITORED, ERROR] = [2, 3];

function leaseOf(told: Told, vms: readonly VmId[]): Lease {
  const { lease, telling } = told;
  return {
    id: leaseIdOf(told),
    name: lease.request.id,
    vms,
    terms: telling.terms,
    durationSeconds: askedSeconds(told),
    preemptible: telling.preemptible,
    weight: telling.weight,
    submittedAt: lease.request.submitSeconds,
    declaredBy: 'ONEPLAN',
  };
}

/** What it asked for, or what it turned out to need. */
function askedSeconds({ lease, telling }: Told): number | null {
  const { durationSeconds } = lease.request;
  return durationSeconds === null || telling.leftSeconds === null
    ? null
    : Math.max(durationSeconds, telling.leftSeconds);
}

const ATTRIBUTES = { dialect: 'ONEPLAN', values: { WEIGHT: '1' } } as const;

function vmsOf(view: View, told: Told, ids: readonly VmId[], hosts: readonly HostId[]): readonly Vm[] {
  const { lease, telling } = told;
  const { request } = lease;
  const asked = askedSeconds(told);
  return ids.map((id, position) => ({
    ...ORDINARY,
    id,
    name: request.id,
    state: STATES[telling.status],
    lcmState: telling.status === 'running' ? RUNNING : 0,
    submittedAt: request.submitSeconds,
    demand: request.vms[position] as Amounts,
    told: null,
    deliveredBeforeSeconds: asked === null ? 0 : asked - (telling.leftSeconds ?? 0),
    stay: stayOf(view, told, position),
    hosts,
  }));
}

/** What no simulated VM has anything to say about. */
const ORDINARY = {
  userId: 0,
  groupId: 0,
  userName: 'user',
  groupName: 'users',
  resched: false,
  lock: null,
  systemDiskMib: 0,
  pci: [],
  pinned: false,
  autoNics: [],
  priority: 0,
  requirements: '',
  datastoreRequirements: '',
  rank: null,
  vmGroup: null,
  lease: ATTRIBUTES,
  scheduled: [],
  ranks: null,
  datastores: [DATASTORE.id],
} as const;

function stayOf({ now, hosts }: View, { lease, telling }: Told, position: number): Stay | null {
  if (telling.status === 'waiting') return null;
  const place = lease.hosts[position] ?? 0;
  const paused = telling.status === 'paused';
  return {
    host: hostId(place),
    hostName: hosts[place]?.name ?? '',
    datastore: DATASTORE.id,
    since: now,
    runningSince: now,
    runningUntil: paused ? now : null,
    endedAt: paused ? now : null,
    action: paused ? STOP : 0,
    actionUserId: 0,
  };
}

function hostsWith(hosts: readonly HostView[], vms: readonly Vm[]): readonly Host[] {
  const here = new Map<number, Vm[]>();
  for (const vm of vms) {
    if (vm.state !== ACTIVE || vm.stay === null) continue;
    const guests = here.get(vm.stay.host) ?? [];
    here.set(vm.stay.host, guests);
    guests.push(vm);
  }
  return hosts.map((host, index) => hostWith(host, index, here.get(index) ?? []));
}

function hostWith({ name, capacity, up }: HostView, index: number, guests: readonly Vm[]): Host {
  return {
    id: hostId(index),
    name,
    state: up ? MONITORED : ERROR,
    cluster: CLUSTER,
    clusterName: 'simulated',
    capacity,
    usage: {
      cpuCentis: guests.reduce((sum, { demand }) => sum + demand.cpuCentis, 0),
      memoryMib: guests.reduce((sum, { demand }) => sum + demand.memoryMib, 0),
    },
    vms: guests.map(({ id }) => id),
    runningVms: guests.length,
    monitoredFreeCpuCentis: null,
    localDisk: [],
    pci: [],
    attributes: {},
  };
}
