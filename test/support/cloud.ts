import type { Host } from '../../src/domain/host.ts';
import { clusterId, datastoreId, type HostId, hostId, leaseId, vmGroupId, vmId } from '../../src/domain/ids.ts';
import type { Lease } from '../../src/domain/lease.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Datastore } from '../../src/domain/storage.ts';
import type { Stay, Vm } from '../../src/domain/vm.ts';
import type { Role, VmGroup } from '../../src/domain/vm-group.ts';
import { attributesOf } from './attributes.ts';

/*
 * Builders fill in the ordinary; a test writes out the extraordinary. `test/support/any-cloud.ts` makes random clouds
 * of them.
 */

/** The moment of every built cloud, Unix seconds. */
export const NOW = 1_800_000_000;

/** Stands for "every host of the cloud" (or system datastore) until `cloud` knows them. */
const EVERY_HOST: readonly HostId[] = [];
const EVERY_DATASTORE: Vm['datastores'] = [];

/** A monitored host of 16 cores and 64 GiB. `cloud` fills in what its VMs use. */
export function host(id: number, overrides: Partial<Host> = {}): Host {
  const capacity = overrides.capacity ?? { cpuCentis: 1600, memoryMib: 65_536 };
  const name = overrides.name ?? `host-${id}`;
  return {
    id: hostId(id),
    name,
    state: 2,
    cluster: clusterId(100),
    clusterName: 'main',
    capacity,
    usage: { cpuCentis: 0, memoryMib: 0 },
    vms: [],
    runningVms: 0,
    monitoredFreeCpuCentis: capacity.cpuCentis,
    localDisk: [],
    pci: [],
    attributes: {
      ID: [String(id)],
      NAME: [name],
      CLUSTER_ID: ['100'],
      CLUSTER: ['main'],
      'HOST_SHARE/MAX_CPU': [String(capacity.cpuCentis)],
      'HOST_SHARE/MAX_MEM': [String(capacity.memoryMib * 1024)],
    },
    ...overrides,
  };
}

/** A pending VM of 2 cores and 4 GiB that may run anywhere, submitted a minute ago. */
export function vm(id: number, overrides: Partial<Vm> = {}): Vm {
  return {
    id: vmId(id),
    name: `vm-${id}`,
    userId: 0,
    groupId: 0,
    userName: 'oneadmin',
    groupName: 'oneadmin',
    state: 1,
    lcmState: 0,
    resched: false,
    lock: null,
    submittedAt: NOW - 60,
    demand: { cpuCentis: 200, memoryMib: 4096 },
    systemDiskMib: 0,
    pci: [],
    pinned: false,
    autoNics: [],
    priority: 0,
    requirements: '',
    datastoreRequirements: '',
    rank: null,
    vmGroup: null,
    lease: null,
    deliveredBeforeSeconds: 0,
    told: null,
    scheduled: [],
    stay: null,
    hosts: EVERY_HOST,
    ranks: null,
    datastores: EVERY_DATASTORE,
    ...overrides,
  };
}

/** The VM in any state on a host: `at(vm, 3, { state: 3, lcmState: 12 })` is in SHUTDOWN on host 3. */
export const at = (guest: Vm, onHost: number, state: Pick<Vm, 'state' | 'lcmState'>, stay: Partial<Stay> = {}): Vm => ({
  ...guest,
  ...state,
  stay: {
    host: hostId(onHost),
    hostName: `host-${onHost}`,
    datastore: datastoreId(100),
    since: stay.runningSince ?? NOW - 60,
    runningSince: null,
    runningUntil: null,
    endedAt: null,
    action: 0,
    actionUserId: 0,
    ...stay,
  },
});

/** ACTIVE/RUNNING on a host since a Unix second. */
export const running = (guest: Vm, onHost: number, since: number): Vm =>
  at(
    { ...guest, submittedAt: Math.min(guest.submittedAt, since) },
    onHost,
    { state: 3, lcmState: 3 },
    { runningSince: since },
  );

/** SUSPENDED: ran from `since` until `until` and still holds its room. */
export const suspended = (guest: Vm, onHost: number, since: number, until: number): Vm =>
  paused(guest, onHost, since, until, { state: 5, action: 10 });

/** STOPPED: ran from `since` until `until` and holds no room. */
export const stopped = (guest: Vm, onHost: number, since: number, until: number): Vm =>
  paused(guest, onHost, since, until, { state: 4, action: 9 });

function paused(guest: Vm, onHost: number, since: number, until: number, to: { state: number; action: number }): Vm {
  const early = { ...guest, submittedAt: Math.min(guest.submittedAt, since) };
  const record = { runningSince: since, runningUntil: until, endedAt: until, action: to.action };
  return at(early, onHost, { state: to.state, lcmState: 0 }, record);
}

/** A lease of these VMs: best effort, without end, not preemptible, as if nothing had been declared. */
export function lease(vms: readonly Vm[], overrides: Partial<Lease> = {}): Lease {
  const ids = vms.map(({ id }) => id).sort((a, b) => a - b);
  const declared = Object.keys(overrides).length > 0;
  const group = `group-${ids[0]}`;
  return {
    id: leaseId(ids.length === 1 ? `vm-${ids[0]}` : `oneadmin/${group}`),
    name: ids.length === 1 ? (vms[0]?.name ?? '') : group,
    vms: ids,
    terms: { kind: 'best-effort', notBefore: null },
    durationSeconds: null,
    preemptible: false,
    weight: 1,
    submittedAt: Math.max(...vms.map(({ submittedAt }) => submittedAt)),
    declaredBy: declared || ids.length > 1 ? 'ONEPLAN' : 'default',
    ...overrides,
  };
}

/** A VM group; `vms` of a role by number. */
export const vmGroup = (
  id: number,
  roles: readonly (Partial<Omit<Role, 'vms'>> & { readonly name: string; readonly vms: readonly number[] })[],
  overrides: Partial<VmGroup> = {},
): VmGroup => ({
  id: vmGroupId(id),
  name: `group-${id}`,
  roles: roles.map((role) => ({
    policy: 'NONE',
    hostAffined: [],
    hostAntiAffined: [],
    ...role,
    vms: role.vms.map(vmId),
  })),
  affined: [],
  antiAffined: [],
  ...overrides,
});

/** The shared system datastore every built cloud has. */
export const systemDatastore = (id: number, overrides: Partial<Datastore> = {}): Datastore => ({
  id: datastoreId(id),
  name: `system-${id}`,
  kind: 'system',
  enabled: true,
  shared: true,
  clusters: [clusterId(100)],
  freeMib: 10_000_000,
  usedMib: 0,
  totalMib: 10_000_000,
  limitMib: null,
  ...overrides,
});

type CloudFields = Partial<Snapshot> & {
  /** VMs that hold room on a second host as well, as during a migration: VM → the other host. */
  readonly alsoOn?: Readonly<Record<number, number>>;
  /** Room that oned counts on every host beside that of its VMs. */
  readonly unexplained?: Host['usage'];
};

/**
 * A consistent cloud: hosts use what their VMs hold, each VM without a lease gets one of its own, declared leases are
 * written on their VMs, groups know their members.
 */
export function cloud({ alsoOn = {}, unexplained, ...fields }: CloudFields): Snapshot {
  const bare = [...(fields.hosts ?? [host(0), host(1)])].sort((a, b) => a.id - b.id);
  const datastores = fields.datastores ?? [systemDatastore(100)];
  const given = [...(fields.vms ?? [])].sort((a, b) => a.id - b.id);
  const declared = fields.leases ?? [];
  const leased = new Set(declared.flatMap((each) => each.vms));
  const leases = [...declared, ...given.filter(({ id }) => !leased.has(id)).map((each) => lease([each]))];
  const groups = fields.vmGroups ?? [];
  const vms = given.map((each) => finishVm(each, leases, groups, bare, datastores));
  return {
    takenAt: NOW,
    clusters: [{ id: clusterId(100), name: 'main' }],
    networks: [],
    vmGroups: groups,
    verdicts: [],
    ...fields,
    datastores,
    vms,
    leases: leases.sort((a, b) => (a.vms[0] ?? 0) - (b.vms[0] ?? 0)),
    hosts: bare.map((each) => finishHost(each, vms, alsoOn, unexplained ?? { cpuCentis: 0, memoryMib: 0 })),
  };
}

function finishVm(
  guest: Vm,
  leases: readonly Lease[],
  groups: readonly VmGroup[],
  hosts: readonly Host[],
  datastores: readonly Datastore[],
): Vm {
  const own = leases.find(({ vms }) => vms.includes(guest.id));
  const group = groups.find(({ roles }) => roles.some(({ vms }) => vms.includes(guest.id)));
  const role = group?.roles.find(({ vms }) => vms.includes(guest.id));
  return {
    ...guest,
    hosts: guest.hosts === EVERY_HOST ? hosts.map(({ id }) => id) : guest.hosts,
    datastores: guest.datastores === EVERY_DATASTORE ? datastores.map(({ id }) => id) : guest.datastores,
    lease: guest.lease ?? (own?.declaredBy === 'ONEPLAN' ? attributesOf(own) : null),
    vmGroup: guest.vmGroup ?? (group && role ? { id: group.id, role: role.name } : null),
  };
}

function finishHost(
  bare: Host,
  vms: readonly Vm[],
  alsoOn: Readonly<Record<number, number>>,
  unexplained: Host['usage'],
): Host {
  const here = vms.filter(
    (guest) => (holdsRoom(guest) && guest.stay?.host === bare.id) || alsoOn[guest.id] === bare.id,
  );
  const sum = (of: (guest: Vm) => number): number => here.reduce((total, guest) => total + of(guest), 0);
  return {
    ...bare,
    usage: {
      cpuCentis: sum(({ demand }) => demand.cpuCentis) + unexplained.cpuCentis,
      memoryMib: sum(({ demand }) => demand.memoryMib) + unexplained.memoryMib,
    },
    vms: here.map(({ id }) => id),
    runningVms: here.length,
  };
}

/** ACTIVE but for what only cleans up or works on a stopped VM's disks; SUSPENDED and POWEROFF. */
const holdsRoom = ({ state, lcmState }: Vm): boolean =>
  state === 5 || state === 8 || (state === 3 && ![15, 23, 64, 67, 68].includes(lcmState));
