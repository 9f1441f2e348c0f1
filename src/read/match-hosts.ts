import type { Host } from '../domain/host.ts';
import type { HostId } from '../domain/ids.ts';
import type { Vm } from '../domain/vm.ts';
import type { Role, VmGroup } from '../domain/vm-group.ts';
import type { Refusal } from './expression/cursor.ts';
import { hostSubject } from './expression/subject.ts';
import { Matcher, remembered } from './matcher.ts';

/** What of a VM decides where it may go. */
export type HostRequest = Pick<Vm, 'requirements' | 'rank' | 'vmGroup'>;

/** Where a VM may go and what each place is worth to it. */
export interface HostMatch extends Pick<Vm, 'hosts' | 'ranks'> {
  /** Why its requirement can not be read: then it goes nowhere. */
  readonly requirementRefusal: Refusal | null;
  /** Why its rank can not be read: then every host ranks 0. */
  readonly rankRefusal: Refusal | null;
}

/** Matches VMs with hosts: by requirement, by the host affinity of their role, and by rank. */
export class HostMatcher {
  readonly #matcher: Matcher<HostId>;
  readonly #groups: ReadonlyMap<number, VmGroup>;
  readonly #matches = new Map<string, HostMatch>();

  constructor(hosts: readonly Host[], groups: readonly VmGroup[]) {
    this.#matcher = new Matcher(new Map(hosts.map((host) => [host.id, hostSubject(host)])));
    this.#groups = new Map(groups.map((group) => [group.id, group]));
  }

  /** VMs that ask for the same share one answer. */
  match(vm: HostRequest): HostMatch {
    const asked = JSON.stringify([vm.requirements, vm.rank, vm.vmGroup?.id, vm.vmGroup?.role]);
    return remembered(this.#matches, asked, () => {
      const { value, refusal } = this.#matcher.meeting(vm.requirements);
      return { ...this.among(value, vm), requirementRefusal: refusal };
    });
  }

  /** As `match`, for a VM whose requirement oned has matched with these hosts itself. */
  among(given: readonly HostId[], vm: HostRequest): HostMatch {
    const role = this.#roleOf(vm);
    const hosts = role === null ? given : given.filter((host) => mayRunOn(role, host));
    if (vm.rank === null) return { hosts, ranks: null, requirementRefusal: null, rankRefusal: null };
    const { value, refusal } = this.#matcher.ranks(vm.rank);
    const ranks = hosts.map((host) => value.get(host) ?? 0);
    return { hosts, ranks, requirementRefusal: null, rankRefusal: refusal };
  }

  #roleOf({ vmGroup }: HostRequest): Role | null {
    if (vmGroup === null) return null;
    return this.#groups.get(vmGroup.id)?.roles.find(({ name }) => name === vmGroup.role) ?? null;
  }
}

/** HOST_AFFINED names the only hosts of a role, HOST_ANTI_AFFINED those it must not use. */
const mayRunOn = ({ hostAffined, hostAntiAffined }: Role, host: HostId): boolean =>
  (hostAffined.length === 0 || hostAffined.includes(host)) && !hostAntiAffined.includes(host);
