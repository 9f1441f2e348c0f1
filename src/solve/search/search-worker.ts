import { parentPort, workerData } from 'node:worker_threads';
import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { beat } from '../pulse.ts';
import type { ThreadData } from '../thread.ts';
import { Search } from './search.ts';

/** What the search thread is given. */
export interface SearchTask {
  readonly problem: Problem;
  readonly start: Schedule;
  readonly seed: number;
  /** Stops after so many seconds, or after so many steps when they are given. */
  readonly seconds: number;
  readonly steps: number | null;
}

/** What it sends back: each better schedule as it is found. */
export interface SearchFinding {
  readonly schedule: Schedule;
}

const STEPS_A_LOOK = 16;

/** Searches until its time or its steps are over; its parent may end it at any moment. */
function run(task: SearchTask & ThreadData, send: (finding: SearchFinding) => void): void {
  const search = new Search(task.problem, task.start, task.seed);
  const began = performance.now();
  let steps = 0;
  const progress = (): number =>
    task.steps === null ? (performance.now() - began) / 1000 / task.seconds : steps / task.steps;
  for (let now = 0; now < 1; now = progress()) {
    let gained = false;
    beat(task.pulse);
    for (let k = 0; k < STEPS_A_LOOK; k++, steps++) gained = search.step(now) || gained;
    if (gained) send({ schedule: search.best.schedule });
  }
}

run(workerData as SearchTask & ThreadData, (finding) => parentPort?.postMessage(finding));
