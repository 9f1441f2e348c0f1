import type { LeaseView, View } from '../../policy.ts';
import { type Occupation, occupy, type Profile, placeAt } from '../../profile/profile.ts';
import { type HeldUntil, spanSeconds } from '../calendar.ts';
import type { Cuts } from './cuts.ts';

/**
 * Takes room for a reservation from preemptible best-effort leases that would still run then: assumes one more of them
 * gone, in the order given, until the reservation fits. Those it does not need after all run on.
 */
export function makeRoom(
  { profile, cuts, heldUntil }: { readonly profile: Profile; readonly cuts: Cuts; readonly heldUntil: HeldUntil },
  lease: LeaseView,
  view: View,
  order: 'youngest' | 'oldest',
): Occupation | null {
  const { terms } = lease;
  if (terms.kind !== 'advance-reservation' || terms.startAt < view.now) return null;
  const from = terms.startAt;
  const until = from + spanSeconds(lease, view.overheads);
  const gone: Occupation[] = [];
  for (const victim of victims(view, order)) {
    const occupation = { lease: victim, hosts: victim.hosts, from, until: heldUntil(victim, view) };
    if (occupation.until <= from) continue;
    occupy(profile, occupation, -1);
    gone.push(occupation);
    const hosts = placeAt(profile, lease, from, until);
    if (hosts !== null) return settle({ profile, cuts }, { lease, hosts, from, until }, gone);
  }
  for (const occupation of gone) occupy(profile, occupation);
  return null;
}

const victims = ({ leases }: View, order: 'youngest' | 'oldest'): readonly LeaseView[] => {
  const running = leases.filter(
    ({ status, request, terms }) =>
      request.preemptible &&
      terms.kind === 'best-effort' &&
      (status === 'running' || status === 'starting' || status === 'resuming'),
  );
  return order === 'oldest' ? running : running.reverse();
};

/** Puts back those that have room beside the reservation; the others are cut when it starts. */
function settle(
  { profile, cuts }: { readonly profile: Profile; readonly cuts: Cuts },
  reservation: Occupation,
  gone: readonly Occupation[],
): Occupation {
  occupy(profile, reservation);
  for (const occupation of gone) {
    if (hasRoom(profile, occupation)) occupy(profile, occupation);
    else cuts.set(occupation.lease.index, reservation.from);
  }
  occupy(profile, reservation, -1);
  return reservation;
}

/** Whether its own hosts still have the room. */
function hasRoom(profile: Profile, occupation: Occupation): boolean {
  occupy(profile, occupation);
  const fits = occupation.hosts.every((host) => isSound(profile, host, occupation));
  occupy(profile, occupation, -1);
  return fits;
}

function isSound({ timelines }: Profile, host: number, { from, until }: Occupation): boolean {
  const timeline = timelines[host];
  return (
    timeline === undefined ||
    timeline.at.every((at, index) => {
      const ends = timeline.at[index + 1] ?? Number.POSITIVE_INFINITY;
      const isOutside = ends <= from || at >= until;
      return isOutside || ((timeline.cpuCentis[index] ?? 0) >= 0 && (timeline.memoryMib[index] ?? 0) >= 0);
    })
  );
}
