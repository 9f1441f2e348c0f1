import type { VmId } from '../../domain/ids.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';
import { type Clash, type Span, scattered, sharing } from '../span.ts';
import { type Bond, bondsOf } from './bonds.ts';
import { isAway } from './delivery.ts';
import { membersOf, type Rehearsal } from './rehearsal.ts';
import { isPresent } from './track.ts';

/**
 * affinity, anti-affinity, spread, pool: what VM groups and the policy demand holds at every moment. What two VMs
 * break on the hosts they are on now is excused, and as many or as much as by the present at that moment; so is less
 * than a slot in which VMs that belong together are apart, as one of them moves or ends. Who belongs together and is
 * scattered now may be joined on any of those hosts.
 */
export function checkAffinities(rehearsal: Rehearsal): readonly Violation[] {
  const bonds = bondsOf(rehearsal.snapshot, rehearsal.policy);
  return [...bonds.flatMap((bond) => checkBond(rehearsal, bond)), ...checkHostRoles(rehearsal)];
}

function checkBond(rehearsal: Rehearsal, bond: Bond): readonly Violation[] {
  switch (bond.kind) {
    case 'apart': {
      const holds = holdsOf(rehearsal.tracks, new Set([...bond.left, ...bond.right]));
      return unexcused(rehearsal, sharing(holds, bond.left, bond.right), 'anti-affinity', bond.name);
    }
    case 'together': {
      const long = scattered(runsOf(rehearsal, bond.vms)).filter(
        ({ from, until }) => until - from >= rehearsal.policy.time.slotSeconds,
      );
      const homes = new Set(holdsOf(rehearsal.present, bond.vms).map(({ host }) => host));
      const apart = long.filter(({ one, other }) => !(homes.has(one.host) && homes.has(other.host)));
      return unexcused(rehearsal, apart, 'affinity', bond.name);
    }
    case 'spread':
      return checkSpread(rehearsal, bond);
    case 'pool':
      return checkPool(rehearsal, bond);
  }
}

/** Without what an account still shows of VMs that are gone. */
const holdsOf = (tracks: Rehearsal['tracks'], vms: ReadonlySet<number>): readonly Span[] =>
  [...vms].flatMap((id) => {
    const track = tracks.get(id as VmId);
    return track?.holds.filter((hold) => !(isAway(track.vm) && isPresent(hold))) ?? [];
  });

/** Runs; a gang that is interrupted or ended no longer counts once its first VM is. */
function runsOf(rehearsal: Rehearsal, vms: ReadonlySet<number>): readonly Span[] {
  return [...vms].flatMap((vm) => {
    const track = rehearsal.tracks.get(vm as VmId);
    const members = track === undefined || track.lease === null ? [] : membersOf(rehearsal, track.lease);
    return (track?.runs ?? []).map((run) => {
      const nth = track?.departures.findIndex(({ step }) => step.begin === run.until) ?? -1;
      const begins = members.map(({ departures }) => departures[nth]?.step.begin ?? run.until);
      return { ...run, until: Math.min(run.until, ...begins) };
    });
  });
}

function unexcused(
  { present, plan }: Rehearsal,
  clashes: readonly Clash[],
  rule: 'affinity' | 'anti-affinity',
  name: string,
): readonly Violation[] {
  const atHome = ({ vm, host }: Span): boolean =>
    (present.get(vm as VmId)?.holds ?? []).some((hold) => hold.host === host);
  return clashes.flatMap(({ one, other, from }) => {
    const who = `vm ${one.vm} on host ${one.host} and vm ${other.vm} on host ${other.host}`;
    const message = `${name}: ${who} at ${momentOf(Math.max(from, plan.now))}`;
    return when(!(atHome(one) && atHome(other)), rule, message);
  });
}

/** Usage rises only where a hold begins, so those moments suffice. */
function checkSpread(rehearsal: Rehearsal, bond: Bond & { readonly kind: 'spread' }): readonly Violation[] {
  const holds = holdsOf(rehearsal.tracks, bond.vms);
  const before = holdsOf(rehearsal.present, bond.vms);
  return holds
    .filter((hold) => !isPresent(hold))
    .flatMap(({ host, from }) => {
      const here = (spans: readonly Span[]): number => at(spans, from).filter((span) => span.host === host).length;
      const worse = here(holds) > Math.max(bond.atMost, here(before));
      return when(
        worse,
        'spread',
        `${bond.name}: ${here(holds)} of ${bond.atMost} VMs on host ${host} at ${momentOf(from)}`,
      );
    });
}

function checkPool(rehearsal: Rehearsal, bond: Bond & { readonly kind: 'pool' }): readonly Violation[] {
  const holds = holdsOf(rehearsal.tracks, bond.vms);
  const before = holdsOf(rehearsal.present, bond.vms);
  return holds
    .filter((hold) => !isPresent(hold))
    .flatMap(({ from }) => {
      const used = (spans: readonly Span[]): number => new Set(at(spans, from).map(({ vm }) => vm)).size * bond.amount;
      const worse = used(holds) > Math.max(bond.limit, used(before));
      return when(worse, 'pool', `${bond.name}: ${used(holds)} of ${bond.limit} in use at ${momentOf(from)}`);
    });
}

const at = (spans: readonly Span[], second: number): readonly Span[] =>
  spans.filter(({ from, until }) => from <= second && second < until);

/** Roles that name hosts: a VM is sent only to those it is to be on, and to none it is to keep off. */
function checkHostRoles({ snapshot, steps }: Rehearsal): readonly Violation[] {
  const sent = steps.filter(({ action }) => ['deploy', 'migrate', 'live-migrate'].includes(action.operation));
  const roles = snapshot.vmGroups.flatMap(({ roles: each }) => each);
  return sent.flatMap(({ action: { id, vm, host } }) =>
    roles
      .filter(({ vms }) => vms.includes(vm))
      .flatMap(({ name, hostAffined, hostAntiAffined }) => [
        ...when(
          hostAffined.length > 0 && !hostAffined.includes(host),
          'affinity',
          `${id}: role ${name} is not to be on host ${host}`,
        ),
        ...when(hostAntiAffined.includes(host), 'anti-affinity', `${id}: role ${name} is to keep off host ${host}`),
      ]),
  );
}
