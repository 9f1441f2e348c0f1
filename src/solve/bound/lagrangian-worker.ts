import { parentPort, workerData } from 'node:worker_threads';
import type { Problem } from '../../domain/problem.ts';
import { beat } from '../pulse.ts';
import type { ThreadData } from '../thread.ts';
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

/** Seconds between two messages: small steps come by the hundred. */
const MESSAGE_SECONDS = 0.25;

/** Iterates until its steps lead nowhere; its parent may end it at any moment. */
function run(
  { problem, target, mustAccept, pulse }: BoundTask & ThreadData,
  send: (finding: BoundFinding) => void,
): void {
  const bound = new LagrangianBound(problem, target, mustAccept);
  let sent = Number.NEGATIVE_INFINITY;
  let sentAt = performance.now();
  const sendBest = (): void => {
    if (bound.best > sent) send({ service: bound.best });
    sent = bound.best;
    sentAt = performance.now();
  };
  while (!bound.isExhausted) {
    bound.iterate();
    beat(pulse);
    if (performance.now() - sentAt > MESSAGE_SECONDS * 1000) sendBest();
  }
  sendBest();
}

run(workerData as BoundTask & ThreadData, (finding) => parentPort?.postMessage(finding));
