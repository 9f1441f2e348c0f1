import type { Amounts, PciRequest } from '../../domain/resources.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/element.ts';
import { decimalAt, eachAt, isAt, NATURAL, ValueError, wholeAt } from '../xml/values.ts';

/** oned counts a VM's CPU in hundredths as a 32-bit integer. */
const MOST_CORES = 2 ** 31 / 100 - 1;
/** MiB; in KiB, as oned keeps it, still an exact number. */
const MOST_MIB = 2 ** 43;

/**
 * What a VM takes of a host. MEMORY is MiB. CPU is a float of cores, and oned multiplies it by 100 in 32-bit floats
 * and cuts off the rest, so 0.53 cores are 52 hundredths.
 */
export function readDemand(vm: XmlElement): Amounts {
  const cores = decimalAt(vm, 'TEMPLATE/CPU', { least: 0, most: MOST_CORES });
  return {
    cpuCentis: Math.trunc(Math.fround(Math.fround(cores) * 100)),
    memoryMib: wholeAt(vm, 'TEMPLATE/MEMORY', { least: 0, most: MOST_MIB }),
  };
}

/**
 * MiB on the system datastore: volatile disks (swap, fs), and images copied there (CLONE_TARGET of a clone, else
 * LN_TARGET, is SYSTEM), each with its snapshots.
 */
export function readSystemDisk(vm: XmlElement): number {
  const sizes = eachAt(vm, 'TEMPLATE/DISK', (disk) =>
    isOnSystemDatastore(disk) ? wholeAt(disk, 'SIZE') + wholeAt(disk, 'DISK_SNAPSHOT_TOTAL_SIZE', NATURAL, 0) : 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function isOnSystemDatastore(disk: XmlElement): boolean {
  if (/^(swap|fs)$/i.test(textAt(disk, 'TYPE'))) return true;
  const target = /^yes$/i.test(textAt(disk, 'CLONE')) ? 'CLONE_TARGET' : 'LN_TARGET';
  return /^system$/i.test(textAt(disk, target));
}

/** PCI devices that a VM asks for. Throws a `ValueError` when one names nothing to match by. */
export function readPciRequests(vm: XmlElement): readonly PciRequest[] {
  return elementsAt(vm, 'TEMPLATE/PCI').map((device) => {
    const given = (name: string): string | null => textAt(device, name).trim() || null;
    const request = {
      vendor: given('VENDOR'),
      device: given('DEVICE'),
      pciClass: given('CLASS'),
      shortAddress: given('SHORT_ADDRESS'),
    };
    if (Object.values(request).some((value) => value !== null)) return request;
    throw new ValueError('TEMPLATE/PCI', 'expected VENDOR, DEVICE, CLASS or SHORT_ADDRESS, found none of them');
  });
}

/** True when the VM needs certain NUMA nodes: pinned CPUs, an affinity to nodes, or huge pages. */
export function isPinned(vm: XmlElement): boolean {
  const policy = textAt(vm, 'TEMPLATE/TOPOLOGY/PIN_POLICY').trim();
  if (policy !== '' && !/^none$/i.test(policy)) return true;
  return isAt(vm, 'TEMPLATE/TOPOLOGY/NODE_AFFINITY') || isAt(vm, 'TEMPLATE/TOPOLOGY/HUGEPAGE_SIZE');
}
