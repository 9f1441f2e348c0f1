import { ACCEPTANCE, costAt } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
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
