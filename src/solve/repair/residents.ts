import type { Problem, RunningJob } from '../../domain/problem.ts';
import type { Ends } from '../ends.ts';
import { savedBy } from '../segments.ts';

/** What the VMs that run now could do at best about where they are, by VM; −1 and T for those that wait. */
export interface Residents {
  /** Host it is on. */
  readonly home: Int32Array;
  /** First slot in which it no longer holds its host when nothing changes. */
  readonly until: Int32Array;
  /** First slot in which it need not hold its host any more: moved or paused as early as may be; else `until`. */
  readonly gone: Int32Array;
  /** First slot in which it need not run there any more. */
  readonly stops: Int32Array;
  /** VMs by host. */
  readonly on: readonly (readonly number[])[];
}

export function residentsOf(problem: Problem, ends: Ends): Residents {
  const count = problem.vms.length;
  const slots = problem.edges.length - 1;
  const residents = {
    home: new Int32Array(count).fill(-1),
    until: new Int32Array(count).fill(slots),
    gone: new Int32Array(count).fill(slots),
    stops: new Int32Array(count).fill(slots),
    on: problem.hosts.map(() => [] as number[]),
  };
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    const until = ends.after(0, job.remainingSeconds);
    for (const [position, vm] of job.vms.entries()) {
      const home = job.on[position] as number;
      residents.home[vm] = home;
      residents.until[vm] = until;
      residents.gone[vm] = Math.min(movedBy(ends, job, position, until), pausedBy(ends, job), until);
      residents.stops[vm] = Math.min(movedBy(ends, job, position, until), job.pause?.slots[0] ?? until, until);
      residents.on[home]?.push(vm);
    }
  }
  return residents;
}

/** g of the earliest move; `until` when there is none. */
function movedBy(ends: Ends, job: RunningJob, position: number, until: number): number {
  const terms = job.moves[position] ?? null;
  const first = terms?.slots[0];
  return terms === null || first === undefined || first >= until ? until : ends.after(first, terms.transitSeconds);
}

/** S of the earliest pause. */
function pausedBy(ends: Ends, job: RunningJob): number {
  const first = job.pause?.slots[0];
  return first === undefined ? Number.POSITIVE_INFINITY : savedBy(ends, job, first);
}
