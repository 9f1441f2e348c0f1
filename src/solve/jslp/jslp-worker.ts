import '../steady-date.ts';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { SolveResult, SolverAPI } from 'javascript-lp-solver';
import type { EngineAnswer, EngineTask, WorkerOrder, WorkerReport } from '../engine.ts';
import { toJslp } from './program.ts';

/** Its types describe its module face, which is the same object. */
const solver = createRequire(import.meta.url)('javascript-lp-solver') as SolverAPI;

/**
 * javascript-lp-solver in a thread of its own. It knows no limits: it is left alone until it is done or ended.
 */
parentPort?.on('message', ({ task }: WorkerOrder) => {
  parentPort?.postMessage({ kind: 'begun' } satisfies WorkerReport);
  const report: WorkerReport = {
    kind: 'answer',
    ...answerOf(task, solver.Solve(toJslp(task)) as SolveResult),
  };
  parentPort?.postMessage(report);
});

/** Without `isIntegral` what it returns is a relaxation, whatever `feasible` says: fine only where nothing is whole. */
function answerOf(task: EngineTask, result: SolveResult): EngineAnswer {
  const nothing = { values: null, objective: null, bound: null };
  if (!result.feasible) return { ...nothing, outcome: 'infeasible', reason: 'says it is infeasible' };
  if (result.isIntegral !== true && task.integer.includes(1)) {
    return { ...nothing, outcome: 'failed', reason: 'returns a relaxation as its answer' };
  }
  const values = Float64Array.from({ length: task.cost.length }, (_, column) => Number(result[`x${column}`] ?? 0));
  const objective = result.result + task.offset;
  return { outcome: 'finished', reason: '', values, objective, bound: objective };
}
