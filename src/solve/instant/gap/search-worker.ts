import { parentPort, workerData } from 'node:worker_threads';
import type { Assignment, GapInstance } from './instance.ts';
import { GapSearch } from './search.ts';

/** What the search thread is given. */
export interface GapSearchTask {
  readonly gap: GapInstance;
  readonly seed: number;
  /** Stops after so many steps; null goes on until it is ended. */
  readonly steps: number | null;
}

/** What it sends back: each better assignment, or the best of some hundredths of a second. */
export interface GapSearchFinding {
  readonly assignment: Assignment;
}

const STEPS_A_LOOK = 64;
/** Seconds between two messages: small gains come by the hundred. */
const MESSAGE_SECONDS = 0.05;

/** Searches until its steps are over; its parent may end it at any moment. */
function run({ gap, seed, steps }: GapSearchTask, send: (finding: GapSearchFinding) => void): void {
  const search = new GapSearch(gap, seed);
  let sent: Assignment | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;
  const sendBest = (): void => {
    const assignment = search.best?.assignment ?? null;
    if (assignment === null || assignment === sent) return;
    send({ assignment });
    sent = assignment;
    sentAt = performance.now();
  };
  for (let done = 0; steps === null || done < steps; done += STEPS_A_LOOK) {
    for (let k = 0; k < STEPS_A_LOOK; k++) search.step();
    if (steps === null && performance.now() - sentAt > MESSAGE_SECONDS * 1000) sendBest();
  }
  sendBest();
}

run(workerData as GapSearchTask, (finding) => parentPort?.postMessage(finding));
