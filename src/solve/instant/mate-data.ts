import { type Cost, costAt, MEND, SHAPE } from '../../domain/levels.ts';
import type { Problem, Rule, Zones } from '../../domain/problem.ts';
import type { MateData } from './data.ts';
import { fold } from './fold.ts';
import { sharedBytes, sharedFloats, sharedInts, sharedLists } from './shared.ts';
import { numberedZones } from './zone-data.ts';

/** In `joined`: any zone, and none. */
export const ANY_ZONE = -1;
const NO_ZONE = -2;

type Together = Rule & { readonly kind: 'together' };

/** Rules of kind `together` as counts by zone; without zones every host is one. */
export function mateData(problem: Problem, weights: Cost, seconds: number): MateData {
  const rules = problem.rules.filter((rule): rule is Together => rule.kind === 'together');
  const own: Zones = problem.hosts.map((_, host) => host);
  const zonings = [...new Set(rules.map(({ zones }) => zones ?? own))];
  const numbered = zonings.map((zones) => numberedZones(zones, problem.hosts.length));
  const zoning = rules.map(({ zones }) => zonings.indexOf(zones ?? own));
  const offset: number[] = [];
  let cells = 0;
  for (const index of zoning) {
    offset.push(cells);
    cells += numbered[index]?.count ?? 0;
  }
  const groupsOf: number[][] = problem.vms.map(() => []);
  rules.forEach(({ vms }, group) => {
    for (const vm of new Set(vms)) groupsOf[vm]?.push(group);
  });
  const members = sharedLists(groupsOf);
  return {
    groups: rules.length,
    cells,
    offset: sharedInts(offset),
    zoning: sharedInts(zoning),
    zoneOf: sharedInts(numbered.flatMap(({ of }) => of)),
    memberStart: members.start,
    memberGroups: members.values,
    must: sharedBytes(rules.map(({ strength }) => (strength === 'must' ? 1 : 0))),
    joined: sharedInts(
      rules.map((rule, group) => joinedZone(problem, rule, numbered[zoning[group] as number]?.of ?? [])),
    ),
    pairCost: sharedFloats(
      rules.map(({ strength }) => fold(weights, costAt(strength === 'must' ? MEND : SHAPE, seconds))),
    ),
  };
}

/** Where rules hold while VMs are moved, who waits can only join those that run where they are now. */
function joinedZone(problem: Problem, { vms, strength }: Together, zoneOf: readonly number[]): number {
  if (strength === 'prefer' || problem.placement?.rulesInTransit !== true) return ANY_ZONE;
  const zones = new Set<number>();
  for (const vm of vms) {
    const job = problem.jobs[problem.vms[vm]?.job as number];
    if (job?.kind === 'running') zones.add(zoneOf[job.on[job.vms.indexOf(vm)] as number] as number);
  }
  const [zone = ANY_ZONE] = zones;
  return zones.size > 1 ? NO_ZONE : zone;
}
