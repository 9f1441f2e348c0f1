import type { Host } from '../domain/host.ts';
import type { PciDevice, PciRequest } from '../domain/resources.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Vm } from '../domain/vm.ts';
import { keepsItsDisks } from './disks.ts';

/** One entry of the demand and capacity vectors. */
export interface Resource {
  readonly name: string;
  readonly capacityOf: (host: Host) => number;
  /** What is given away there by the cloud's own account. */
  readonly usageOf: (host: Host) => number;
  readonly demandOf: (vm: Vm) => number;
}

/** CPU and memory, and what else some VM asks for: PCI devices by request, room on local system datastores. */
export const resourcesOf = (snapshot: Snapshot): readonly Resource[] => [
  CPU,
  MEMORY,
  ...pciResources(snapshot.vms),
  ...localDisks(snapshot),
];

const CPU: Resource = {
  name: 'cpuCentis',
  capacityOf: ({ capacity }) => capacity.cpuCentis,
  usageOf: ({ usage }) => usage.cpuCentis,
  demandOf: ({ demand }) => demand.cpuCentis,
};

const MEMORY: Resource = {
  name: 'memoryMib',
  capacityOf: ({ capacity }) => capacity.memoryMib,
  usageOf: ({ usage }) => usage.memoryMib,
  demandOf: ({ demand }) => demand.memoryMib,
};

/** Each distinct request is a resource: the devices that meet it. A stricter request takes one of a wider one too. */
function pciResources(vms: readonly Vm[]): readonly Resource[] {
  const requests = new Map(vms.flatMap(({ pci }) => pci).map((request) => [pciName(request), request]));
  return [...requests].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, request]) => pciResource(name, request));
}

const pciResource = (name: string, request: PciRequest): Resource => {
  const devices = (host: Host): readonly PciDevice[] => host.pci.filter((device) => meets(device, request));
  return {
    name,
    capacityOf: (host) => devices(host).length,
    usageOf: (host) => devices(host).filter(({ vm }) => vm !== null).length,
    demandOf: ({ pci }) => pci.filter((own) => meets(own, request)).length,
  };
};

const PCI_FIELDS = ['vendor', 'device', 'pciClass', 'shortAddress'] as const;

const pciName = (request: PciRequest): string => `pci:${PCI_FIELDS.map((field) => request[field] ?? '*').join(':')}`;

/** Every field that is asked for is equal; for another request: it asks for that and maybe more. */
const meets = (device: PciDevice | PciRequest, request: PciRequest): boolean =>
  PCI_FIELDS.every((field) => request[field] === null || request[field] === device[field]);

/**
 * Room on a host's own disk, one resource for each local system datastore that VMs go to. What VMs have there is
 * already missing from what is free, so it is added to both sides. oned wants need < free: one MiB stays.
 */
function localDisks({ vms, hosts, datastores }: Snapshot): readonly Resource[] {
  const local = new Set(datastores.filter(({ kind, shared }) => kind === 'system' && !shared).map(({ id }) => id));
  const target = (vm: Vm): number => (keepsItsDisks(vm) ? vm.stay?.datastore : vm.datastores[0]) ?? -1;
  const wanted = new Set(vms.filter(({ systemDiskMib }) => systemDiskMib > 0).map(target));
  const vmsById = new Map(vms.map((vm) => [vm.id, vm]));
  return [...local]
    .filter((id) => wanted.has(id) && hosts.length > 0)
    .map((id) => {
      const demandOf = (vm: Vm): number => (target(vm) === id ? vm.systemDiskMib : 0);
      const usageOf = (host: Host): number =>
        host.vms.reduce((sum, each) => sum + (vmsById.has(each) ? demandOf(vmsById.get(each) as Vm) : 0), 0);
      const freeMib = (host: Host): number =>
        (
          host.localDisk.find(({ datastore }) => datastore === id) ??
          host.localDisk.find(({ datastore }) => datastore < 0)
        )?.freeMib ?? 0;
      return {
        name: `disk:${id}`,
        demandOf,
        usageOf,
        capacityOf: (host) => Math.max(0, freeMib(host) - 1) + usageOf(host),
      };
    });
}
