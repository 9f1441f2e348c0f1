import { checkPlan } from './check/plan.ts';
import type { Epoch } from './domain/epoch.ts';
import type { Policy } from './domain/policy.ts';
import { incumbentOf } from './domain/solution.ts';
import { formulate } from './formulate/formulate.ts';
import { toPlan } from './plan/plan.ts';
import type { Clock, World } from './ports.ts';

/** Plans one epoch: read, formulate, solve, plan, check. */
export async function planEpoch(world: World, policy: Policy): Promise<Epoch> {
  const time = stopwatch(world.clock);
  const snapshot = await time('read', () => world.source.read());
  const { problem, verdicts } = await time('formulate', () => formulate(snapshot, policy, world.promises));
  const request = { limits: policy.limits, start: null, events: world.events, signal: world.signal };
  const solution = await time('solve', () => world.solver.solve(problem, request));
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
