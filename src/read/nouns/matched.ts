import { datastoreId, hostId, networkId, type VmId, vmId } from '../../domain/ids.ts';
import type { Matched } from '../raw-cloud.ts';
import type { XmlElement } from '../xml/element.ts';
import { eachAt, idAt, idsAt } from '../xml/values.ts';

/** A VM in REQUIREMENTS of a scheduler driver's document. Throws a `ValueError` when a number is wrong. */
export const readMatched = (vm: XmlElement): readonly [VmId, Matched] => [
  vmId(idAt(vm, 'ID')),
  {
    hosts: ascending(idsAt(vm, 'HOSTS/ID')).map(hostId),
    datastores: ascending(idsAt(vm, 'DATASTORES/ID')).map(datastoreId),
    autoNics: eachAt(vm, 'NIC', (nic) => ({
      nicId: idAt(nic, 'ID'),
      networks: ascending(idsAt(nic, 'VNETS/ID')).map(networkId),
    })),
  },
];

const ascending = (ids: readonly number[]): readonly number[] => ids.toSorted((a, b) => a - b);
