import { parentPort, workerData } from 'node:worker_threads';
import type { EngineAnswer, EngineTask, WorkerOrder, WorkerReport } from '../../src/solve/engine.ts';
import type { EngineFault } from './faulty-engine.ts';

/** An engine that does one thing wrong, under the protocol of the real ones. */
const fault = workerData as EngineFault;

parentPort?.on('message', ({ task }: WorkerOrder) => {
  switch (fault) {
    case 'late':
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    case 'silent':
      return;
    case 'crashed':
      throw new Error('out of memory\nand more');
    case 'ended':
      return process.exit(3);
    default:
      parentPort?.postMessage({ kind: 'answer', ...wrong(fault, task) } satisfies WorkerReport);
  }
});

function wrong(kind: Exclude<EngineFault, 'late' | 'silent' | 'crashed' | 'ended'>, task: EngineTask): EngineAnswer {
  const start = task.start ?? new Float64Array(task.cost.length);
  const objective = costOf(task, start);
  const finished: EngineAnswer = { outcome: 'finished', reason: '', values: start, objective, bound: objective };
  const everything = Float64Array.from(task.upper, (upper) => (Number.isFinite(upper) ? upper : 0));
  switch (kind) {
    case 'fractional':
      return { ...finished, values: start.map((value) => value * 0.5) };
    case 'contradictory':
      return { ...finished, values: everything };
    case 'infeasible-flagged-feasible':
      return { ...finished, values: choosing(task, start, 1) };
    case 'suboptimal-called-optimal': {
      const values = choosing(task, start, 0);
      return { ...finished, values, objective: costOf(task, values), bound: costOf(task, values) };
    }
    case 'short':
      return { ...finished, values: start.slice(1) };
    case 'not-a-number':
      return { ...finished, values: start.map(() => Number.NaN), bound: Number.NaN };
    case 'wrong-objective':
      return { ...finished, objective: objective - 100 };
    case 'bound-too-high':
      return { ...finished, bound: objective + 1000 };
    case 'calls-it-infeasible':
      return { ...finished, outcome: 'infeasible', values: null, objective: null, bound: null };
    case 'finished-with-nothing':
      return { ...finished, values: null, objective: null };
  }
}

const costOf = ({ cost, offset }: EngineTask, values: Float64Array): number =>
  values.reduce((sum, value, column) => sum + value * (cost[column] as number), offset);

/** Of every job that waits, the first column (it is left) or the second (it starts at once on the first host). */
function choosing(task: EngineTask, start: Float64Array, nth: 0 | 1): Float64Array {
  const values = start.slice();
  for (let row = 0; row < task.rowUpper.length; row++) {
    const [from, until] = [task.starts[row] as number, task.starts[row + 1] as number];
    if (task.rowLower[row] !== 1 || until - from < 2) continue;
    for (let k = from; k < until; k++) values[task.columns[k] as number] = k === from + nth ? 1 : 0;
  }
  return values;
}
