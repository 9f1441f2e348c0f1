import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';

/** What a document says of a VM that is to be placed or may be moved, read without the product's readers. */
export interface AskedVm {
  readonly id: number;
  readonly state: number;
  readonly lcmState: number;
  readonly resched: boolean;
  readonly cpu: number;
  readonly memoryKib: number;
  /** Its last host; null when it never had one. */
  readonly host: number | null;
  readonly role: string | null;
  readonly hosts: readonly number[];
  readonly datastores: readonly number[];
  /** Candidates of each automatic NIC. */
  readonly nics: ReadonlyMap<number, readonly number[]>;
}

export interface AskedHost {
  readonly id: number;
  readonly cluster: number;
  readonly maxCpu: number;
  readonly maxMemoryKib: number;
  readonly usedCpu: number;
  readonly usedMemoryKib: number;
  readonly vms: readonly number[];
}

export interface AskedRole {
  readonly name: string;
  readonly policy: string;
  readonly on: readonly number[];
  readonly notOn: readonly number[];
  readonly vms: readonly number[];
}

export interface Asked {
  readonly vms: ReadonlyMap<number, AskedVm>;
  readonly hosts: ReadonlyMap<number, AskedHost>;
  /** Clusters of each datastore and network. */
  readonly datastores: ReadonlyMap<number, readonly number[]>;
  readonly networks: ReadonlyMap<number, readonly number[]>;
  readonly roles: readonly AskedRole[];
  /** Pairs of role names, from the group's own ANTI_AFFINED. */
  readonly apart: readonly (readonly string[])[];
}

// biome-ignore lint/suspicious/noExplicitAny: the document is as it is
type Any = any;

const MANY = ['VM', 'HOST', 'DATASTORE', 'VNET', 'VM_GROUP', 'ROLE', 'ID', 'NIC', 'HISTORY'];
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => MANY.includes(name) });

/** Reads a scheduler driver's document, XML in a file. */
export function askedIn(file: string): Asked {
  const root: Any = parser.parse(readFileSync(file, 'utf8')).SCHEDULER_DRIVER_ACTION;
  const matched = new Map<number, Any>((root.REQUIREMENTS?.VM ?? []).map((vm: Any) => [Number(vm.ID[0]), vm]));
  const groups: readonly Any[] = root.VM_GROUP_POOL?.VM_GROUP ?? [];
  return {
    vms: byId((root.VM_POOL?.VM ?? []).map((vm: Any) => vmOf(vm, matched.get(Number(vm.ID[0]))))),
    hosts: byId((root.HOST_POOL?.HOST ?? []).map(hostOf)),
    datastores: clustersOf(root.DATASTORE_POOL?.DATASTORE),
    networks: clustersOf(root.VNET_POOL?.VNET),
    roles: groups.flatMap(({ ROLES }) => ROLES.ROLE.map(roleOf)),
    apart: groups.flatMap(({ TEMPLATE }) => listsIn(TEMPLATE?.ANTI_AFFINED)),
  };
}

const vmOf = (vm: Any, matched: Any): AskedVm => ({
  id: Number(vm.ID[0]),
  state: Number(vm.STATE),
  lcmState: Number(vm.LCM_STATE),
  resched: vm.RESCHED === '1',
  cpu: Math.trunc(Math.fround(Math.fround(Number(vm.TEMPLATE.CPU)) * 100)),
  memoryKib: Number(vm.TEMPLATE.MEMORY) * 1024,
  host: vm.HISTORY_RECORDS?.HISTORY ? Number(vm.HISTORY_RECORDS.HISTORY.at(-1).HID) : null,
  role: vm.TEMPLATE.VMGROUP?.ROLE ?? null,
  hosts: idsOf(matched?.HOSTS),
  datastores: idsOf(matched?.DATASTORES),
  nics: new Map((matched?.NIC ?? []).map((nic: Any) => [Number(nic.ID[0]), idsOf(nic.VNETS)])),
});

const hostOf = (host: Any): AskedHost => ({
  id: Number(host.ID[0]),
  cluster: Number(host.CLUSTER_ID),
  maxCpu: Number(host.HOST_SHARE.MAX_CPU),
  maxMemoryKib: Number(host.HOST_SHARE.MAX_MEM),
  usedCpu: Number(host.HOST_SHARE.CPU_USAGE),
  usedMemoryKib: Number(host.HOST_SHARE.MEM_USAGE),
  vms: idsOf(host.VMS),
});

const roleOf = (role: Any): AskedRole => ({
  name: role.NAME,
  policy: role.POLICY ?? 'NONE',
  on: numbersIn(role.HOST_AFFINED),
  notOn: numbersIn(role.HOST_ANTI_AFFINED),
  vms: numbersIn(role.VMS),
});

const listsIn = (lists: Any): readonly (readonly string[])[] =>
  [lists ?? []].flat().map((list: string) => list.split(',').map((name) => name.trim()));

const numbersIn = (list: string | undefined): readonly number[] => (list ? list.split(',').map(Number) : []);
const idsOf = (branch: Any): readonly number[] => (branch?.ID ?? []).map(Number);
const byId = <T extends { readonly id: number }>(all: readonly T[]): ReadonlyMap<number, T> =>
  new Map(all.map((each) => [each.id, each]));
const clustersOf = (pool: readonly Any[] | undefined): ReadonlyMap<number, readonly number[]> =>
  new Map((pool ?? []).map((each) => [Number(each.ID[0]), idsOf(each.CLUSTERS)]));
