import type { Problem, RunningJob } from '../../domain/problem.ts';
import type { Move } from '../../domain/schedule.ts';
import { slotFrom } from '../../domain/time.ts';
import { breaking, combine, costing, type Finding, when } from '../finding.ts';
import { mayHold } from './admissible.ts';
import { hostName, slotName, vmName } from './names.ts';

/**
 * legal: only a VM that has move terms is moved. window: in one of its slots, and while it still holds its host.
 * admissible: to a host of its host set that is not its own. Each move costs what its terms say.
 */
export function checkMoves(problem: Problem, job: RunningJob, moves: readonly Move[]): Finding {
  return combine(moves.map((move) => checkMove(problem, job, move)));
}

function checkMove(problem: Problem, job: RunningJob, { position, slot, host }: Move): Finding {
  const vm = job.vms[position] as number;
  const terms = job.moves[position] ?? null;
  const what = `${vmName(problem, vm)} of ${job.lease} moves to ${hostName(problem, host)} in ${slotName(problem, slot)}`;
  if (terms === null) return breaking(when(true, 'legal', `${what} but may not be moved`));
  const over = slot >= endOf(problem, job);
  const home = host === job.on[position];
  const violations = [
    ...when(!terms.slots.includes(slot), 'window', `${what}, not one of the slots it may be moved in`),
    ...when(over, 'window', `${what}, after its end`),
    ...when(home, 'admissible', `${what}, where it is already`),
    ...when(!home && !mayHold(problem, vm, host), 'admissible', `${what}, which it does not match`),
  ];
  return combine([breaking(violations), costing(terms.cost)]);
}

const endOf = ({ edges }: Problem, { remainingSeconds }: RunningJob): number =>
  remainingSeconds === null ? edges.length - 1 : slotFrom(edges, (edges[0] as number) + remainingSeconds);
