import { parentPort, workerData } from 'node:worker_threads';
import { sceneOf } from '../../../models/scene.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { runHighs } from '../highs/highs-run.ts';
import { type Found, solveInRounds } from './rounds.ts';

/** What the exact solver's thread is given; what it sends back is {@link Found}. */
export interface ExactTask {
  readonly problem: Problem;
  readonly known: Schedule | null;
  readonly nodeLimit: number | null;
  readonly seed: number;
}

const { problem, known, nodeLimit, seed } = workerData as ExactTask;

/** Runs until it is done; its parent may end it at any moment. */
solveInRounds(
  { scene: sceneOf(problem), known, nodeLimit, seed },
  (task, news) => runHighs(task, { news, isStopped: () => false }),
  (found: Found) => parentPort?.postMessage(found),
);
