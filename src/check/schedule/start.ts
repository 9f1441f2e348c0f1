import { costAt, SERVICE } from '../../domain/levels.ts';
import type { Problem, WaitingJob } from '../../domain/problem.ts';
import type { Decision } from '../../domain/schedule.ts';
import { type Finding, when } from '../finding.ts';
import { checkAdmissible } from './admissible.ts';
import { slotName } from './names.ts';

/**
 * window: earliest ≤ slot ≤ latest; exact where both are one slot.
 * A start costs delayWeight × (edges[slot] − idealSecond) + startCost at level service.
 */
export function checkStart(
  problem: Problem,
  job: WaitingJob,
  { slot, hosts }: Decision & { readonly kind: 'start' },
): Finding {
  const rule = job.earliest === job.latest ? 'exact' : 'window';
  const outside = slot < job.earliest || slot > job.latest;
  const message = (): string =>
    `${job.lease} starts in ${slotName(problem, slot)}, outside its slots ${job.earliest} to ${job.latest}`;
  const delay = (problem.edges[slot] as number) - job.idealSecond;
  return {
    violations: [...when(outside, rule, message), ...checkAdmissible(problem, job, 'starts', hosts)],
    cost: costAt(SERVICE, job.delayWeight * delay + job.startCost),
  };
}
