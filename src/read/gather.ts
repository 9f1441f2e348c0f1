import { InputError } from '../domain/errors.ts';
import type { Host } from '../domain/host.ts';
import type { VmId } from '../domain/ids.ts';
import type { Cluster } from '../domain/storage.ts';
import type { Verdict } from '../domain/verdict.ts';
import { type CloudObject, isShort } from './cloud-object.ts';
import { readMatched } from './nouns/matched.ts';
import type { Matched, RawCloud, RawVm } from './raw-cloud.ts';
import {
  CLUSTER_READING,
  DATASTORE_READING,
  HOST_READING,
  NETWORK_READING,
  type ReadCluster,
  VM_GROUP_READING,
  VM_READING,
} from './readings.ts';
import { Shelf } from './shelf.ts';
import { textAt } from './xml/element.ts';
import { optionalTimeAt, ValueError } from './xml/values.ts';

/**
 * Puts a cloud together from its objects, whatever they came by.
 *
 * @param now Unix seconds of the epoch. Null takes what the snapshot notes itself, else the newest time at which
 *   something happened to a VM that is listed: every transport has those, and only those. 0 when nothing ever did.
 */
export function gather(objects: Iterable<CloudObject>, now: number | null): RawCloud {
  const gathering = new Gathering();
  for (const object of objects) gathering.add(object);
  return gathering.cloud(now);
}

class Gathering {
  readonly #vms = new Shelf(VM_READING);
  readonly #hosts = new Shelf(HOST_READING);
  readonly #clusters = new Shelf(CLUSTER_READING);
  readonly #datastores = new Shelf(DATASTORE_READING);
  readonly #networks = new Shelf(NETWORK_READING);
  readonly #vmGroups = new Shelf(VM_GROUP_READING);
  readonly #shelves: Readonly<Record<string, { add(object: CloudObject): void }>> = {
    VM: this.#vms,
    HOST: this.#hosts,
    CLUSTER: this.#clusters,
    DATASTORE: this.#datastores,
    VNET: this.#networks,
    VM_GROUP: this.#vmGroups,
  };
  readonly #matched = new Map<VmId, Matched>();
  readonly #verdicts: Verdict[] = [];
  #takenAt: number | null = null;
  #shortVms = 0;
  #listedVms = 0;

  add(object: CloudObject): void {
    const { element, matched, origin } = object;
    if (matched) this.#addMatched(object);
    else if (element.name === 'SNAPSHOT') this.#addNotes(object);
    else {
      const shelf = Object.hasOwn(this.#shelves, element.name) ? this.#shelves[element.name] : undefined;
      if (shelf === undefined) {
        throw new InputError(origin, `${element.name} is not an object that is read`, 'Take it out of its list.');
      }
      shelf.add(object);
      if (element.name !== 'VM' || object.single) return;
      this.#listedVms += 1;
      if (isShort(element)) this.#shortVms += 1;
    }
  }

  cloud(now: number | null): RawCloud {
    const clusters = this.#clusters.values;
    const hosts = this.#hosts.values.map((host) => withClusterTemplate(host, clusters));
    const vms = this.#vms.values;
    return {
      takenAt: now ?? this.#takenAt ?? newestTime(vms),
      hosts,
      vms,
      clusters: allClusters(clusters, hosts),
      datastores: this.#datastores.values,
      networks: this.#networks.values,
      vmGroups: this.#vmGroups.values,
      matched: this.#matched,
      verdicts: this.#allVerdicts(),
    };
  }

  #addNotes(object: CloudObject): void {
    this.#takenAt = takenAt(object);
    const unsettled = textAt(object.element, 'UNSETTLED');
    if (unsettled !== '') this.#verdicts.push(notOfOneMoment(unsettled));
  }

  #addMatched({ element }: CloudObject): void {
    try {
      this.#matched.set(...readMatched(element));
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      const message = `REQUIREMENTS of a VM are left out: ${error.message}. Check the scheduler driver's document.`;
      this.#verdicts.push({ about: { kind: 'source', id: 'REQUIREMENTS' }, code: 'Malformed', message });
    }
  }

  #allVerdicts(): readonly Verdict[] {
    return [
      ...(this.#shortVms > 0 && this.#shortVms === this.#listedVms ? [SHORT_LIST] : []),
      ...this.#verdicts,
      ...this.#clusters.verdicts,
      ...this.#hosts.verdicts,
      ...this.#datastores.verdicts,
      ...this.#networks.verdicts,
      ...this.#vmGroups.verdicts,
      ...this.#vms.verdicts,
      ...[...this.#matched].filter(([id]) => !this.#vms.has(id)).map(([id, matched]) => notSent(id, matched)),
    ];
  }
}

/** When a folder that this program wrote says it was taken. */
function takenAt({ element, origin }: CloudObject): number | null {
  try {
    return optionalTimeAt(element, 'TAKEN_AT');
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new InputError(origin, error.message, 'Write Unix seconds there, or take the file away.', { cause: error });
  }
}

const SHORT_LIST: Verdict = {
  about: { kind: 'source', id: 'VM_POOL' },
  code: 'Malformed',
  message:
    'the list of VMs is the short one, without leases, automatic requirements and VM groups. Record it with onevm list -x --extended.',
};

const notOfOneMoment = (unsettled: string): Verdict => ({
  about: { kind: 'source', id: 'VM_POOL' },
  code: 'InFlight',
  message: `the cloud went on changing while it was read: ${unsettled} may be of other moments than the rest. The next reading sees what became of them.`,
});

function notSent(id: VmId, { autoNics }: Matched): Verdict {
  const nic = autoNics.find(({ networks }) => networks.length === 0);
  const reason =
    nic === undefined ? 'oned sent no more than its number' : `oned found no network for its NIC ${nic.nicId}`;
  const message = `VM ${id} is not in the document: ${reason}. Check onevm show ${id}.`;
  return { about: { kind: 'vm', id }, code: 'NoMatchingHost', message };
}

/** A scheduler driver's host has CLUSTER_TEMPLATE in it; elsewhere it is the TEMPLATE of its cluster. */
function withClusterTemplate(host: Host, clusters: readonly ReadCluster[]): Host {
  if (Object.keys(host.attributes).some((path) => path.startsWith('CLUSTER_TEMPLATE'))) return host;
  const template = clusters.find(({ id }) => id === host.cluster)?.template;
  return template === undefined ? host : { ...host, attributes: { ...host.attributes, ...template } };
}

/** The clusters listed, and those that only hosts name. */
function allClusters(listed: readonly ReadCluster[], hosts: readonly Host[]): readonly Cluster[] {
  const clusters = new Map(listed.map(({ id, name }) => [id, { id, name }]));
  for (const { cluster, clusterName } of hosts) {
    if (cluster >= 0 && !clusters.has(cluster)) clusters.set(cluster, { id: cluster, name: clusterName });
  }
  return [...clusters.values()].toSorted((a, b) => a.id - b.id);
}

function newestTime(vms: readonly RawVm[]): number {
  let newest = 0;
  for (const { submittedAt, stay } of vms) {
    newest = Math.max(newest, submittedAt, stay?.since ?? 0, stay?.runningSince ?? 0);
    newest = Math.max(newest, stay?.runningUntil ?? 0, stay?.endedAt ?? 0);
  }
  return newest;
}
