import type { Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Promised } from '../domain/promise.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Violation } from '../domain/violation.ts';
import { checkAffinities } from './plan/affinities.ts';
import { checkBudgets } from './plan/budgets.ts';
import { checkForecasts } from './plan/forecasts.ts';
import { checkGangs } from './plan/gangs.ts';
import { checkMaintenance } from './plan/maintenance.ts';
import { checkOccupations } from './plan/occupations.ts';
import { checkOrder } from './plan/order.ts';
import { checkPromises } from './plan/promises.ts';
import { rehearse } from './plan/rehearsal.ts';
import { checkRoom } from './plan/room.ts';
import { checkSubjects } from './plan/subjects.ts';
import { checkTargets } from './plan/targets.ts';
import { checkTerms } from './plan/terms.ts';
import { checkUntouched } from './plan/untouched.ts';
import { checkWhole } from './plan/whole.ts';

/**
 * Carries a plan out on paper, action by action, second by second, from what the snapshot shows, and names every rule
 * that it breaks. Room is counted as oned does; nothing is taken from the plan but what it wants done, its
 * occupations and forecasts are compared with what comes of that.
 *
 * When actions name what is not there, or wait for each other, only that is reported: there is nothing to carry out.
 */
export function checkPlan(
  snapshot: Snapshot,
  policy: Policy,
  plan: Plan,
  promises: readonly Promised[],
): readonly Violation[] {
  const unreadable = [...checkSubjects(snapshot, plan), ...checkOrder(plan)];
  if (unreadable.length > 0) return unreadable;
  const rehearsal = rehearse(snapshot, policy, plan);
  return [
    ...rehearsal.illegal,
    ...checkUntouched(rehearsal),
    ...checkTargets(rehearsal),
    ...checkRoom(rehearsal),
    ...checkMaintenance(rehearsal),
    ...checkGangs(rehearsal),
    ...checkTerms(rehearsal),
    ...checkWhole(rehearsal),
    ...checkAffinities(rehearsal),
    ...checkBudgets(rehearsal),
    ...checkPromises(rehearsal, promises),
    ...checkOccupations(rehearsal),
    ...checkForecasts(rehearsal),
  ];
}
