import { ACCEPTANCE, costAt } from '../../src/domain/levels.ts';
import type { Problem, WaitingJob } from '../../src/domain/problem.ts';
import { dice } from './dice.ts';
import { host, problem, waiting } from './problem-builders.ts';

/** A small project, the same for the same seed: one host of two resources, a sink after everything, slots of a second. */
export function randomProject(seed: number, most = 6): Problem {
  const { between, chance } = dice(seed);
  const count = between(3, most);
  const lengths = Array.from({ length: count }, () => between(chance(20) ? 0 : 1, 4));
  const slots = lengths.reduce((sum, length) => sum + length, 0) + 2;
  const capacity = [between(3, 5), between(3, 5)];
  const jobs = lengths.map((occupiedSeconds, index) =>
    waiting({
      vms: [{ demand: [between(0, 3), between(0, 3)] }],
      occupiedSeconds: index === count - 1 ? 0 : occupiedSeconds,
      delayWeight: index === count - 1 ? 1 : 0,
      earliest: chance(15) ? between(0, 1) : 0,
      leaveCost: costAt(ACCEPTANCE, 1),
    }),
  );
  const orders = jobs.flatMap((_, before) =>
    jobs.flatMap((_, after) => (before < after && (after === count - 1 || chance(25)) ? [{ before, after }] : [])),
  );
  return problem({
    edges: Array.from({ length: slots + 1 }, (_, slot) => slot),
    hosts: [host({ capacity })],
    jobs,
    precedences: orders,
  });
}

/** Shortest makespan, by trying every order: one of them leads, each job as early as it can, to an optimal schedule. */
export function shortestMakespan({ jobs, vms, hosts, precedences }: Problem): number {
  const capacity = hosts[0]?.capacity ?? [];
  const starts: (number | null)[] = jobs.map(() => null);
  const lengthOf = (index: number): number => (jobs[index] as WaitingJob).occupiedSeconds ?? 0;
  const isRoom = (index: number, slot: number): boolean =>
    capacity.every((size, r) => {
      const used = jobs.reduce((sum, _, other) => {
        const start = starts[other] ?? null;
        const runs = start !== null && start <= slot && slot < start + lengthOf(other);
        return sum + (runs ? (vms[other]?.demand[r] ?? 0) : 0);
      }, 0);
      return used + (vms[index]?.demand[r] ?? 0) <= size;
    });
  const fits = (index: number, start: number): boolean =>
    Array.from({ length: lengthOf(index) }, (_, k) => start + k).every((slot) => isRoom(index, slot));
  const best = (placed: number): number => {
    if (placed === jobs.length) return starts.at(-1) ?? 0;
    let least = Number.POSITIVE_INFINITY;
    for (const index of jobs.keys()) {
      const before = precedences.filter(({ after }) => after === index).map((pair) => pair.before);
      if (starts[index] !== null || before.some((other) => starts[other] === null)) continue;
      let start = Math.max((jobs[index] as WaitingJob).earliest, ...before.map((b) => (starts[b] ?? 0) + lengthOf(b)));
      while (!fits(index, start)) start++;
      starts[index] = start;
      least = Math.min(least, best(placed + 1));
      starts[index] = null;
    }
    return least;
  };
  return best(0);
}
