import type { Epoch } from '../../domain/epoch.ts';
import { incumbentOf } from '../../domain/solution.ts';
import { planEpoch } from '../../planner.ts';
import type { Clock, Solver } from '../../ports.ts';
import type { View } from '../policy.ts';
import { plannerPolicy } from './planner-policy.ts';
import type { OptimiserSettings } from './settings.ts';
import { type FirstVm, snapshotOf, standsFor, type Told } from './snapshot.ts';

/** What planning an epoch needs from outside: the virtual clock is the view's own. */
export interface Planning {
  readonly solver: Solver;
  readonly settings: OptimiserSettings;
  readonly firstVm: FirstVm;
}

/** Plans what is told of a view, by the planner that plans a live cloud. */
export function planView({ solver, settings, firstVm }: Planning, view: View, told: readonly Told[]): Promise<Epoch> {
  const clock: Clock = { unixSeconds: () => view.now, elapsedSeconds: () => 0 };
  const source = { name: 'simulation', read: () => Promise.resolve(snapshotOf(view, told, firstVm)) };
  const events = { improved: () => undefined, fault: () => undefined };
  const world = { source, solver, clock, events, signal: NEVER, promises: [], last: null };
  return planEpoch(world, plannerPolicy(view, told, settings));
}

const NEVER = new AbortController().signal;

/** Whether the plan is sound and gives a start, in time, to every promise it was told of. */
export function keepsPromises({ problem, solution, violations }: Epoch, told: readonly Told[]): boolean {
  const schedule = incumbentOf(solution)?.schedule;
  if (schedule === undefined || violations.length > 0) return false;
  const started = new Set(
    problem.jobs.flatMap((job, index) => {
      const { index: lease, isRest } = standsFor(job.lease);
      return schedule[index]?.kind === 'leave' ? [] : [key(lease, isRest)];
    }),
  );
  return told.every(
    ({ lease, telling }) =>
      telling.terms.kind === 'best-effort' ||
      telling.status === 'running' ||
      started.has(key(lease.index, telling.part === 'rest')),
  );
}

const key = (lease: number, isRest: boolean): string => `${lease}${isRest ? '-rest' : ''}`;
