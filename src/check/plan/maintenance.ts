import type { Violation } from '../../domain/violation.ts';
import { momentOf } from '../finding.ts';
import type { Rehearsal } from './rehearsal.ts';
import { isPresent } from './track.ts';

/**
 * maintenance: a VM that arrives on a host is gone from it before a maintenance window begins, or comes after it.
 * Those that are there now are not driven out by this rule, and may come back.
 */
export function checkMaintenance({ tracks, hosts, policy }: Rehearsal): readonly Violation[] {
  if (policy.maintenance.length === 0) return [];
  const arrived = [...tracks.values()].flatMap(({ holds }) => {
    const homes = holds.filter(isPresent).map(({ host }) => host);
    return holds.filter((hold) => !isPresent(hold) && !homes.includes(hold.host));
  });
  return policy.maintenance.flatMap(({ host: named, from, until }) =>
    [...hosts.values()]
      .filter(({ id, name }) => name === named || String(id) === named)
      .flatMap(({ id, name }) =>
        arrived
          .filter((hold) => hold.host === id && hold.from < until && from < hold.until)
          .map(({ vm, from: since }) => ({
            rule: 'maintenance' as const,
            message: `vm ${vm} arrives on ${name} at ${momentOf(since)}, which is taken from ${momentOf(from)} until ${momentOf(until)}`,
          })),
      ),
  );
}
