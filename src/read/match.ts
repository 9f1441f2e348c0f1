import type { VmId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import { HostMatcher } from './match-hosts.ts';
import { StorageMatcher } from './match-storage.ts';
import type { Matched, RawCloud, RawVm } from './raw-cloud.ts';
import { inRank, inRequirement, type Trouble, troubleVerdict } from './trouble.ts';
import { unmatched, withReachableHosts } from './unmatched.ts';

/** The VMs of a cloud, each with where it may go. */
export interface Matching {
  readonly vms: readonly Vm[];
  readonly verdicts: readonly Verdict[];
  /** VMs with a requirement that can not be read: they are not planned. */
  readonly notUnderstood: ReadonlySet<VmId>;
}

/**
 * Evaluates every requirement and rank, of hosts, system datastores and networks.
 *
 * What oned matched itself (a driver's document) stands instead; a pending VM that it left out matches nothing.
 */
export function matchSnapshot(raw: RawCloud): Matching {
  const matchers = { hosts: new HostMatcher(raw.hosts, raw.vmGroups), storage: new StorageMatcher(raw) };
  const places = raw.vms.map((vm) => {
    const given = raw.matched.get(vm.id) ?? (raw.matched.size > 0 && vm.state === PENDING ? NOWHERE : null);
    return { vm, ...(given === null ? placeByText(vm, matchers) : placeAsGiven(vm, given, matchers)) };
  });
  const vms = places.map(({ vm, place }) => withReachableHosts({ ...withoutText(vm), ...place }, raw));
  const notUnderstood = new Set(places.flatMap(({ vm, troubles }) => (troubles.some(isGrave) ? [vm.id] : [])));
  return {
    vms,
    verdicts: [
      ...places.flatMap(({ vm, troubles }) => troubles.map((trouble) => troubleVerdict(vm, trouble))),
      ...unmatched(vms, notUnderstood, raw),
    ],
    notUnderstood,
  };
}

/** Evaluates requirements and ranks of hosts again, after hosts have changed; datastores and networks stay matched. */
export function rematchHosts(snapshot: Snapshot): Pick<Snapshot, 'vms' | 'verdicts'> {
  const matcher = new HostMatcher(snapshot.hosts, snapshot.vmGroups);
  const vms = snapshot.vms.map((vm) => {
    const { hosts, ranks } = matcher.match(vm);
    return withReachableHosts({ ...vm, hosts, ranks }, snapshot);
  });
  const notUnderstood = new Set(vms.filter((vm) => matcher.match(vm).requirementRefusal !== null).map(({ id }) => id));
  const here = new Set<number>(vms.map(({ id }) => id));
  const isOld = ({ about, code }: Verdict): boolean =>
    code === 'NoMatchingHost' && about.kind === 'vm' && here.has(about.id);
  const kept = snapshot.verdicts.filter((verdict) => !isOld(verdict));
  return { vms, verdicts: [...kept, ...unmatched(vms, notUnderstood, snapshot)] };
}

interface Matchers {
  readonly hosts: HostMatcher;
  readonly storage: StorageMatcher;
}

/** Where one VM may go, and which of its expressions can not be read. */
interface Place {
  readonly place: Pick<Vm, 'hosts' | 'ranks' | 'datastores' | 'autoNics'>;
  readonly troubles: readonly Trouble[];
}

function placeByText(vm: RawVm, { hosts, storage }: Matchers): Place {
  const host = hosts.match(vm);
  const datastore = storage.datastores(vm);
  const nics = vm.autoNics.map(({ nicId, requirements }) => ({
    nicId,
    requirements,
    ...storage.networks(requirements),
  }));
  return {
    place: {
      hosts: host.hosts,
      ranks: host.ranks,
      datastores: datastore.ids,
      autoNics: nics.map(({ nicId, ids }) => ({ nicId, networks: ids })),
    },
    troubles: [
      ...inRequirement('SCHED_REQUIREMENTS', vm.requirements, host.requirementRefusal),
      ...inRank('SCHED_RANK', vm.rank, host.rankRefusal),
      ...inRequirement('SCHED_DS_REQUIREMENTS', vm.datastoreRequirements, datastore.refusal),
      ...inRank('SCHED_DS_RANK', vm.datastoreRank, datastore.rankRefusal),
      ...nics.flatMap((nic) => inRequirement(`SCHED_REQUIREMENTS of NIC ${nic.nicId}`, nic.requirements, nic.refusal)),
    ],
  };
}

function placeAsGiven(vm: RawVm, given: Matched, { hosts, storage }: Matchers): Place {
  const host = hosts.among(given.hosts, vm);
  const datastore = storage.order(given.datastores, vm.datastoreRank);
  return {
    place: { hosts: host.hosts, ranks: host.ranks, datastores: datastore.ids, autoNics: given.autoNics },
    troubles: [
      ...inRank('SCHED_RANK', vm.rank, host.rankRefusal),
      ...inRank('SCHED_DS_RANK', vm.datastoreRank, datastore.rankRefusal),
    ],
  };
}

const isGrave = ({ grave }: Trouble): boolean => grave;

/** The VM without what only matching needs. */
const withoutText = ({ datastoreRank: _rank, autoNics: _nics, observed: _observed, ...vm }: RawVm) => vm;

/** VM/STATE of a VM that waits for a host. */
const PENDING = 1;

const NOWHERE: Matched = { hosts: [], datastores: [], autoNics: [] };
