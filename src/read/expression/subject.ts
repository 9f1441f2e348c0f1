import type { Host } from '../../domain/host.ts';
import type { Attributes, RawDatastore, RawNetwork } from '../raw-cloud.ts';

/** An object that expressions are evaluated on. */
export interface Subject {
  /** Name of its document's root, for absolute paths. */
  readonly root: 'HOST' | 'DATASTORE' | 'VNET';
  /** Paths below the root that a name is looked for in. */
  readonly routes: readonly string[];
  readonly attributes: Attributes;
  /** What CURRENT_VMS looks in; null when the name means nothing here. */
  readonly currentVms: ReadonlySet<number> | null;
}

/** A host with OpenNebula's seven routes. */
export const hostSubject = (host: Host): Subject => ({
  root: 'HOST',
  routes: HOST_ROUTES,
  attributes: host.attributes,
  currentVms: new Set(host.vms),
});

/** A datastore, for SCHED_DS_REQUIREMENTS and SCHED_DS_RANK. */
export const datastoreSubject = ({ attributes }: RawDatastore): Subject => ({
  root: 'DATASTORE',
  routes: POOL_ROUTES,
  attributes,
  currentVms: null,
});

/** A network, for a NIC's SCHED_REQUIREMENTS. */
export const networkSubject = ({ attributes }: RawNetwork): Subject => ({
  root: 'VNET',
  routes: POOL_ROUTES,
  attributes,
  currentVms: null,
});

/**
 * Every value of a name, the first in the document first: the routes are searched as one union, so their own order
 * says nothing, and HOST_SHARE/MAX_CPU comes before an owner's TEMPLATE/MAX_CPU. A name that begins with a slash is a
 * path from the root.
 */
export function valuesOf({ root, routes, attributes }: Subject, name: string): readonly string[] {
  const paths = name.startsWith('/')
    ? [name.startsWith(`/${root}/`) ? name.slice(root.length + 2) : '']
    : routes.map((route) => route + name);
  const found = paths.filter((path) => Object.hasOwn(attributes, path));
  if (found.length < 2) return attributes[found[0] ?? ''] ?? [];
  const inOrder = Object.keys(attributes).filter((path) => found.includes(path));
  return inOrder.flatMap((path) => attributes[path] ?? []);
}

const HOST_ROUTES = [
  'TEMPLATE/',
  'HOST_SHARE/',
  'HOST_SHARE/DATASTORES/',
  'MONITORING/CAPACITY/',
  'MONITORING/SYSTEM/',
  '',
  'CLUSTER_TEMPLATE/',
];
const POOL_ROUTES = ['TEMPLATE/', ''];
