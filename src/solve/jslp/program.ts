import type { EngineTask } from '../engine.ts';

/** A program as javascript-lp-solver reads it: columns are never negative and have no upper bound of their own. */
export interface JslpProgram {
  readonly optimize: string;
  readonly opType: 'min';
  readonly constraints: Record<string, { min?: number; max?: number; equal?: number }>;
  readonly variables: Record<string, Record<string, number>>;
  readonly ints: Record<string, 1>;
  readonly options: { readonly presolve: false };
}

const OBJECTIVE = 'cost';

/**
 * The program without its offset, and without presolve: that forgets what fixed columns cost, and returns false answers.
 * Columns are named x0, x1, …; rows r0, r1, …; upper bounds that no row implies become rows u0, u1, ….
 */
export function toJslp(task: EngineTask): JslpProgram {
  const variables: Record<string, Record<string, number>> = {};
  const ints: Record<string, 1> = {};
  task.cost.forEach((cost, column) => {
    variables[`x${column}`] = { [OBJECTIVE]: cost };
    if (task.integer[column] === 1) ints[`x${column}`] = 1;
  });
  const constraints: JslpProgram['constraints'] = {};
  for (let row = 0; row < task.rowUpper.length; row++) addRow(task, row, constraints, variables);
  addUpperBounds(task, constraints, variables);
  return { optimize: OBJECTIVE, opType: 'min', constraints, variables, ints, options: { presolve: false } };
}

function addRow(
  task: EngineTask,
  row: number,
  constraints: JslpProgram['constraints'],
  variables: Record<string, Record<string, number>>,
): void {
  const lower = task.rowLower[row] as number;
  const upper = task.rowUpper[row] as number;
  const name = `r${row}`;
  constraints[name] = lower === upper ? { equal: upper } : bounds(lower, upper);
  for (let k = task.starts[row] as number; k < (task.starts[row + 1] as number); k++) {
    const variable = variables[`x${task.columns[k]}`];
    if (variable !== undefined) variable[name] = task.values[k] as number;
  }
}

const bounds = (lower: number, upper: number): { min?: number; max?: number } => ({
  ...(Number.isFinite(lower) ? { min: lower } : {}),
  ...(Number.isFinite(upper) ? { max: upper } : {}),
});

function addUpperBounds(
  task: EngineTask,
  constraints: JslpProgram['constraints'],
  variables: Record<string, Record<string, number>>,
): void {
  const implied = impliedUppers(task);
  task.upper.forEach((upper, column) => {
    const variable = variables[`x${column}`];
    if (variable === undefined || !Number.isFinite(upper) || (implied[column] as number) <= upper) return;
    constraints[`u${column}`] = { max: upper };
    variable[`u${column}`] = 1;
  });
}

/** What rows without negative values let each column reach, all others at 0. */
function impliedUppers(task: EngineTask): Float64Array {
  const implied = new Float64Array(task.cost.length).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < task.rowUpper.length; row++) {
    const [from, until] = [task.starts[row] as number, task.starts[row + 1] as number];
    const upper = task.rowUpper[row] as number;
    if (task.values.subarray(from, until).some((value) => value < 0)) continue;
    for (let k = from; k < until; k++) {
      const column = task.columns[k] as number;
      implied[column] = Math.min(implied[column] as number, upper / (task.values[k] as number));
    }
  }
  return implied;
}
