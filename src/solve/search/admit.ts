import { ACCEPTANCE, compareCosts } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { Search } from './search.ts';

/** Tries for each job in a round, and rounds: where one try ejects too much, another may not. */
const TRIES = 6;
const ROUNDS = 4;

export interface AdmitOptions {
  readonly seed: number;
  /** True once it has to end, with whatever it has. */
  readonly isOver: () => boolean;
}

/**
 * Puts in what a schedule refuses, the dearest first, each by ejecting what blocks it: what runs there is paused or moved,
 * what waits goes elsewhere or later. No thread has to be begun for it, so that the shortest search is enough to accept a
 * reservation. Null when nothing is refused, or nothing comes of it.
 */
export function admitRefused(problem: Problem, schedule: Schedule, { seed, isOver }: AdmitOptions): Schedule | null {
  if (refusedIn(problem, schedule).length === 0) return null;
  const search = new Search(problem, schedule, seed);
  const before = search.cost;
  for (let round = 0; round < ROUNDS; round++) {
    for (const job of refusedIn(problem, search.best.schedule)) {
      for (let tries = 0; tries < TRIES && !isOver(); tries++) if (search.step(1, job)) break;
    }
  }
  return compareCosts(search.best.cost, before) < 0 ? search.best.schedule : null;
}

/** Waiting jobs that are left out at the level of acceptance, the dearest first. */
function refusedIn({ jobs }: Problem, schedule: Schedule): readonly number[] {
  const lost = (index: number): number => {
    const job = jobs[index];
    return job?.kind === 'waiting' && job.earliest <= job.latest ? (job.leaveCost[ACCEPTANCE] as number) : 0;
  };
  return [...schedule.keys()]
    .filter((index) => schedule[index]?.kind === 'leave' && lost(index) > 0)
    .sort((a, b) => lost(b) - lost(a) || a - b);
}
