import { textAt, type XmlElement } from './xml/element.ts';
import { isAt } from './xml/values.ts';

/** One object of the cloud, as a transport hands it over: the same element whatever the transport. */
export interface CloudObject {
  /** Its name is the noun: VM, HOST, CLUSTER, DATASTORE, VNET, VM_GROUP; SNAPSHOT for what this program notes itself. */
  readonly element: XmlElement;
  /** True for oned's own matching of a VM, from REQUIREMENTS. */
  readonly matched: boolean;
  /** True when it stands alone (`onevm show -x`): then it only adds to what a list says. */
  readonly single: boolean;
  /** The file or table it comes from. */
  readonly origin: string;
}

/** Name of the child that stands for an element which could not be read; its text says why. */
export const UNREADABLE = 'UNREADABLE';

/** True for a VM as a plain `onevm list -x` prints it: it drops what every whole VM has. */
export const isShort = (vm: XmlElement): boolean =>
  isAt(vm, 'TEMPLATE/MEMORY') &&
  !isAt(vm, 'PERMISSIONS') &&
  !isAt(vm, 'TEMPLATE/VMID') &&
  textAt(vm, 'TEMPLATE/AUTOMATIC_REQUIREMENTS') === '';
