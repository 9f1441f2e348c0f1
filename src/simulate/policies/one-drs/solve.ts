import { assignVms } from './assign.ts';
import { scoreBound } from './bound.ts';
import { chooseLeases } from './choose.ts';
import type { OneDrsProgram, Placement } from './program.ts';

/** Places that one run may look at, for who is placed and for where. one_drs gives its solver a minute. */
const EFFORT = 200_000;

/** Solves the program of one run: to the optimum where that can be seen or searched, else as far as the effort goes. */
export function solveOneDrs(program: OneDrsProgram, effort = EFFORT): Placement {
  if (program.leases.length === 0) return [];
  const bound = scoreBound(program) - ROUNDING;
  const best = chooseLeases(program, bound, effort);
  if (best.score < bound) assignVms(program, best, bound, effort);
  return best.placement;
}

/** Shares are not exact. */
const ROUNDING = 1e-9;
