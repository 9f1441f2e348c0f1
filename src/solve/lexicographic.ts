import type { Model, Objective } from '../../models/model.ts';
import { type Cost, LEVELS } from '../domain/levels.ts';
import type { Problem } from '../domain/problem.ts';
import type { SolveRequest } from '../ports.ts';
import type { Board, Check, Stopwatch } from './board.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import type { Engine, EngineAnswer, EngineNews } from './engine.ts';
import { present } from './present.ts';
import { isConstant, type LevelTask, levelTask, objectiveAt } from './task.ts';

/** One model on its way through the levels. */
export interface Run {
  readonly engine: Engine;
  readonly problem: Problem;
  readonly model: Model;
  readonly check: Check;
  readonly board: Board;
  readonly request: SolveRequest;
  readonly elapsedSeconds: Stopwatch;
}

/** Values this near to a whole number are it; further away they are fractional. */
const INTEGRALITY = 1e-5;
/** Measured on thirty leases and ten hosts: better schedules than at HiGHS's own 0.05, and the same bound. */
const HEURISTIC_EFFORT = 0.2;

/**
 * Minimises level by level: what a level has reached is held in the next as a row, until the last or until time is
 * over. Whatever the engine says is tried before it counts: values are rounded, read as a schedule and replayed, what
 * they cost must be what the model says, and a level is proven only by a bound that reaches the replayed cost.
 */
export async function solveLexicographic(run: Run): Promise<void> {
  const { model, board, engine } = run;
  const floors = floorOf(model);
  const bound = [...floors];
  const held: number[] = [];
  let proven = true;
  board.raise(floors, engine.name);
  for (const [level, objective] of model.levels.entries()) {
    if (!isSettled(run, held, level, bound)) {
      if (isOver(run)) return;
      const reached = await solveLevel(run, level, held, (value) => {
        if (!proven || !(value > (bound[level] as number))) return;
        board.raise(costOf(bound.with(level, value)), engine.name);
        if ((board.bound[level] as number) >= value) bound[level] = value;
      });
      if (!reached) return;
    }
    const value = isConstant(objective) ? objective.offset : board.incumbent?.cost[level];
    if (value === undefined) return;
    proven &&= (bound[level] as number) >= value;
    held.push(value);
  }
}

/** By level, what no schedule undercuts. */
export const floorOf = (model: Model): Cost => costOf(model.levels.map(({ floor }) => floor));

const costOf = (amounts: readonly number[]): Cost => LEVELS.map((_, level) => amounts[level] ?? 0) as unknown as Cost;

/** No decision changes the level, or the incumbent is already as good there as any schedule can be. */
function isSettled({ model, board }: Run, held: readonly number[], level: number, bound: readonly number[]): boolean {
  if (isConstant(model.levels[level] as Objective)) return true;
  const cost = board.incumbent?.cost;
  return cost !== undefined && cost[level] === bound[level] && held.every((value, each) => cost[each] === value);
}

const secondsLeft = ({ request, elapsedSeconds }: Run): number | null =>
  request.limits.nodeLimit === null ? request.limits.timeLimitSeconds - elapsedSeconds() : null;

const isOver = (run: Run): boolean => run.request.signal.aborted || (secondsLeft(run) ?? 1) <= 0;

/** Solves one level; false when nothing more is to be expected of the engine. */
async function solveLevel(
  run: Run,
  level: number,
  held: readonly number[],
  raise: (bound: number) => void,
): Promise<boolean> {
  const { engine, model, problem, board, request } = run;
  const { limits } = request;
  const asked = levelTask(model, level, held, {
    start: encode(model, board.incumbent?.schedule ?? present(problem)),
    timeLimitSeconds: secondsLeft(run),
    nodeLimit: limits.nodeLimit,
    relativeGap: limits.gap,
    heuristicEffort: HEURISTIC_EFFORT,
    seed: limits.seed,
  });
  const take = ({ values, bound }: EngineNews): void => {
    if (values !== null) offer(run, values);
    if (bound !== null) raise(asked.roundUp(bound));
  };
  const answer = await engine.run(asked.task, {
    news: take,
    fault: (message) => board.fault(message),
    signal: request.signal,
  });
  if (!isSound(run, level, asked, answer)) return false;
  take(answer);
  return answer.outcome === 'finished' || answer.outcome === 'stopped';
}

/** Whether an answer agrees with itself and with its replay; what is wrong is a fault. */
function isSound(
  { engine, model, problem, check, board }: Run,
  level: number,
  asked: LevelTask,
  answer: EngineAnswer,
): boolean {
  const fault = (what: string): false => {
    board.fault(`${engine.name}: ${what}`);
    return false;
  };
  if (answer.outcome === 'failed') return fault(answer.reason);
  if (answer.outcome === 'infeasible') return fault('calls a problem infeasible that never is');
  if (answer.values === null) return answer.outcome === 'stopped' || fault('finished without a solution');
  const rounded = roundedValues(model, answer.values);
  if (rounded === null) return fault('answer is fractional');
  const schedule = decode(problem, model, rounded);
  if (schedule === null) return fault('answer can not be read as one decision per job');
  const { violations, cost } = check(problem, schedule);
  const [first] = violations;
  if (first !== undefined) return fault(`answer breaks ${first.rule}: ${first.message}`);
  const says = answer.objective === null ? Number.NaN : asked.toLevel(answer.objective);
  const exact = objectiveAt(model.levels[level] as Objective, rounded);
  if (Math.abs(says - exact) > 0.5)
    return fault(`answer is said to cost ${says} on ${LEVELS[level]} and costs ${exact}`);
  if (answer.outcome === 'stopped' || cost[level] === exact) return true;
  return fault(`answer costs ${cost[level]} on ${LEVELS[level]} by its replay and ${exact} by the model`);
}

/** A better solution on the way: it counts when it is a schedule. */
function offer({ engine, model, problem, board }: Run, values: Float64Array): void {
  const rounded = roundedValues(model, values);
  const schedule = rounded === null ? null : decode(problem, model, rounded);
  if (schedule === null) board.fault(`${engine.name}: a solution on the way is fractional or can not be read`);
  else board.offer(schedule, engine.name);
}

/** Whole numbers where the model asks for them; null when values are missing or too far from whole. */
function roundedValues({ columns }: Model, values: Float64Array): Float64Array | null {
  if (values.length !== columns.upper.length) return null;
  const rounded = values.map((value) => Math.round(value));
  const whole = values.every(
    (value, column) =>
      Number.isFinite(value) &&
      (columns.integer[column] === 0 || Math.abs(value - (rounded[column] as number)) <= INTEGRALITY),
  );
  return whole ? rounded : null;
}
