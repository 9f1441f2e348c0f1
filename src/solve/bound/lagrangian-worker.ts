import { parentPort, workerData } from 'node:worker_threads';
import type { Problem } from '../../domain/problem.ts';
import { LagrangianBound } from './lagrangian.ts';

/** What the bound's thread is given. */
export interface BoundTask {
  readonly problem: Problem;
  /** Service cost of a known schedule. */
  readonly target: number;
  readonly mustAccept: boolean;
}

/** What it sends back: the bound on the service level, each time it rose by a whole number. */
export interface BoundFinding {
  readonly service: number;
}

/** Iterates until its steps lead nowhere; its parent may end it at any moment. */
function run({ problem, target, mustAccept }: BoundTask, send: (finding: BoundFinding) => void): void {
  const bound = new LagrangianBound(problem, target, mustAccept);
  let sent = Number.NEGATIVE_INFINITY;
  while (!bound.isExhausted) {
    bound.iterate();
    if (bound.best <= sent) continue;
    sent = bound.best;
    send({ service: sent });
  }
}

run(workerData as BoundTask, (finding) => parentPort?.postMessage(finding));
