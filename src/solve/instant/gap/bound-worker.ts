import { parentPort, workerData } from 'node:worker_threads';
import type { GapInstance } from './instance.ts';
import { GapLagrangian } from './lagrangian.ts';

/** What the bound's thread sends back each time it rose by a whole number. */
export interface GapBoundFinding {
  readonly bound: number;
}

/** Iterates until its steps lead nowhere; its parent may end it at any moment. */
function run(gap: GapInstance, send: (finding: GapBoundFinding) => void): void {
  const lagrangian = new GapLagrangian(gap);
  let sent = Number.NEGATIVE_INFINITY;
  const sendBest = (): void => {
    if (lagrangian.bound > sent) send({ bound: lagrangian.bound });
    sent = lagrangian.bound;
  };
  sendBest();
  while (!lagrangian.isExhausted) {
    lagrangian.iterate();
    sendBest();
  }
}

run(workerData as GapInstance, (finding) => parentPort?.postMessage(finding));
