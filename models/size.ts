import { type Problem, slotCount, type WaitingJob } from '../src/domain/problem.ts';
import { endSlot } from './segments.ts';

/**
 * About how many entries a matrix over jobs, slots and places would have: enough to refuse it before it is built. Counts
 * what waiting jobs hold, and what running ones may move to or be resumed on, in capacity rows alone.
 *
 * @param reachOf how many places a VM can be put on.
 */
export function matrixEntries(problem: Problem, reachOf: (vm: number) => number): number {
  const slots = slotCount(problem);
  return problem.jobs.reduce((sum, job) => {
    const reach = job.vms.reduce((most, vm) => Math.max(most, reachOf(vm)), 0) * problem.resources.length;
    if (job.kind === 'waiting') return sum + reach * heldSlots(problem, job);
    const moves = job.moves.reduce((count, move) => count + (move?.slots.length ?? 0), 0);
    const pauses = (job.pause?.slots.length ?? 0) * slots;
    const resumes = job.pause?.resumesAnywhere === true ? pauses * reach : 0;
    return sum + (moves * reach + pauses * job.vms.length + resumes) * (slots / 2);
  }, 0);
}

/** Slots held, summed over all starts. */
function heldSlots(problem: Problem, job: WaitingJob): number {
  let held = 0;
  for (let slot = Math.max(job.earliest, 0); slot <= Math.min(job.latest, slotCount(problem) - 1); slot++) {
    held += endSlot(problem, slot, job.occupiedSeconds) - slot;
  }
  return held;
}
