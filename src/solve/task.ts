import type { Model, Objective } from '../../models/model.ts';
import type { EngineTask } from './engine.ts';

/** One level of a model, the levels before held at values. */
export interface LevelTask {
  readonly task: EngineTask;
  /** From what the engine says of its task to the level's own unit. */
  readonly toLevel: (scaled: number) => number;
  /** The smallest whole number of the level's unit that a bound of the task allows. */
  readonly roundUp: (scaled: number) => number;
}

export interface Asked {
  readonly start: Float64Array | null;
  readonly timeLimitSeconds: number | null;
  readonly nodeLimit: number | null;
  readonly relativeGap: number;
  readonly heuristicEffort: number;
  readonly seed: number;
}

/** A gap below one unit proves a whole number. */
const ABSOLUTE_GAP = 0.9;
/** Bounds are real numbers from a solver that rounds: so much is not yet the next whole number. */
const tolerance = (bound: number): number => Math.max(1e-6, Math.abs(bound) * 1e-9);

/**
 * The program of one level: its objective divided by the greatest common divisor of what it adds up, and for each level
 * before that is not constant a row that holds it at its value.
 */
export function levelTask(model: Model, level: number, held: readonly (number | null)[], asked: Asked): LevelTask {
  const objective = model.levels[level] as Objective;
  const unit = commonUnit(objective.values);
  const cost = new Float64Array(model.columns.upper.length);
  objective.columns.forEach((column, k) => {
    cost[column] = (cost[column] as number) + (objective.values[k] as number) / unit;
  });
  const offset = objective.offset / unit;
  const { lower, upper, integer } = model.columns;
  const task = {
    ...asked,
    ...rowsWith(model, held),
    lower,
    upper,
    integer,
    cost,
    offset,
    absoluteGap: ABSOLUTE_GAP,
  };
  return {
    task,
    toLevel: (scaled) => scaled * unit,
    roundUp: (scaled) => {
      const free = scaled - offset;
      return objective.offset + unit * Math.ceil(free - tolerance(scaled));
    },
  };
}

/** What column values cost on a level. */
export const objectiveAt = ({ offset, columns, values }: Objective, x: ArrayLike<number>): number =>
  columns.reduce((sum, column, k) => sum + (values[k] as number) * (x[column] as number), offset);

/** A level that costs the same whatever is decided. */
export const isConstant = (objective: Objective): boolean => objective.columns.length === 0;

function rowsWith(
  { rows, levels }: Model,
  held: readonly (number | null)[],
): Pick<EngineTask, 'rowLower' | 'rowUpper' | 'starts' | 'columns' | 'values'> {
  const extra = held.flatMap((value, level) => {
    const objective = levels[level] as Objective;
    return value === null || isConstant(objective) ? [] : [{ objective, value }];
  });
  if (extra.length === 0) return { ...rows, rowLower: rows.lower, rowUpper: rows.upper };
  const starts = [...rows.starts];
  const scaled = extra.map(({ objective, value }) => {
    const unit = commonUnit(objective.values);
    starts.push((starts.at(-1) ?? 0) + objective.columns.length);
    return { values: objective.values.map((each) => each / unit), upper: (value - objective.offset) / unit };
  });
  return {
    rowLower: Float64Array.from([...rows.lower, ...extra.map(() => Number.NEGATIVE_INFINITY)]),
    rowUpper: Float64Array.from([...rows.upper, ...scaled.map(({ upper }) => upper)]),
    starts: Int32Array.from(starts),
    columns: joined(Int32Array, [rows.columns, ...extra.map(({ objective }) => objective.columns)]),
    values: joined(Float64Array, [rows.values, ...scaled.map(({ values }) => values)]),
  };
}

function joined<A extends Int32Array | Float64Array>(Kind: new (length: number) => A, parts: readonly A[]): A {
  const whole = new Kind(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Greatest common divisor of whole numbers, at least 1. */
function commonUnit(values: Float64Array): number {
  let unit = 0;
  for (const value of values) {
    let [a, b] = [Math.abs(value), unit];
    while (b > 0) [a, b] = [b, a % b];
    unit = a;
    if (unit === 1) return 1;
  }
  return Math.max(unit, 1);
}
