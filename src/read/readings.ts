import type { Host } from '../domain/host.ts';
import type { Cluster } from '../domain/storage.ts';
import type { VmGroup } from '../domain/vm-group.ts';
import { attributesOf } from './nouns/attributes.ts';
import { readHost } from './nouns/host.ts';
import { readCluster, readDatastore, readNetwork } from './nouns/storage.ts';
import { DONE, readVm, readVmState } from './nouns/vm.ts';
import { readVmGroup } from './nouns/vm-group.ts';
import type { Attributes, RawDatastore, RawNetwork, RawVm } from './raw-cloud.ts';
import type { Reading } from './shelf.ts';
import { branch, elementAt } from './xml/element.ts';

/** A cluster with what its hosts take over as CLUSTER_TEMPLATE. */
export interface ReadCluster extends Cluster {
  readonly template: Attributes;
}

const first = <T>(listed: T): T => listed;

/** VMs; those DONE are left out. A single VM adds its scheduled actions, which no list has. */
export const VM_READING: Reading<RawVm> = {
  kind: 'vm',
  word: 'VM',
  remedy: (id) => `Check onevm show ${id}; the room it holds stays taken.`,
  read: (element) => (readVmState(element) === DONE ? null : readVm(element)),
  complete: (listed, single) => (listed.scheduled.length > 0 ? listed : { ...listed, scheduled: single.scheduled }),
};

/**
 * Hosts. What `onehost show -x` has beyond the list is the load monitored at some other moment, and of that host
 * alone: ranks would compare it with nothing, so the list stands as it is.
 */
export const HOST_READING: Reading<Host> = {
  kind: 'host',
  word: 'host',
  remedy: (id) => `Check onehost show ${id}; nothing is planned there.`,
  read: readHost,
  complete: first,
};

export const CLUSTER_READING: Reading<ReadCluster> = {
  kind: 'cluster',
  word: 'cluster',
  remedy: (id) => `Check onecluster show ${id}.`,
  read: (element) => ({
    ...readCluster(element),
    template: attributesOf(branch('', [branch('CLUSTER_TEMPLATE', elementAt(element, 'TEMPLATE')?.children ?? [])])),
  }),
  complete: first,
};

export const DATASTORE_READING: Reading<RawDatastore> = {
  kind: 'datastore',
  word: 'datastore',
  remedy: (id) => `Check onedatastore show ${id}.`,
  read: readDatastore,
  complete: first,
};

export const NETWORK_READING: Reading<RawNetwork> = {
  kind: 'network',
  word: 'network',
  remedy: (id) => `Check onevnet show ${id}.`,
  read: readNetwork,
  complete: first,
};

export const VM_GROUP_READING: Reading<VmGroup> = {
  kind: 'vm-group',
  word: 'VM group',
  remedy: (id) => `Check onevmgroup show ${id}; its rules are not kept.`,
  read: readVmGroup,
  complete: first,
};
