import type { Snapshot } from '../domain/snapshot.ts';
import { agreeingHosts } from './accounts.ts';
import { groupConflicts, unrulyVms } from './group-rules.ts';
import { assembleLeases } from './leases.ts';
import { matchSnapshot, rematchHosts } from './match.ts';
import type { RawCloud } from './raw-cloud.ts';

/** Makes a snapshot of a cloud as a transport read it: matches requirements, judges rules, puts leases together. */
export function finishSnapshot(raw: RawCloud): Snapshot {
  const matching = matchSnapshot(raw);
  const conflicts = groupConflicts(raw.vmGroups);
  const unruly = unrulyVms(raw, conflicts);
  const leases = assembleLeases(matching.vms, new Set([...matching.notUnderstood, ...unruly.keys()]));
  return {
    takenAt: raw.takenAt,
    hosts: agreeingHosts(raw.hosts, raw.vms),
    vms: matching.vms,
    leases: leases.made,
    clusters: raw.clusters,
    datastores: raw.datastores.map(({ attributes: _, ...datastore }) => datastore),
    networks: raw.networks.map(({ attributes: _, ...network }) => network),
    vmGroups: raw.vmGroups,
    observed: raw.vms.flatMap(({ observed }) => observed ?? []),
    verdicts: [...raw.verdicts, ...conflicts, ...unruly.values(), ...matching.verdicts, ...leases.verdicts],
  };
}

/**
 * The snapshot with its VMs matched anew, for a cloud whose hosts were changed. VMs of a driver's document then go by
 * the text of their requirements, since oned has not seen such hosts.
 */
export const rematch = (snapshot: Snapshot): Snapshot => ({ ...snapshot, ...rematchHosts(snapshot) });
