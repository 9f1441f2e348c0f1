import type { Epoch } from '../domain/epoch.ts';
import type { Action, Forecast, Operation, Plan } from '../domain/plan.ts';

/** The parts of a plan that an operator asks for, each in the order of the plan. */
export interface PlanParts {
  /** Actions that begin before the next epoch. */
  readonly due: readonly Action[];
  /** Leases that start after it, soonest first. */
  readonly later: readonly Forecast[];
  /** Moves and pauses of what runs, now or later, with the actions that wait for the room. */
  readonly roomMade: readonly { readonly action: Action; readonly makesRoomFor: readonly Action[] }[];
  readonly waiting: readonly Forecast[];
  readonly refused: readonly Forecast[];
  /** Left as they are, for a reason of their own: on hold, locked, failed, under way. */
  readonly untouched: readonly Forecast[];
}

const NOTHING: PlanParts = { due: [], later: [], roomMade: [], waiting: [], refused: [], untouched: [] };

/** Sorts a plan into its parts; an epoch without a plan has none. */
export function planParts({ plan }: Epoch): PlanParts {
  if (plan === null) return NOTHING;
  const of = (outcome: Forecast['outcome']): readonly Forecast[] =>
    plan.forecasts.filter((forecast) => forecast.outcome === outcome);
  return {
    due: dueActions(plan),
    later: of('starts').filter(startsLater(plan)).toSorted(byStart),
    roomMade: roomMade(plan),
    waiting: of('waits'),
    refused: of('refused'),
    untouched: of('untouched'),
  };
}

/** Actions that begin before the next epoch. */
export const dueActions = (plan: Plan): readonly Action[] =>
  plan.actions.filter((action) => action.notBefore < plan.enactBefore);

/** How many actions of each kind, in order of appearance. */
export function countByOperation(actions: readonly Action[]): ReadonlyMap<Operation, number> {
  const counts = new Map<Operation, number>();
  for (const { operation } of actions) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return counts;
}

const startsLater =
  (plan: Plan) =>
  (forecast: Forecast): boolean =>
    forecast.startAt !== null && forecast.startAt >= plan.enactBefore;

const byStart = (a: Forecast, b: Forecast): number => (a.startAt ?? 0) - (b.startAt ?? 0);

/** Migrations always make room; what else leaves a host does so when its lease is paused, not over. */
function roomMade(plan: Plan): PlanParts['roomMade'] {
  const paused = new Set(plan.forecasts.filter(isPaused).map(({ lease }) => lease));
  const pauses = new Map(
    plan.actions
      .filter(({ operation }) => PAUSES.has(operation))
      .toReversed()
      .map(({ vm, id }) => [vm, id]),
  );
  return plan.actions
    .filter(({ id, vm, operation, lease }) => MOVES.has(operation) || (paused.has(lease) && pauses.get(vm) === id))
    .map((action) => ({
      action,
      makesRoomFor: plan.actions.filter(({ vm, dependsOn }) => vm !== action.vm && dependsOn.includes(action.id)),
    }));
}

const MOVES: ReadonlySet<Operation> = new Set<Operation>(['migrate', 'live-migrate']);
const PAUSES: ReadonlySet<Operation> = new Set<Operation>(['stop', 'suspend', 'undeploy', 'poweroff']);

const isPaused = ({ outcome, reasonCode }: Forecast): boolean => outcome === 'paused' || reasonCode === 'Preempted';
