import { parentPort, workerData } from 'node:worker_threads';
import { Prover } from './proof/prover.ts';
import type { ProjectNews, ProjectTask } from './thread-task.ts';

/** Conflicts between two looks at what others found. */
const CONFLICTS_A_LOOK = 500;

/** Refutes one makespan after the other, until one is met; its parent may end it at any moment. */
function run({ project, upper, seed, steps, shared }: ProjectTask, send: (news: ProjectNews) => void): void {
  const prover = new Prover(project, upper, seed);
  let best = upper;
  let told = prover.lower;
  send({ kind: 'bound', lower: told });
  while (prover.lower < best && (steps === null || prover.conflicts < steps)) {
    const verdict = prover.refute(prover.lower, CONFLICTS_A_LOOK);
    if (verdict === 'found') {
      send({ kind: 'schedule', starts: prover.starts });
      best = prover.lower;
    }
    if (prover.lower > told) send({ kind: 'bound', lower: prover.lower });
    told = prover.lower;
    const known = Atomics.load(shared, 0);
    if (known < best) prover.improve(known);
    best = Math.min(best, known);
  }
}

run(workerData as ProjectTask, (news) => parentPort?.postMessage(news));
