import type { Host } from '../../domain/host.ts';
import { clusterId, hostId, vmId } from '../../domain/ids.ts';
import type { Amounts, PciDevice } from '../../domain/resources.ts';
import { textAt, type XmlElement } from '../xml/element.ts';
import { ANY_WHOLE, eachAt, idAt, idsAt, optionalWholeAt, requiredTextAt, wholeAt } from '../xml/values.ts';
import { attributesOf } from './attributes.ts';

const KIB_PER_MIB = 1024;
/** Key of the host's own default datastore among its local disks. */
const DEFAULT_DATASTORE = -1;

/**
 * HOST as `onehost list -x` prints it. CPU there is hundredths of a core already; memory is KiB, capacity rounded
 * down to MiB and usage up. CLUSTER_TEMPLATE is added later, when it is not in the element itself.
 *
 * Throws a `ValueError` when an amount or id is missing or wrong.
 */
export function readHost(host: XmlElement): Host {
  return {
    id: hostId(idAt(host, 'ID')),
    name: requiredTextAt(host, 'NAME'),
    state: wholeAt(host, 'STATE'),
    cluster: clusterId(wholeAt(host, 'CLUSTER_ID', { least: -1, most: ANY_WHOLE.most })),
    clusterName: textAt(host, 'CLUSTER'),
    capacity: amounts(host, 'HOST_SHARE/MAX_CPU', 'HOST_SHARE/MAX_MEM', Math.floor),
    usage: amounts(host, 'HOST_SHARE/CPU_USAGE', 'HOST_SHARE/MEM_USAGE', Math.ceil),
    vms: idsAt(host, 'VMS/ID')
      .map(vmId)
      .sort((a, b) => a - b),
    runningVms: wholeAt(host, 'HOST_SHARE/RUNNING_VMS'),
    monitoredFreeCpuCentis: optionalWholeAt(host, 'MONITORING/CAPACITY/FREE_CPU', ANY_WHOLE),
    localDisk: localDisk(host),
    pci: eachAt(host, 'HOST_SHARE/PCI_DEVICES/PCI', pciDevice),
    attributes: attributesOf(host),
  };
}

function amounts(host: XmlElement, cpu: string, memory: string, round: (mib: number) => number): Amounts {
  return { cpuCentis: wholeAt(host, cpu), memoryMib: round(wholeAt(host, memory) / KIB_PER_MIB) };
}

function localDisk(host: XmlElement): Host['localDisk'] {
  const own = optionalWholeAt(host, 'HOST_SHARE/DATASTORES/FREE_DISK', ANY_WHOLE);
  const byDatastore = eachAt(host, 'HOST_SHARE/DATASTORES/DS', (datastore) => ({
    datastore: idAt(datastore, 'ID'),
    freeMib: wholeAt(datastore, 'FREE_MB', ANY_WHOLE, 0),
  }));
  return own === null ? byDatastore : [{ datastore: DEFAULT_DATASTORE, freeMib: own }, ...byDatastore];
}

function pciDevice(device: XmlElement): PciDevice {
  const vm = wholeAt(device, 'VMID', ANY_WHOLE, -1);
  return {
    vendor: textAt(device, 'VENDOR'),
    device: textAt(device, 'DEVICE'),
    pciClass: textAt(device, 'CLASS'),
    shortAddress: textAt(device, 'SHORT_ADDRESS'),
    vm: vm === -1 ? null : vm,
  };
}
