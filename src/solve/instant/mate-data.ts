import { type Cost, costAt, MEND, SHAPE } from '../../domain/levels.ts';
import type { Problem, Rule, Zones } from '../../domain/problem.ts';
import type { MateData } from './data.ts';
import { fold } from './fold.ts';
import { sharedBytes, sharedFloats, sharedInts, sharedLists } from './shared.ts';
import { numberedZones } from './zone-data.ts';

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
    pairCost: sharedFloats(
      rules.map(({ strength }) => fold(weights, costAt(strength === 'must' ? MEND : SHAPE, seconds))),
    ),
  };
}
