import type { Epoch } from '../domain/epoch.ts';
import { countByOperation, planParts } from './plan-parts.ts';
import { found, headline } from './proof.ts';
import { amount, counted, elapsed, iso, percent } from './words.ts';

/** What was planned: `folder:lab at 2026-11-23T03:26:11Z: 12 hosts, 35 VMs holding room, 41 leases`. */
export function situation({ snapshot, problem }: Epoch, source: string): string {
  const slots = problem.edges.length - 1;
  return (
    `${source} at ${iso(snapshot.takenAt)}: ${counted(snapshot.hosts.length, 'host')}, ` +
    `${counted(snapshot.vms.length, 'VM')}, ${counted(snapshot.leases.length, 'lease')}; ${counted(slots, 'slot')}`
  );
}

/** Status, incumbent, bound and gap of the headline level, and who found it when. */
export function statusLine(epoch: Epoch): string {
  const { solution } = epoch;
  const level = headline(epoch);
  const finder = found(solution);
  if (level === null || finder === null) return `${solution.status}: ${'reason' in solution ? solution.reason : ''}`;
  const { bound, gap, excessGap } = level.proof;
  const excess = excessGap === null || gap === 0 ? '' : ` (${percent(excessGap)} of the excess)`;
  return (
    `${solution.status}: ${level.level} ${amount(level.incumbent)} ${level.unit}, bound ${amount(bound)}, ` +
    `gap ${percent(gap)}${excess}; found by ${finder.by} after ${elapsed(finder.atSeconds)}, ` +
    `solved ${elapsed(solution.trace.wallSeconds)}`
  );
}

/** The last line: `Plan: 12 deploy, 3 migrate, 1 stop now; 20 later; 4 wait, 6 refused; gap 0.8 %`. */
export function lastLine(epoch: Epoch): string {
  const { due, later, waiting, refused } = planParts(epoch);
  const level = headline(epoch);
  const now = [...countByOperation(due)].map(([operation, count]) => `${count} ${operation}`).join(', ');
  const parts = [
    due.length === 0 ? 'nothing to do now' : `${now} now`,
    `${later.length} later`,
    `${waiting.length} waiting`,
    `${refused.length} refused`,
    ...(level === null ? [] : [`${epoch.solution.status}, gap ${percent(level.proof.gap)}`]),
  ];
  return epoch.plan === null ? `No plan: ${statusLine(epoch)}` : `Plan: ${parts.join('; ')}.`;
}

/** One line per thing that went wrong and was survived. */
export const faultLines = ({ solution }: Epoch): readonly string[] =>
  solution.trace.faults.map((fault) => `survived: ${fault}`);
