import type { MessagePort } from 'node:worker_threads';
import type { LastEpoch } from '../domain/last-epoch.ts';
import type { Policy } from '../domain/policy.ts';
import { incumbentOf } from '../domain/solution.ts';
import type { Clock, Solver } from '../ports.ts';
import { type PlanTask, type PlanWatch, plannerHere } from './planner.ts';
import { type PlanningNews, type PlanningOrder, told } from './planning-words.ts';

/** The other side of a planning thread: plans what it is asked to, one epoch after the other, and keeps the last one. */
export function planOnRequest(port: MessagePort, solverFor: (policy: Policy) => Solver, clock: Clock): void {
  const say = (news: PlanningNews): void => port.postMessage(news);
  let kept: LastEpoch | null = null;
  let cut = new AbortController();

  const watch: PlanWatch = {
    events: {
      improved: ({ by, cost, bound }) => say({ kind: 'improved', news: { by, cost, bound } }),
      fault: (message) => say({ kind: 'fault', message }),
    },
    search: (ended) => {
      cut = new AbortController();
      ended.addEventListener('abort', () => say({ kind: 'searched' }), { once: true });
      say({ kind: 'searching' });
      return cut.signal;
    },
    signal: new AbortController().signal,
  };
  const plan = async (task: PlanTask): Promise<void> => {
    kept = null;
    try {
      const planned = await plannerHere(solverFor(task.policy), clock).plan(task, watch);
      const { snapshot: _, ...epoch } = planned.epoch;
      const { problem, solution } = epoch;
      const incumbent = incumbentOf(solution);
      kept = incumbent && { problem, schedule: incumbent.schedule, solution };
      say({ kind: 'planned', epoch, snapshotHash: planned.snapshotHash });
    } catch (error) {
      say({ kind: 'failed', error: told(error) });
    }
  };
  port.on('message', (order: PlanningOrder) => {
    if (order.kind === 'cut') cut.abort();
    else void plan({ ...order.task, last: order.last === 'kept' ? kept : order.last });
  });
}
