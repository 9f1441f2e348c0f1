import type { Problem, ProblemHost } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { alternativesOf, floorsOf } from './batch.ts';
import { budgetRows } from './budgets.ts';
import { ModelBuilder } from './builder.ts';
import { countByPlace, formOf } from './counting.ts';
import { dualFeasibleRows } from './dual-feasible.ts';
import type { Choice, Formulation } from './formulation.ts';
import type { Model } from './model.ts';
import { poolRows } from './pool.ts';
import { precedenceRows } from './precedence.ts';
import { limitAt, roomIndex, roomOf } from './room.ts';
import { matrixEntries } from './size.ts';

/** More entries than this say little in any useful time. */
const MAX_ENTRIES = 1_000_000;

/**
 * A relaxation for bounds alone: hosts that are alike (capacity, blocks, and the host sets they are in) are merged into
 * classes, and the columns count VMs per class. Null when there is nothing to decide or it would be too large.
 *
 * Valid because every schedule gives values of the same cost or less that satisfy every row:
 * - each decision has its column, with the class of its host for place; its cost is the same on acceptance, service and
 *   disruption, and on mend no more, since a VM resumed or moved within its class counts as gone from its host;
 * - capacity of a class is the sum of `capacity` over its hosts, present allowance included;
 * - dual feasible rows (`dual-feasible.ts`) hold on each host by itself, hence summed over a class;
 * - precedences speak of slots alone;
 * - budgets and pools count the same things, actions per host summed over the class;
 * - everything else is left out (apart, together, spread, saves taking turns, what a host above its capacity pays at
 *   mend and that it takes nobody, preferences, shape): its rows are dropped, and its costs are never negative.
 */
export function classModel(problem: Problem): Model | null {
  const classes = classesOf(problem);
  const placeOf = problem.hosts.map((_, host) => classes.findIndex((hosts) => hosts.includes(host)));
  const reach = problem.hostSets.map((hosts) => new Set(hosts.map((host) => placeOf[host])).size);
  const entries = matrixEntries(problem, (vm) => reach[problem.vms[vm]?.hostSet ?? -1] ?? 0);
  if (entries === 0 || entries > MAX_ENTRIES) return null;
  const formulation: Formulation = {
    problem,
    builder: new ModelBuilder(),
    room: roomOf(problem),
    placeOf,
    keyOf: poolKeys(problem),
  };
  const alternatives = alternativesOf(formulation);
  const choices = alternatives.flatMap((each) => each.choices);
  classCapacityRows(formulation, choices, classes);
  dualFeasibleRows(formulation, choices, classes);
  for (const rule of problem.rules) {
    if (rule.kind === 'pool' && rule.strength === 'must') poolRows(formulation, choices, rule);
  }
  precedenceRows(formulation, alternatives);
  budgetRows(
    formulation,
    choices,
    classes.map((hosts) => hosts.length),
  );
  return formulation.builder.build(floorsOf(alternatives));
}

/** Hosts that no schedule can tell apart but by what is on them, as lists of host indices. */
function classesOf(problem: Problem): readonly (readonly number[])[] {
  const sets = problem.hostSets.map((hosts) => new Set(hosts));
  const classes = new Map<string, number[]>();
  problem.hosts.forEach((host, index) => {
    const key = `${likeness(host)} ${sets.map((set) => (set.has(index) ? 1 : 0)).join('')}`;
    const known = classes.get(key);
    if (known === undefined) classes.set(key, [index]);
    else known.push(index);
  });
  return [...classes.values()];
}

const likeness = ({ capacity, blocks }: ProblemHost): string => JSON.stringify([capacity, blocks]);

/** What tells VMs apart here: how much of each pool they use. */
function poolKeys(problem: Problem): (vm: number) => string {
  const pools = problem.rules.filter((rule) => rule.kind === 'pool');
  return (vm) =>
    pools.map(({ uses }) => uses.filter((use) => use.vm === vm).reduce((sum, { amount }) => sum + amount, 0)).join();
}

/** capacity, summed over the hosts of a class. */
function classCapacityRows(
  formulation: Formulation,
  choices: readonly Choice[],
  classes: readonly (readonly number[])[],
): void {
  const { problem, builder, room } = formulation;
  const slots = slotCount(problem);
  for (const resource of problem.resources.keys()) {
    const forms = countByPlace(choices, slots, 'room', (vm) => problem.vms[vm]?.demand[resource] ?? 0);
    for (const [place, hosts] of classes.entries()) {
      for (let slot = 0; slot < slots; slot++) {
        const form = formOf(forms, place * slots + slot);
        const left = hosts.reduce((sum, host) => {
          const present = room.present[roomIndex(problem, host, slot, resource)] as number;
          return sum + limitAt(problem, room, host, slot, resource) - present;
        }, 0);
        if (builder.canBind(form, left)) builder.atMost('capacity', form, left);
      }
    }
  }
}
