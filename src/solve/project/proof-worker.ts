import { parentPort, workerData } from 'node:worker_threads';
import { Prover } from './proof/prover.ts';
import type { ProjectNews, ProjectTask } from './thread-task.ts';

/** Conflicts between two looks at what others found. */
const CONFLICTS_A_LOOK = 500;

/**
 * Asks in turn whether any schedule is as short as the lower bound, and whether any is shorter than the best known, until
 * the two meet; its parent may end it at any moment.
 */
function run({ project, upper, seed, steps, shared }: ProjectTask, send: (news: ProjectNews) => void): void {
  const prover = new Prover(project, upper, seed);
  let best = upper;
  let told = prover.lower;
  send({ lower: told });
  for (let look = 0; prover.lower < best && (steps === null || prover.conflicts < steps); look++) {
    const limit = look % 2 === 0 ? prover.lower : best - 1;
    if (prover.refute(limit, CONFLICTS_A_LOOK) === 'found') {
      best = prover.starts[project.count - 1] as number;
      prover.improve(best);
      send({ starts: prover.starts });
    }
    if (prover.lower > told) send({ lower: prover.lower });
    told = prover.lower;
    const known = Atomics.load(shared, 0);
    if (known < best) prover.improve(known);
    best = Math.min(best, known);
  }
}

run(workerData as ProjectTask, (news) => parentPort?.postMessage(news));
