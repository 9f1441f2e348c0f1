import type { Epoch } from '../domain/epoch.ts';
import type { LastEpoch } from '../domain/last-epoch.ts';
import type { Observation } from '../domain/observation.ts';
import type { Policy } from '../domain/policy.ts';
import type { Promised } from '../domain/promise.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { planEpoch } from '../planner.ts';
import type { Clock, Solver, SolverEvents } from '../ports.ts';
import { hashOf } from '../report/canonical.ts';

/** Where epochs are planned, once they are read. */
export interface Planner {
  /** What `planEpoch` makes of the task; rejects with what it throws, and when whoever plans has died or hangs. */
  readonly plan: (task: PlanTask, watch: PlanWatch) => Promise<PlannedEpoch>;
}

/** An epoch, and what is made of it where there is time for that. */
export interface PlannedEpoch {
  readonly epoch: Epoch;
  /** Of `epoch.snapshot`. */
  readonly snapshotHash: string;
}

/** What one epoch is planned from: plain data. */
export interface PlanTask {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly promises: readonly Promised[];
  readonly last: LastEpoch | null;
  /** How long what the cloud did took, as this planner saw it. */
  readonly observed: readonly Observation[];
}

/** What is told meanwhile, and how to end it. */
export interface PlanWatch {
  readonly events: SolverEvents;
  /** The search begins, and is over when `ended` fires: it ends early, with what it has, when the signal given fires. */
  readonly search: (ended: AbortSignal) => AbortSignal;
  /** Nobody waits for the plan any more. */
  readonly signal: AbortSignal;
}

/** Plans where it is called. */
export const plannerHere = (solver: Solver, clock: Clock): Planner => ({
  plan: async ({ snapshot, policy, promises, last, observed }, { events, search, signal }) => {
    const source = { name: 'snapshot', read: async () => snapshot };
    const epoch = await planEpoch(
      { source, solver: interruptible(solver, search), clock, events, signal, promises, last, observed },
      policy,
    );
    return { epoch, snapshotHash: hashOf(epoch.snapshot) };
  },
});

/** A solver whose search ends early when it is told so. */
const interruptible = (solver: Solver, search: PlanWatch['search']): Solver => ({
  name: solver.name,
  solve: async (problem, request) => {
    const over = new AbortController();
    const cut = search(AbortSignal.any([request.signal, over.signal]));
    try {
      return await solver.solve(problem, { ...request, signal: AbortSignal.any([request.signal, cut]) });
    } finally {
      over.abort();
    }
  },
});
