import type { Host } from '../../domain/host.ts';
import type { Lease } from '../../domain/lease.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Vm } from '../../domain/vm.ts';
import type { WorkloadHost, WorkloadTerms } from '../../domain/workload.ts';
import { folderSource } from '../folder.ts';
import type { Draft, Item } from './item.ts';

/** PENDING and HOLD: what a planner decides about. */
const WAITING: ReadonlySet<number> = new Set([1, 2]);

/**
 * A recorded cloud as a workload: what waits in it arrives when it was submitted, and meets the room that what ran then
 * left free on hosts that took VMs. Throws an `InputError` when the recording can not be read.
 */
export async function recordedItems(folder: string): Promise<readonly Item[]> {
  const snapshot = await folderSource(folder, { now: null }).read();
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const hosts = snapshot.hosts.filter(({ state }) => state === 1 || state === 2);
  const names = new Map(hosts.map((host) => [host.id, host.name]));
  const leases = snapshot.leases.toSorted((a, b) => a.submittedAt - b.submittedAt);
  const items = leases.map((lease) =>
    leaseItem(
      lease,
      lease.vms.map((id) => vms.get(id) as Vm),
      names,
    ),
  );
  return [{ kind: 'hosts', hosts: hosts.map(roomOf) }, ...items, ...verdictItems(snapshot)];
}

const roomOf = ({ name, capacity, usage }: Host): WorkloadHost => ({
  name,
  capacity: {
    cpuCentis: Math.max(0, capacity.cpuCentis - usage.cpuCentis),
    memoryMib: Math.max(0, capacity.memoryMib - usage.memoryMib),
  },
});

function leaseItem(lease: Lease, vms: readonly Vm[], names: ReadonlyMap<Host['id'], string>): Item {
  const place = `lease ${lease.id}`;
  const waiting = vms.filter(({ state }) => WAITING.has(state));
  if (waiting.length < vms.length) return { kind: 'left-out', reason: 'ran already: its room is taken', place };
  const hosts = commonHosts(vms, names);
  if (hosts.length === 0) return { kind: 'left-out', reason: 'no host meets its requirements', place };
  return { kind: 'request', draft: draftOf(lease, vms, hosts.length === names.size ? null : hosts), place };
}

/** Hosts that every VM of a gang may run on: a request has one list. */
const commonHosts = (vms: readonly Vm[], names: ReadonlyMap<Host['id'], string>): readonly string[] =>
  [...names].filter(([id]) => vms.every(({ hosts }) => hosts.includes(id))).map(([, name]) => name);

const draftOf = (lease: Lease, vms: readonly Vm[], hosts: readonly string[] | null): Draft => ({
  id: lease.id,
  submitSeconds: lease.submittedAt,
  terms: lease.terms as WorkloadTerms,
  vms: vms.map(({ demand }) => demand),
  durationSeconds: lease.durationSeconds,
  realSeconds: lease.durationSeconds,
  preemptible: lease.preemptible,
  weight: lease.weight,
  user: vms[0]?.userName ?? null,
  image: null,
  hosts,
  extras: { name: lease.name },
});

/** What no lease was made of, or not all of it. */
const verdictItems = ({ verdicts }: Snapshot): readonly Item[] =>
  verdicts
    .filter(({ code }) => code !== 'NoMatchingHost')
    .map(({ message }) => ({ kind: 'left-out', reason: 'is not as it should be', place: message }));
