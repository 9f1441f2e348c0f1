import { parentPort, workerData } from 'node:worker_threads';
import { Genetic } from './genetic.ts';
import type { ProjectNews, ProjectTask } from './thread-task.ts';

const STEPS_A_LOOK = 20;

/** Looks for shorter schedules until its steps are over or none can be; its parent may end it at any moment. */
function run({ project, upper, seed, steps, shared }: ProjectTask, send: (news: ProjectNews) => void): void {
  const genetic = new Genetic(project, seed);
  let best = upper;
  for (let step = 0; steps === null || step < steps; step++) {
    if (step % STEPS_A_LOOK === 0 && best <= Atomics.load(shared, 1)) return;
    if (!genetic.step() || genetic.best.makespan >= best) continue;
    best = genetic.best.makespan;
    send({ starts: genetic.best.starts });
  }
}

run(workerData as ProjectTask, (news) => parentPort?.postMessage(news));
