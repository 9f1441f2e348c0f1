import { act } from './actions.ts';
import { newAgenda } from './agenda.ts';
import { newAudit } from './audit.ts';
import { type DriverWork, type Latencies, RECORDED_LATENCIES } from './latency.ts';
import { setPhase } from './machine.ts';
import {
  type Cloud,
  type CloudNews,
  type DatastoreRecord,
  type DriverMood,
  type HostRecord,
  lastStay,
  type NetworkRecord,
  type UserRecord,
  type VmRecord,
} from './model.ts';
import { touchHost, touchVm } from './room.ts';
import { HOST_STATE, type HostStateName, phaseOf } from './states.ts';
import type { Template } from './template.ts';

/** What a cloud begins with: clusters, hosts, storage, networks, users. */
export interface CloudSpec {
  readonly clusters: readonly { readonly id: number; readonly name: string; readonly attributes?: Template }[];
  readonly hosts: readonly HostSpec[];
  readonly datastores: readonly (Omit<DatastoreRecord, 'usedMib'> & { readonly usedMib?: number })[];
  readonly networks?: readonly Omit<NetworkRecord, 'usedLeases'>[];
  readonly vmGroups?: readonly {
    readonly id: number;
    readonly name: string;
    readonly roles: readonly { readonly name: string; readonly attributes: Template }[];
    readonly attributes?: Template;
  }[];
  readonly users?: readonly UserRecord[];
  readonly latencies?: Partial<Latencies>;
  readonly version?: string;
  readonly configuration?: Template;
}

export interface HostSpec {
  readonly name: string;
  readonly cluster: number;
  readonly cores: number;
  readonly memoryMib: number;
  readonly attributes?: Template;
}

/** Who may call; `oneadmin` is always among them. */
export const DEFAULT_USERS: readonly UserRecord[] = [
  { id: 0, name: 'oneadmin', password: 'PASSWORD', groupId: 0, groupName: 'oneadmin' },
  { id: 2, name: 'alice', password: 'PASSWORD', groupId: 1, groupName: 'users' },
  { id: 3, name: 'planner', password: 'PASSWORD', groupId: 0, groupName: 'oneadmin' },
];

/** What a planner may look at of oned's configuration; the other scheduler is a do-nothing one, as recorded. */
const CONFIGURATION: Template = [
  ['ACTION_TIMEOUT', '300'],
  ['API_LIST_ORDER', 'DESC'],
  [
    'DB',
    [
      ['BACKEND', 'sqlite'],
      ['TIMEOUT', '2500'],
    ],
  ],
  ['DRS_INTERVAL', '-1'],
  [
    'HM_MAD',
    [
      ['ARGUMENTS', '-p 2101 -l 2102 -b 127.0.0.1'],
      ['EXECUTABLE', 'one_hm'],
    ],
  ],
  ['LIVE_RESCHEDS', '0'],
  ['MAX_ACTIONS_PER_HOST', '1'],
  ['PORT', '2633'],
  [
    'SCHED_MAD',
    [
      ['ARGUMENTS', '-t 15 -p dummy -o dummy'],
      ['EXECUTABLE', 'one_sched'],
    ],
  ],
  ['SCHED_MAX_WND_LENGTH', '7'],
  ['SCHED_MAX_WND_TIME', '10'],
  ['SCHED_RETRY_TIME', '60'],
  ['VM_SUBMIT_ON_HOLD', 'NO'],
];

/** What the cloud tells and asks while it lives. */
export interface Surroundings {
  readonly news?: (news: CloudNews) => void;
  readonly mood?: (work: DriverWork, vm: VmRecord, host: HostRecord | null) => DriverMood;
}

/** A cloud without VMs. */
export function newCloud(spec: CloudSpec, around: Surroundings = {}): Cloud {
  const cloud: Cloud = {
    vms: new Map(),
    hosts: new Map(),
    clusters: byId(spec.clusters.map((cluster) => ({ ...cluster, template: cluster.attributes ?? [] }))),
    datastores: byId(spec.datastores.map((datastore) => ({ usedMib: 0, ...datastore }))),
    networks: byId((spec.networks ?? []).map((network) => ({ ...network, usedLeases: 0 }))),
    vmGroups: byId((spec.vmGroups ?? []).map((group) => ({ ...group, template: group.attributes ?? [] }))),
    users: spec.users ?? DEFAULT_USERS,
    version: spec.version ?? '7.4.0',
    configuration: spec.configuration ?? CONFIGURATION,
    scheduled: [],
    latencies: { ...RECORDED_LATENCIES, ...spec.latencies },
    agenda: newAgenda(),
    audit: newAudit(),
    news: around.news ?? (() => undefined),
    mood: around.mood ?? (() => 'well'),
    dirty: { vms: new Set(), hosts: new Set(), scheduled: false },
    nextVmId: 0,
    nextRequestId: 1,
  };
  for (const host of spec.hosts) addHost(cloud, host);
  return cloud;
}

const byId = <Item extends { readonly id: number }>(items: readonly Item[]): Map<number, Item> =>
  new Map(items.map((item) => [item.id, item]));

/** A host that is monitored and empty. */
export function addHost(cloud: Cloud, spec: HostSpec): HostRecord {
  const id = Math.max(-1, ...cloud.hosts.keys()) + 1;
  const memoryKib = spec.memoryMib * 1024;
  const host: HostRecord = {
    id,
    name: spec.name,
    state: HOST_STATE.MONITORED,
    previousState: HOST_STATE.MONITORED,
    cluster: spec.cluster,
    totalCpuCentis: spec.cores * 100,
    totalMemoryKib: memoryKib,
    maxCpuCentis: spec.cores * 100,
    maxMemoryKib: memoryKib,
    cpuUsageCentis: 0,
    memoryUsageKib: 0,
    vms: new Set(),
    template: spec.attributes ?? [],
    monitoredAt: null,
    body: null,
  };
  cloud.hosts.set(id, host);
  touchHost(cloud, host);
  return host;
}

/** Puts a host into a state: disabled, offline, lost (ERROR: what runs there is UNKNOWN), or back. */
export function setHostState(cloud: Cloud, host: HostRecord, state: HostStateName, now: number): void {
  host.previousState = host.state;
  host.state = HOST_STATE[state];
  touchHost(cloud, host);
  cloud.news({ kind: 'host-state', host });
  const [from, to] = state === 'ERROR' ? (['RUNNING', 'UNKNOWN'] as const) : (['UNKNOWN', 'RUNNING'] as const);
  if (state !== 'ERROR' && state !== 'MONITORED') return;
  for (const vm of host.vms) {
    const one = cloud.vms.get(vm);
    if (one !== undefined && phaseOf(one) === from && lastStay(one)?.host === host.id) setPhase(cloud, one, to, now);
  }
}

/** Everything that is due by then happens, each at its own moment. */
export const advance = (cloud: Cloud, now: number): void => cloud.agenda.runUntil(now);

/** How the audit names what oned does by itself. */
export const SCHEDULE = 'schedule';

/** What a user scheduled is done when its time comes, as far as it is legal then. */
export function schedule(cloud: Cloud, vm: VmRecord, action: string, at: number): void {
  const entry = { id: cloud.scheduled.length, vm: vm.id, action, at, done: false };
  cloud.scheduled.push(entry);
  vm.scheduled.push(entry.id);
  cloud.dirty.scheduled = true;
  const user = { id: vm.userId, name: SCHEDULE, password: '', groupId: vm.groupId, groupName: '' };
  cloud.agenda.add(at, (now) => {
    entry.done = true;
    touchVm(cloud, vm);
    cloud.dirty.scheduled = true;
    act(cloud, vm, action, { user, now });
  });
}
