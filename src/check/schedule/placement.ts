import { costAt, MEND } from '../../domain/levels.ts';
import type { PlacementTerms, Problem, Zones } from '../../domain/problem.ts';
import { slotSeconds } from '../../domain/time.ts';
import { breaking, combine, costing, type Finding, when } from '../finding.ts';
import { hostName, vmName } from './names.ts';
import { placementCost } from './placement-cost.ts';
import type { Replay } from './replay.ts';

/**
 * What the terms of one instant ask for, beyond capacity: reach and near, and what the place of each VM costs. What the
 * present breaks may stay broken, at the first slot's seconds on level mend, and not get worse.
 */
export function checkPlacement(problem: Problem, replay: Replay): Finding {
  const terms = problem.placement;
  if (terms === null) return breaking([]);
  const after = placesOf(replay.stays);
  return combine([
    ...terms.reach.map((rule) => checkReach(problem, rule, after, replay.home)),
    ...terms.near.map((rule) => checkNear(problem, rule, after, replay.home)),
    placementCost(problem, terms, after, replay.home),
  ]);
}

/** Host of each VM where the plan leads to: that of its last stay; −1 for one that is nowhere. */
export function placesOf(stays: Replay['stays']): Int32Array {
  return Int32Array.from(stays, (ofVm) => ofVm.at(-1)?.host ?? -1);
}

type Reach = PlacementTerms['reach'][number];
type Near = PlacementTerms['near'][number];

/** reach: VMs that are all placed are in `atLeast` zones; where all run now in fewer, in no fewer than now. */
function checkReach(problem: Problem, { vms, zones, atLeast }: Reach, after: Int32Array, home: Int32Array): Finding {
  const reached = zonesOf(vms, zones, after);
  if (vms.some((vm) => after[vm] === -1) || reached.size >= atLeast) return breaking([]);
  const excused = vms.every((vm) => home[vm] !== -1) && reached.size >= zonesOf(vms, zones, home).size;
  const what = `${vmName(problem, vms[0] as number)} and others reach ${reached.size} of at least ${atLeast} zones`;
  return combine([breaking(when(!excused, 'spread', what)), mend(problem)]);
}

/** near: each VM is in a zone with one of `to`; one that is on its host of now and has none there now may stay so. */
function checkNear(problem: Problem, { vms, to, zones }: Near, after: Int32Array, home: Int32Array): Finding {
  const served = zonesOf(to, zones, after);
  const servedNow = zonesOf(to, zones, home);
  return combine(
    vms.flatMap((vm) => {
      const place = after[vm] as number;
      if (place === -1 || served.has(zones[place] as number)) return [];
      const excused = place === home[vm] && !servedNow.has(zones[place] as number);
      const what = `${vmName(problem, vm)} is on ${hostName(problem, place)} with none of what it depends on in its zone`;
      return [breaking(when(!excused, 'affinity', what)), mend(problem)];
    }),
  );
}

function zonesOf(vms: readonly number[], zones: Zones, places: Int32Array): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const vm of vms) {
    const place = places[vm] as number;
    if (place !== -1) reached.add(zones[place] as number);
  }
  return reached;
}

const mend = (problem: Problem): Finding => costing(costAt(MEND, slotSeconds(problem.edges, 0)));
