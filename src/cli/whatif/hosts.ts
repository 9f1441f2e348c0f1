import { InputError } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
import { hostId } from '../../domain/ids.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Vm } from '../../domain/vm.ts';

/** OpenNebula's HOST/STATE of a host that does not answer. */
const ERROR_STATE = 3;
const MONITORED_STATE = 2;
const PENDING_STATE = 1;

/** The host of that name or id. Throws an `InputError` when there is none. */
export function hostNamed(snapshot: Snapshot, option: string, asked: string): Host {
  const host = snapshot.hosts.find(({ id, name }) => name === asked || String(id) === asked);
  if (host !== undefined) return host;
  const known = snapshot.hosts.map(({ name }) => name).slice(0, 20);
  throw new InputError(option, `there is no host "${asked}"`, `The hosts are ${known.join(', ')}.`);
}

/** The cloud with `count` more hosts of the kind of `like`: on, empty, and named after it. */
export function addHosts(snapshot: Snapshot, count: number, like: Host): Snapshot {
  const first = snapshot.hosts.reduce((highest, { id }) => Math.max(highest, id), -1) + 1;
  const added = Array.from({ length: count }, (_, index) =>
    emptyCopy(like, first + index, `${like.name}+${index + 1}`),
  );
  return { ...snapshot, hosts: [...snapshot.hosts, ...added] };
}

/** The cloud after a host failed: it takes nothing, and what held room there has to start again elsewhere. */
export function failHost(snapshot: Snapshot, failed: Host): Snapshot {
  const lost = new Set(failed.vms);
  return {
    ...snapshot,
    hosts: snapshot.hosts.map((host) => withoutVms(host, failed, lost)),
    vms: snapshot.vms.map((vm) => (lost.has(vm.id) ? restarted(vm) : vm)),
  };
}

const NOTHING = { cpuCentis: 0, memoryMib: 0 } as const;

function emptyCopy(like: Host, id: number, name: string): Host {
  const own = { ID: [String(id)], NAME: [name], HOSTNAME: [name], STATE: [String(MONITORED_STATE)], ...EMPTY_SHARE };
  const { 'VMS/ID': _, ...attributes } = like.attributes;
  return {
    ...like,
    id: hostId(id),
    name,
    state: MONITORED_STATE,
    usage: NOTHING,
    vms: [],
    runningVms: 0,
    monitoredFreeCpuCentis: like.capacity.cpuCentis,
    pci: like.pci.map((device) => ({ ...device, vm: null })),
    attributes: { ...attributes, ...own },
  };
}

/** What requirements and ranks can see of a host's use. */
const EMPTY_SHARE = {
  'HOST_SHARE/CPU_USAGE': ['0'],
  'HOST_SHARE/MEM_USAGE': ['0'],
  'HOST_SHARE/DISK_USAGE': ['0'],
  'HOST_SHARE/RUNNING_VMS': ['0'],
};

/** A VM under migration holds room on two hosts; both let it go. */
function withoutVms(host: Host, failed: Host, lost: ReadonlySet<Vm['id']>): Host {
  if (host.id === failed.id) return { ...host, state: ERROR_STATE, usage: NOTHING, vms: [], runningVms: 0 };
  return { ...host, vms: host.vms.filter((vm) => !lost.has(vm)) };
}

const restarted = (vm: Vm): Vm => ({ ...vm, state: PENDING_STATE, lcmState: 0, resched: false, stay: null });
