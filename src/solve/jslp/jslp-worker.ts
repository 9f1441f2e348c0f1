import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { SolveResult, SolverAPI } from 'javascript-lp-solver';
import type { EngineAnswer, WorkerOrder, WorkerReport } from '../engine.ts';
import { toJslp } from './program.ts';

/** Its types describe its module face, which is the same object. */
const solver = createRequire(import.meta.url)('javascript-lp-solver') as SolverAPI;

/**
 * javascript-lp-solver in a thread of its own. It knows no limits: it is left alone until it is done or ended.
 */
parentPort?.on('message', ({ task }: WorkerOrder) => {
  const report: WorkerReport = {
    kind: 'answer',
    ...answerOf(solver.Solve(toJslp(task)) as SolveResult, task.cost.length),
  };
  parentPort?.postMessage(report);
});

/** Without `isIntegral` what it returns is a relaxation, whatever `feasible` says. */
function answerOf(result: SolveResult, columns: number): EngineAnswer {
  const nothing = { values: null, objective: null, bound: null };
  if (!result.feasible) return { ...nothing, outcome: 'infeasible', reason: 'says it is infeasible' };
  if (result.isIntegral !== true)
    return { ...nothing, outcome: 'failed', reason: 'returns a relaxation as its answer' };
  const values = Float64Array.from({ length: columns }, (_, column) => Number(result[`x${column}`] ?? 0));
  return { outcome: 'finished', reason: '', values, objective: result.result, bound: result.result };
}
