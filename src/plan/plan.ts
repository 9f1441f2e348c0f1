import type { Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Verdict } from '../domain/verdict.ts';
import { actionsOf } from './actions.ts';
import { bypassOf } from './bypass.ts';
import { dispatch } from './dispatch.ts';
import { forecastsOf } from './forecasts.ts';
import { occupationsOf } from './occupations.ts';
import { programsOf } from './programs.ts';
import { sceneOf } from './setting.ts';

/**
 * What to do: the schedule less the present, as `onevm` actions for the whole horizon, with what each waits for and
 * why it is done, and what becomes of every lease.
 */
export function toPlan(
  snapshot: Snapshot,
  policy: Policy,
  problem: Problem,
  schedule: Schedule,
  verdicts: readonly Verdict[],
): Plan {
  const setting = { ...sceneOf(snapshot, problem, schedule), policy };
  const programs = programsOf(setting);
  const { steps, givenUp } = dispatch(problem, programs, bypassOf(setting));
  const actions = actionsOf(setting, steps);
  return {
    now: setting.now,
    enactBefore: setting.now + policy.time.epochSeconds,
    actions,
    occupations: occupationsOf(setting, programs, steps),
    forecasts: forecastsOf(setting, actions, givenUp, verdicts),
  };
}
