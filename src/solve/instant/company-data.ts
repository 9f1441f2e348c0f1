import { type Cost, costAt, MEND, SHAPE } from '../../domain/levels.ts';
import type { Problem, Rule } from '../../domain/problem.ts';
import type { CompanyData } from './data.ts';
import { fold } from './fold.ts';
import { sharedBytes, sharedFloats, sharedInts, sharedLists } from './shared.ts';

const NO_LIMIT = 2 ** 31 - 1;

interface Partner {
  readonly group: number;
  readonly must: boolean;
  readonly cost: number;
}

/** A list of VMs counted by host. */
interface Group {
  readonly vms: ReadonlySet<number>;
  readonly atMost: number;
  readonly must: boolean;
  readonly cost: number;
}

/** Rules of kind `spread` and `apart` as counts by host. */
export function companyData(problem: Problem, weights: Cost, seconds: number): CompanyData {
  const groups: Group[] = [];
  const partners: Partner[][] = problem.vms.map(() => []);
  for (const rule of problem.rules) {
    const cost = fold(weights, costAt(rule.strength === 'must' ? MEND : SHAPE, seconds));
    const must = rule.strength === 'must';
    if (rule.kind === 'spread') groups.push({ vms: new Set(rule.vms), atMost: rule.atMost, must, cost });
    if (rule.kind === 'apart') addApart(rule, { must, cost }, groups, partners);
  }
  const groupsOf: number[][] = problem.vms.map(() => []);
  groups.forEach(({ vms }, index) => {
    for (const vm of vms) groupsOf[vm]?.push(index);
  });
  const members = sharedLists(groupsOf);
  const partnerGroups = sharedLists(partners.map((each) => each.map(({ group }) => group)));
  const flat = partners.flat();
  return {
    inTransit: problem.placement?.rulesInTransit === true,
    groups: groups.length,
    memberStart: members.start,
    memberGroups: members.values,
    atMost: sharedInts(groups.map(({ atMost }) => atMost)),
    must: sharedBytes(groups.map(({ must }) => (must ? 1 : 0))),
    overCost: sharedFloats(groups.map(({ cost }) => cost)),
    partnerStart: partnerGroups.start,
    partnerGroups: partnerGroups.values,
    partnerMust: sharedBytes(flat.map(({ must }) => (must ? 1 : 0))),
    partnerCost: sharedFloats(flat.map(({ cost }) => cost)),
    partnerSelf: sharedBytes(
      partners.flatMap((each, vm) => each.map(({ group }) => (groups[group]?.vms.has(vm) === true ? 1 : 0))),
    ),
  };
}

/**
 * A VM of `left` alone has the right list for partners, one of `right` alone the left list, one of both has all. Each
 * such list is a group that is only counted.
 */
function addApart(
  rule: Rule & { readonly kind: 'apart' },
  { must, cost }: { readonly must: boolean; readonly cost: number },
  groups: Group[],
  partners: Partner[][],
): void {
  const left = new Set(rule.left);
  const right = new Set(rule.right);
  const known = new Map<ReadonlySet<number>, number>();
  const counted = (vms: ReadonlySet<number>): number => {
    const index = known.get(vms) ?? groups.push({ vms, atMost: NO_LIMIT, must: false, cost: 0 }) - 1;
    known.set(vms, index);
    return index;
  };
  const all = new Set([...left, ...right]);
  for (const vm of all) {
    const isLeft = left.has(vm);
    const isRight = right.has(vm);
    const theirs = isLeft && isRight ? all : isLeft ? right : left;
    partners[vm]?.push({ group: counted(theirs), must, cost });
  }
}
