import { clusterId, datastoreId, networkId } from '../../domain/ids.ts';
import type { Cluster, Datastore } from '../../domain/storage.ts';
import type { RawDatastore, RawNetwork } from '../raw-cloud.ts';
import type { XmlElement } from '../xml/element.ts';
import {
  ANY_WHOLE,
  eachAt,
  idAt,
  idsAt,
  NATURAL,
  optionalWholeAt,
  requiredTextAt,
  ValueError,
  wholeAt,
  yesAt,
} from '../xml/values.ts';
import { attributesOf } from './attributes.ts';

/** DATASTORE as `onedatastore list -x` prints it; sizes in MB, which are MiB. Throws a `ValueError` when one is wrong. */
export function readDatastore(datastore: XmlElement): RawDatastore {
  return {
    id: datastoreId(idAt(datastore, 'ID')),
    name: requiredTextAt(datastore, 'NAME'),
    kind: readKind(datastore),
    enabled: wholeAt(datastore, 'STATE', NATURAL, 0) === 0,
    shared: yesAt(datastore, 'TEMPLATE/SHARED', true),
    clusters: clustersOf(datastore),
    freeMib: wholeAt(datastore, 'FREE_MB', ANY_WHOLE, 0),
    usedMib: wholeAt(datastore, 'USED_MB', ANY_WHOLE, 0),
    totalMib: wholeAt(datastore, 'TOTAL_MB', ANY_WHOLE, 0),
    limitMib: optionalWholeAt(datastore, 'TEMPLATE/LIMIT_MB'),
    attributes: attributesOf(datastore),
  };
}

/** DATASTORE/TYPE by number. */
const KINDS: readonly Datastore['kind'][] = ['image', 'system', 'file', 'backup'];

function readKind(datastore: XmlElement): Datastore['kind'] {
  const kind = KINDS[wholeAt(datastore, 'TYPE')];
  if (kind !== undefined) return kind;
  throw new ValueError('TYPE', 'expected 0 (image), 1 (system), 2 (file) or 3 (backup)');
}

/** VNET as `onevnet list -x` prints it. Throws a `ValueError` when a value is wrong. */
export function readNetwork(network: XmlElement): RawNetwork {
  return {
    id: networkId(idAt(network, 'ID')),
    name: requiredTextAt(network, 'NAME'),
    clusters: clustersOf(network),
    leases: eachAt(network, 'AR_POOL/AR', (range) => wholeAt(range, 'SIZE')).reduce((sum, size) => sum + size, 0),
    usedLeases: wholeAt(network, 'USED_LEASES', NATURAL, 0),
    attributes: attributesOf(network),
  };
}

/** CLUSTER as `onecluster list -x` prints it. Throws a `ValueError` when a value is wrong. */
export const readCluster = (cluster: XmlElement): Cluster => ({
  id: clusterId(idAt(cluster, 'ID')),
  name: requiredTextAt(cluster, 'NAME'),
});

const clustersOf = (element: XmlElement): Datastore['clusters'] =>
  idsAt(element, 'CLUSTERS/ID')
    .map(clusterId)
    .sort((a, b) => a - b);
