import { gapOf, headlineLevel } from '../../domain/levels.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Solution } from '../../domain/solution.ts';
import type { Solver } from '../../ports.ts';
import type { Decision, LeaseView, Order, SimulationPolicy, View } from '../policy.ts';
import { admit } from './admission.ts';
import type { Planning } from './epochs.ts';
import { frontOf } from './front.ts';
import { journeysOf } from './journeys.ts';
import { dueOrders } from './orders.ts';
import { expectations, outlookOf } from './outlook.ts';
import { quietUntil } from './quiet.ts';
import { RunTimes } from './run-times.ts';
import type { OptimiserSettings } from './settings.ts';
import { standsFor, type Told } from './snapshot.ts';
import { planWithStints, type Split } from './splitting.ts';
import { asAsked, isPromise, type Teller, tellingOf } from './tellings.ts';
import { VmNumbers } from './vm-numbers.ts';

/**
 * The planner as a policy of the simulator. At each event it tells the planner what it sees, has an epoch planned and
 * checked, and orders what is due; what the plan wants later it asks for again when the time has come.
 */
export function optimiserPolicy(settings: OptimiserSettings, solver: Solver): SimulationPolicy {
  const numbers = new VmNumbers();
  const runTimes = new RunTimes();
  const planning: Planning = { solver, settings, firstVm: (lease) => numbers.firstOf(lease) };
  return {
    name: settings.name,
    decide: async (view) => {
      numbers.note(view.leases);
      runTimes.note(view);
      const { accepted, refusals } = await admit(planning, view);
      const admissions: readonly Order[] = [...[...accepted].map(acceptance), ...refusals];
      const isIn = (lease: LeaseView): boolean => !isPromise(lease) || lease.accepted || accepted.has(lease.index);
      const outlook = outlookOf(view, isIn);
      const expects = settings.runTimes === 'asked' ? asAsked : expectations(outlook, runTimes, settings);
      const told = frontOf(view, tell(view, view.leases.filter(isIn), { settings, expects }), settings);
      const quiet = quietUntil(view, told);
      if (quiet !== null) return { ...NOTHING, orders: admissions, wakeAt: quiet.at };
      return decisionOf(view, await planWithStints(planning, numbers, view, told), {
        admissions,
        lookAt: outlook.lookAt,
      });
    },
  };
}

const NOTHING: Decision = { orders: [], wakeAt: null, promised: [], gap: null };
/** After an epoch without a sound plan the next is tried so soon. */
const RETRY_SECONDS = 60;

const acceptance = (lease: number): Order => ({ kind: 'accept', lease });

const tell = (view: View, leases: readonly LeaseView[], teller: Teller): readonly Told[] =>
  leases.flatMap((lease) => {
    const telling = tellingOf(view, lease, teller);
    return telling === null ? [] : [{ lease, telling }];
  });

/** What is decided beside the plan. */
interface Beside {
  readonly admissions: readonly Order[];
  readonly lookAt: number | null;
}

function decisionOf(view: View, { epoch, pauseAt }: Split, { admissions, lookAt }: Beside): Decision {
  const { plan, violations } = epoch;
  if (plan === null || violations.length > 0)
    return { ...NOTHING, orders: admissions, wakeAt: view.now + RETRY_SECONDS };
  const byIndex = new Map(view.leases.map((lease) => [lease.index, lease]));
  const { orders, nextAt } = dueOrders(plan, (index) => byIndex.get(index));
  const journeys = journeysOf(view, plan);
  const wakes = [nextAt, journeys.nextAt, pauseAt, lookAt].filter((at) => at !== null);
  return {
    orders: [...admissions, ...orders, ...journeys.orders],
    wakeAt: wakes.length === 0 ? null : Math.min(...wakes),
    promised: promisesOf(view, plan),
    gap: gapTo(epoch.solution),
  };
}

/** How far the plan of an epoch may be from the best one; null without a plan. */
function gapTo(solution: Solution): number | null {
  if (solution.status !== 'optimal' && solution.status !== 'feasible') return null;
  const { incumbent, bound } = solution;
  const level = headlineLevel(incumbent.cost, bound);
  return gapOf(incumbent.cost[level] as number, bound[level] as number);
}

/** Starts foreseen for those that wait, as their owners would be told. */
const promisesOf = (view: View, { forecasts }: Plan): Decision['promised'] =>
  forecasts.flatMap(({ lease, startAt, outcome }) => {
    const { index, isRest } = standsFor(lease);
    return outcome !== 'starts' || startAt === null || startAt <= view.now || isRest ? [] : [{ lease: index, startAt }];
  });
