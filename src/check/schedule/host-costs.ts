import { costAt, SHAPE } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import { costing, type Finding } from '../finding.ts';
import type { Replay } from './replay.ts';

/** What the hosts cost that VMs are on after the plan: for a VM that is moved, the one it goes to. */
export function hostCosts({ placement }: Problem, { stays }: Replay): Finding {
  if (placement === null) return costing(costAt(SHAPE, 0));
  const sum = placement.hostCosts.reduce((total, costs, vm) => {
    const last = stays[vm]?.at(-1);
    return last === undefined ? total : total + (costs?.[last.host] ?? 0);
  }, 0);
  return costing(costAt(SHAPE, sum));
}
