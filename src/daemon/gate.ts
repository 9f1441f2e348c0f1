import type { ActionId, LeaseId } from '../domain/ids.ts';
import type { Action, Forecast, Operation, Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';

/**
 * How much is done without being asked, in OpenNebula's words. `manual`: nothing, plans are shown. `partial`: waiting
 * requests start and leases end at their time; what runs is neither paused nor moved unless somebody applies a plan that
 * says so. `full`: all of the plan.
 */
export type Automation = (typeof AUTOMATIONS)[number];
export const AUTOMATIONS = ['manual', 'partial', 'full'] as const;

export interface GateTerms {
  readonly automation: Automation;
  /** Actions let through in one epoch; null is without limit. */
  readonly maxActions: number | null;
}

/** The due part of a plan, sorted by what becomes of it; each list in the order of the plan. */
export interface Passed {
  readonly through: readonly Action[];
  /** Waits for somebody's approval, itself or what it depends on. */
  readonly unapproved: readonly Action[];
  /** Left out for now, with what depends on it: commands on its VM fail. */
  readonly setAside: readonly Action[];
  /** Waits for a later epoch: the budget of this one is spent. */
  readonly beyondBudget: readonly Action[];
}

/** Under `partial` a plan counts on nothing that it may not do: it pauses and moves nobody. */
export const policyUnder = (policy: Policy, automation: Automation): Policy =>
  automation === 'partial'
    ? {
        ...policy,
        preemption: { ...policy.preemption, operation: 'none' },
        migration: { ...policy.migration, operation: 'none' },
      }
    : policy;

/** What of a plan is carried out now: what begins before the next epoch, is allowed, and is within the budget. */
export function gate(
  plan: Plan,
  { automation, maxActions }: GateTerms,
  isOut: (action: Action) => boolean = () => false,
): Passed {
  const due = plan.actions.filter(({ notBefore }) => notBefore < plan.enactBefore);
  if (automation === 'manual') return { through: [], unapproved: due, setAside: [], beyondBudget: [] };
  const touched = automation === 'full' ? () => false : touches(plan);
  const approved = withoutDependents(due, touched);
  const possible = withoutDependents(approved, isOut);
  const through = withinBudget(possible, maxActions ?? Number.POSITIVE_INFINITY);
  return {
    through,
    unapproved: without(due, approved),
    setAside: without(approved, possible),
    beyondBudget: without(possible, through),
  };
}

function without(all: readonly Action[], taken: readonly Action[]): readonly Action[] {
  const known = new Set(taken);
  return all.filter((action) => !known.has(action));
}

/** Pauses and moves of what runs; the end of a lease at its time is none. */
function touches({ forecasts }: Plan): (action: Action) => boolean {
  const byLease = new Map<LeaseId, Forecast>(forecasts.map((forecast) => [forecast.lease, forecast]));
  return ({ operation, lease, notBefore }) => {
    if (ARRIVALS.has(operation)) return false;
    const endAt = byLease.get(lease)?.endAt ?? null;
    return MOVES.has(operation) || endAt === null || notBefore < endAt;
  };
}

const ARRIVALS: ReadonlySet<Operation> = new Set<Operation>(['deploy', 'resume']);
const MOVES: ReadonlySet<Operation> = new Set<Operation>(['migrate', 'live-migrate']);

/** What depends on something left out, by however many steps, is left out; and a gang starts whole or not at all. */
function withoutDependents(actions: readonly Action[], isOut: (action: Action) => boolean): readonly Action[] {
  const out = new Set<ActionId>(actions.filter(isOut).map(({ id }) => id));
  const leases = new Set<LeaseId>(startsOf(actions.filter(({ id }) => out.has(id))));
  for (let before = -1; before < out.size; ) {
    before = out.size;
    for (const { id, lease, operation, dependsOn } of actions) {
      const isLost = dependsOn.some((other) => out.has(other)) || (ARRIVALS.has(operation) && leases.has(lease));
      if (!isLost) continue;
      out.add(id);
      if (ARRIVALS.has(operation)) leases.add(lease);
    }
  }
  return actions.filter(({ id }) => !out.has(id));
}

const startsOf = (actions: readonly Action[]): readonly LeaseId[] =>
  actions.filter(({ operation }) => ARRIVALS.has(operation)).map(({ lease }) => lease);

/**
 * The first so many actions, in the order of the plan. A gang goes through whole or waits; one that is larger than the
 * whole budget goes through when nothing else has, or it would wait for ever.
 */
function withinBudget(actions: readonly Action[], budget: number): readonly Action[] {
  if (actions.length <= budget) return actions;
  const through = new Set<ActionId>();
  const known = new Set<ActionId>(actions.map(({ id }) => id));
  for (const group of groupsOf(actions)) {
    const ready = group.every(({ id, dependsOn }) =>
      dependsOn.every(
        (other) => through.has(other) || !known.has(other) || group.some((own) => own.id === other) || other === id,
      ),
    );
    const fits = through.size + group.length <= budget || through.size === 0;
    if (ready && fits) for (const { id } of group) through.add(id);
  }
  return actions.filter(({ id }) => through.has(id));
}

/** Actions one by one, but the starts of one lease together, where the last of them stands. */
function groupsOf(actions: readonly Action[]): readonly (readonly Action[])[] {
  const starts = new Map<LeaseId, Action[]>();
  const groups: Action[][] = [];
  for (const action of actions) {
    const gang = ARRIVALS.has(action.operation) ? (starts.get(action.lease) ?? []) : [];
    if (ARRIVALS.has(action.operation)) starts.set(action.lease, gang);
    if (gang.length > 0) groups.splice(groups.indexOf(gang), 1);
    gang.push(action);
    groups.push(gang);
  }
  return groups;
}
