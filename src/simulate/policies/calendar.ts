import type { LeaseView, Overheads, View } from '../policy.ts';
import { clearProfile, newProfile, occupy, type Profile } from '../profile/profile.ts';

/** How long a lease that starts now (or later) will hold room, as far as is known; infinite when it has no end. */
export function spanSeconds(lease: LeaseView, { bootSeconds, shutdownSeconds }: Overheads): number {
  return lease.leftSeconds === null ? Number.POSITIVE_INFINITY : bootSeconds + lease.leftSeconds + shutdownSeconds;
}

/** Until when a lease that holds room will hold it, as far as is known. */
export function heldUntil(lease: LeaseView, { now, overheads }: View): number {
  const { shutdownSeconds } = overheads;
  const left = lease.leftSeconds === null ? Number.POSITIVE_INFINITY : lease.leftSeconds;
  switch (lease.status) {
    case 'running':
      return now + left + shutdownSeconds;
    case 'starting':
    case 'resuming':
      return (lease.busyUntil ?? now) + left + shutdownSeconds;
    case 'saving':
    case 'ending':
      return lease.busyUntil ?? now;
    case 'waiting':
    case 'paused':
    case 'migrating':
      return now;
  }
}

export type HeldUntil = typeof heldUntil;

/**
 * The room of all hosts over time with what holds it now. One profile serves a policy for its life: it is made anew at
 * each question, which costs little beside the search in it.
 */
export function newCalendar(until: HeldUntil = heldUntil): (view: View) => Profile {
  let profile: Profile | null = null;
  return (view) => {
    profile ??= newProfile(view.hosts);
    clearProfile(profile, view.now);
    for (const lease of view.leases) {
      const end = until(lease, view);
      if (end > view.now) occupy(profile, { lease, hosts: lease.hosts, from: view.now, until: end });
    }
    return profile;
  };
}
