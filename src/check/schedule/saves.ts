import { type Problem, type RunningJob, slotCount } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { slotSeconds } from '../../domain/time.ts';
import { breaking, type Finding, when } from '../finding.ts';
import { hostName, slotName, vmAt } from './names.ts';

/**
 * budget: saves on one host take turns. The VMs of one job paused in slot a that are on host h, with s seconds of
 * saving together, take clamp(s − (edges[t] − edges[a]), 0, slot seconds of t) of each slot t ≥ a; the sum over jobs
 * is at most the slot.
 */
export function checkSerialSaves(problem: Problem, schedule: Schedule): Finding {
  if (!problem.serialSaves) return breaking([]);
  const busy = new Map<number, Float64Array>();
  problem.jobs.forEach((job, index) => {
    const decision = schedule[index];
    if (job.kind === 'running' && decision?.kind === 'pause') save(problem, job, decision.slot, busy);
  });
  return breaking(
    [...busy].flatMap(([host, seconds]) =>
      Array.from(seconds).flatMap((saving, slot) => {
        const long = slotSeconds(problem.edges, slot);
        const where = `${hostName(problem, host)} in ${slotName(problem, slot)}`;
        return when(saving > long, 'budget', `saves take ${saving} of ${long} seconds on ${where}`);
      }),
    ),
  );
}

function save(problem: Problem, job: RunningJob, begin: number, busy: Map<number, Float64Array>): void {
  for (const host of new Set(job.on)) {
    const total = job.vms
      .filter((_, position) => job.on[position] === host)
      .reduce((sum, vm) => sum + vmAt(problem, vm).saveSeconds, 0);
    const seconds = busy.get(host) ?? new Float64Array(slotCount(problem));
    busy.set(host, seconds);
    for (let slot = begin; slot < seconds.length; slot++) {
      const left = total - ((problem.edges[slot] as number) - (problem.edges[begin] as number));
      seconds[slot] = (seconds[slot] as number) + Math.min(Math.max(left, 0), slotSeconds(problem.edges, slot));
    }
  }
}
