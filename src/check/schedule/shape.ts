import { costAt, SHAPE } from '../../domain/levels.ts';
import { type Problem, type ProblemHost, slotCount } from '../../domain/problem.ts';
import { costing, type Finding } from '../finding.ts';
import { usage } from './capacity.ts';
import type { Replay } from './replay.ts';

/** What the plan's shape costs: hosts that hold anything (pack), or the highest load in permille (balance). */
export function shapeCost(problem: Problem, { stays }: Replay): Finding {
  switch (problem.shape.kind) {
    case 'none':
      return costing(costAt(SHAPE, 0));
    case 'pack':
      return costing(costAt(SHAPE, hostsInUse(problem, stays)));
    case 'balance':
      return costing(costAt(SHAPE, highestLoadPermille(problem, stays)));
  }
}

function hostsInUse(problem: Problem, stays: Replay['stays']): number {
  const held = new Set(stays.flat().map((stay) => stay.host));
  problem.hosts.forEach((host, index) => {
    if (isBlocked(host, slotCount(problem))) held.add(index);
  });
  return held.size;
}

const isBlocked = ({ blocks }: ProblemHost, slots: number): boolean =>
  blocks.some(({ from, until }) => Math.max(from, 0) < Math.min(until, slots));

function highestLoadPermille(problem: Problem, stays: Replay['stays']): number {
  const use = usage(problem, stays);
  const slots = slotCount(problem);
  const size = problem.resources.length;
  let highest = 0;
  problem.hosts.forEach(({ capacity }, host) => {
    const total = capacity[0] ?? 0;
    if (total <= 0) return;
    for (let slot = 0; slot < slots; slot++) {
      highest = Math.max(highest, Math.ceil((1000 * (use[(host * slots + slot) * size] as number)) / total));
    }
  });
  return highest;
}
