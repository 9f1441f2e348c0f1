import { isDeepStrictEqual } from 'node:util';
import { checkPlan } from './check/plan.ts';
import { checkSchedule } from './check/schedule.ts';
import type { Epoch } from './domain/epoch.ts';
import type { LastEpoch } from './domain/last-epoch.ts';
import type { Observation } from './domain/observation.ts';
import type { Limits, Policy } from './domain/policy.ts';
import type { Problem } from './domain/problem.ts';
import { incumbentOf, type Solution } from './domain/solution.ts';
import type { Vm } from './domain/vm.ts';
import { formulate } from './formulate/formulate.ts';
import { learnOverheads } from './formulate/learned.ts';
import { restoreSeconds } from './formulate/overheads.ts';
import { toPlan } from './plan/plan.ts';
import type { Clock, World } from './ports.ts';
import { warmStart } from './solve/warm-start.ts';

/** Plans one epoch: read, formulate, solve, plan, check. */
export async function planEpoch(world: World, given: Policy): Promise<Epoch> {
  const time = stopwatch(world.clock);
  const snapshot = await time('read', () => world.source.read());
  const policy = withLearned(given, [...(snapshot.observed ?? []), ...(world.observed ?? [])]);
  const { problem, verdicts } = await time('formulate', () => formulate(snapshot, policy, world.promises));
  const solution = await time('solve', () => solveOn(world, policy.limits, problem));
  const schedule = incumbentOf(solution)?.schedule ?? null;
  const plan = await time('plan', () => schedule && toPlan(snapshot, policy, problem, schedule, verdicts));
  const violations = await time('check', () =>
    plan === null ? [] : checkPlan(snapshot, policy, plan, world.promises),
  );
  return {
    snapshot,
    policy,
    problem,
    solution,
    plan,
    violations,
    verdicts: [...snapshot.verdicts, ...verdicts],
    stageSeconds: time.seconds,
  };
}

/** The policy, with what the cloud was seen to take in place of what was assumed, unless it says not to learn. */
export function withLearned(policy: Policy, observed: readonly Observation[]): Policy {
  if (!policy.overheads.learn || observed.length === 0) return policy;
  return { ...policy, overheads: learnOverheads(observed, policy.overheads) };
}

/** What a start takes of which nobody saw the end, seconds: a boot; of a VM that has worked before, a restore if that is longer. */
export const unseenStartSeconds = (vm: Vm, first: boolean, policy: Policy): number =>
  Math.max(policy.overheads.bootSeconds, first ? 0 : restoreSeconds(vm, policy));

/** Goes on from the last epoch; one in which nothing has changed since has its answer already. */
export async function solveOn(
  { solver, last, events, signal }: Pick<World, 'solver' | 'last' | 'events' | 'signal'>,
  limits: Limits,
  problem: Problem,
): Promise<Solution> {
  const known = last === null ? null : knownSolution(problem, last);
  if (known !== null) return known;
  const start = last === null ? null : warmStart(problem, last);
  return solver.solve(problem, { limits, start, events, signal });
}

/** The last epoch's solution when it is one of this problem, checked once more; null otherwise. */
function knownSolution(problem: Problem, { problem: before, solution }: LastEpoch): Solution | null {
  if (solution === null || !isDeepStrictEqual(problem, before)) return null;
  const incumbent = incumbentOf(solution);
  return incumbent !== null && checkSchedule(problem, incumbent.schedule).violations.length === 0 ? solution : null;
}

type Stage = keyof Epoch['stageSeconds'];

/** Runs a stage and notes how long it took. */
function stopwatch(clock: Clock): {
  <T>(stage: Stage, work: () => T | Promise<T>): Promise<T>;
  readonly seconds: Record<Stage, number>;
} {
  const seconds = { read: 0, formulate: 0, solve: 0, plan: 0, check: 0 };
  const time = async <T>(stage: Stage, work: () => T | Promise<T>): Promise<T> => {
    const began = clock.elapsedSeconds();
    const result = await work();
    seconds[stage] = clock.elapsedSeconds() - began;
    return result;
  };
  return Object.assign(time, { seconds });
}
