import type { Cost } from '../domain/levels.ts';
import type { Problem } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Violation } from '../domain/violation.ts';
import { combine } from './finding.ts';
import { checkActionsPerHostSlot, checkBudgets } from './schedule/budgets.ts';
import { checkCapacity } from './schedule/capacity.ts';
import { decide } from './schedule/decide.ts';
import { checkInTransit } from './schedule/in-transit.ts';
import { checkPlacement } from './schedule/placement.ts';
import { checkPrecedences } from './schedule/precedence.ts';
import { replay } from './schedule/replay.ts';
import { checkRules } from './schedule/rules.ts';
import { checkSerialSaves } from './schedule/saves.ts';
import { shapeCost } from './schedule/shape.ts';
import { unwelcomeCost } from './schedule/unwelcome.ts';
import { wellFormed } from './schedule/well-formed.ts';

/**
 * Replays a schedule and names every rule it breaks; the cost is recomputed from nothing but the decisions.
 *
 * The rules are those of `Problem`. A decision that makes no sense (wrong kind, missing host) is named and then read
 * as "nothing changes" for that job, so that the others are still tried; the cost means something only without
 * violations.
 */
export function checkSchedule(
  problem: Problem,
  schedule: Schedule,
): { readonly violations: readonly Violation[]; readonly cost: Cost } {
  const formed = wellFormed(problem, schedule);
  const replayed = replay(problem, formed.schedule);
  return combine([
    formed.finding,
    ...problem.jobs.map((job, index) => decide(problem, job, formed.decisionOf(index))),
    checkCapacity(problem, replayed),
    checkRules(problem, replayed),
    checkInTransit(problem, formed.schedule),
    checkPrecedences(problem, formed.schedule),
    checkBudgets(problem, formed.schedule),
    checkActionsPerHostSlot(problem, formed.schedule),
    checkSerialSaves(problem, formed.schedule),
    unwelcomeCost(problem, replayed),
    shapeCost(problem, replayed),
    checkPlacement(problem, replayed),
  ]);
}
