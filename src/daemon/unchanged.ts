import { createHash } from 'node:crypto';
import type { Forecast, Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Datastore } from '../domain/storage.ts';

/**
 * What a snapshot says that a plan depends on, as a hash. Left out are the moment it was taken, what hosts measure
 * (which hosts match and how they rank is part of each VM), what owners were told, and small changes of free disk space.
 */
export function fingerprintOf(snapshot: Snapshot): string {
  const hash = createHash('sha1');
  const { takenAt: _, hosts, vms, datastores, ...rest } = snapshot;
  const lean = hosts.map(({ attributes, monitoredFreeCpuCentis, localDisk, ...host }) => ({
    ...host,
    disks: localDisk.map(({ datastore, freeMib }) => [datastore, magnitude(freeMib)]),
  }));
  hash.update(JSON.stringify(lean));
  hash.update(JSON.stringify(vms.map(({ told, ...vm }) => vm)));
  hash.update(JSON.stringify(datastores.map(roughly)));
  for (const list of Object.values(rest)) hash.update(JSON.stringify(list));
  return hash.digest('base64');
}

const roughly = ({ freeMib, usedMib, ...datastore }: Datastore): unknown => ({
  ...datastore,
  free: magnitude(freeMib),
  used: magnitude(usedMib),
});

/** Steps of about a tenth. */
const magnitude = (mib: number): number => (mib <= 0 ? 0 : Math.round(Math.log2(mib) * 7));

/**
 * Until when a plan stays right while the cloud stays as it is, Unix seconds: until an action comes due, and, while
 * somebody waits, for one slot (ages grow, and the grid moves on); otherwise for half the horizon, in which ends of
 * leases and maintenance are foreseen.
 */
export function holdsUntil({ now, actions, forecasts, enactBefore }: Plan, { time }: Policy): number {
  const epochSeconds = enactBefore - now;
  const firstDue = Math.min(Number.POSITIVE_INFINITY, ...actions.slice(0, 1).map(({ notBefore }) => notBefore));
  const rest = forecasts.some(waits) ? time.slotSeconds : time.horizonSeconds / 2;
  return Math.min(firstDue - epochSeconds, now + rest);
}

function waits({ outcome, reasonCode }: Forecast): boolean {
  if (outcome === 'refused') return !SETTLED.has(reasonCode);
  return outcome === 'waits' || outcome === 'starts' || outcome === 'paused';
}

/** Refused until the request, the policy or the cloud is another. */
const SETTLED: ReadonlySet<Forecast['reasonCode']> = new Set<Forecast['reasonCode']>([
  'Malformed',
  'BadAttribute',
  'TooLarge',
  'NoMatchingHost',
  'WindowPassed',
  'RuleConflict',
]);
