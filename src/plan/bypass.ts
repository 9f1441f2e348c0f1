import type { Bypass } from './detour.ts';
import { standingOf } from './legal.ts';
import { expectedSeconds } from './seconds.ts';
import type { Setting } from './setting.ts';
import type { Step } from './step.ts';

/**
 * Instead of a migration: stop and deploy, for a VM that runs and is the only one of a preemptible lease.
 * It costs the delay, in weighted VM-seconds.
 */
export const bypassOf =
  ({ problem, policy, vm }: Setting): Bypass =>
  (move) => {
    const job = problem.jobs[problem.vms[move.vm]?.job ?? -1];
    if (job?.kind !== 'running' || job.pause === null || job.vms.length > 1) return null;
    const guest = vm(move.vm);
    if (standingOf(guest) !== 'running') return null;
    const { memoryMib } = guest.demand;
    const stopSeconds = expectedSeconds('stop', 'running', memoryMib, policy.overheads);
    const deploySeconds = expectedSeconds('deploy', 'stopped', memoryMib, policy.overheads);
    const steps: readonly Step[] = [
      { ...move, purpose: 'detour', operation: 'stop', takes: null, seconds: stopSeconds },
      { ...move, purpose: 'detour', operation: 'deploy', gives: false, seconds: deploySeconds },
    ];
    return { steps, cost: job.delayWeight * (stopSeconds + deploySeconds) };
  };
