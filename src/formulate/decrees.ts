import type { VmId } from '../domain/ids.ts';
import type { Policy, PolicyRule } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Role, VmGroup } from '../domain/vm-group.ts';
import { globMatcher } from './glob.ts';

/** A rule as the cloud or the operator states it: about VMs by id, whether they take part in the problem or not. */
export type Decree = {
  readonly name: string;
  readonly strength: 'must' | 'prefer';
  /** Who says so. */
  readonly source: Verdict['about'];
} & (
  | { readonly kind: 'apart'; readonly left: readonly VmId[]; readonly right: readonly VmId[] }
  | { readonly kind: 'together'; readonly vms: readonly VmId[] }
  | { readonly kind: 'spread'; readonly vms: readonly VmId[]; readonly atMost: number }
  | { readonly kind: 'pool'; readonly uses: readonly PoolUse[]; readonly limit: number }
);

/** What a VM takes from a pool while it holds room. */
export interface PoolUse {
  readonly vm: VmId;
  readonly amount: number;
}

/** affinity, anti-affinity, spread, pool: the rules of VM groups and of the policy. */
export const decreesOf = (snapshot: Snapshot, policy: Policy): readonly Decree[] => [
  ...snapshot.vmGroups.flatMap(groupDecrees),
  ...policy.rules.map((rule) => policyDecree(rule, snapshot)),
];

/** VMs that must share a host and may not are a verdict: no two of them ever run at one time. */
export const conflictsAmong = (decrees: readonly Decree[]): readonly Verdict[] =>
  decrees.flatMap((decree) => {
    const opponent = opponentOf(decree, decrees);
    if (opponent === null) return [];
    const words = `${decree.name} wants VMs on one host that ${opponent.name} keeps apart`;
    const message = `${words}: no two of them run at one time until one of the two rules is dropped`;
    return [{ about: decree.source, code: 'RuleConflict', message }];
  });

function groupDecrees(group: VmGroup): readonly Decree[] {
  const source = { kind: 'vm-group', id: group.id } as const;
  const must = (what: string) => ({ name: `vm-group ${group.name}, ${what}`, strength: 'must', source }) as const;
  const named = (names: readonly string[]): readonly Role[] => group.roles.filter(({ name }) => names.includes(name));
  const roles = group.roles.flatMap(({ name, policy, vms }): readonly Decree[] => {
    if (policy === 'AFFINED') return [{ ...must(`role ${name}`), kind: 'together', vms }];
    if (policy === 'ANTI_AFFINED') return [{ ...must(`role ${name}`), kind: 'apart', left: vms, right: vms }];
    return [];
  });
  const affined = group.affined.map((names): Decree => {
    const vms = named(names).flatMap((role) => role.vms);
    return { ...must(`roles ${names.join(' and ')}`), kind: 'together', vms };
  });
  const apart = group.antiAffined.flatMap((names) =>
    pairsOf(named(names)).map(
      ([a, b]): Decree => ({ ...must(`roles ${a.name} and ${b.name}`), kind: 'apart', left: a.vms, right: b.vms }),
    ),
  );
  return [...roles, ...affined, ...apart];
}

const pairsOf = <T>(list: readonly T[]): readonly (readonly [T, T])[] =>
  list.flatMap((a, index) => list.slice(index + 1).map((b) => [a, b] as const));

function policyDecree(rule: PolicyRule, { vms: all }: Snapshot): Decree {
  const matches = globMatcher(rule.vms);
  const vms = all.filter(({ name }) => matches(name)).map(({ id }) => id);
  const common = { name: rule.name, strength: rule.strength, source: { kind: 'policy', id: rule.name } } as const;
  switch (rule.kind) {
    case 'apart':
      return { ...common, kind: 'apart', left: vms, right: vms };
    case 'together':
      return { ...common, kind: 'together', vms };
    case 'spread':
      return { ...common, kind: 'spread', vms, atMost: rule.atMost };
    case 'pool':
      return { ...common, kind: 'pool', uses: vms.map((vm) => ({ vm, amount: rule.amount })), limit: rule.limit };
  }
}

/** A rule that keeps two of the VMs apart that this one wants together; null when there is none. */
function opponentOf(decree: Decree, decrees: readonly Decree[]): Decree | null {
  if (decree.kind !== 'together' || decree.strength !== 'must') return null;
  const members = new Set(decree.vms);
  return decrees.find((other) => other.strength === 'must' && separates(other, members)) ?? null;
}

function separates(decree: Decree, members: ReadonlySet<VmId>): boolean {
  if (decree.kind !== 'apart') return false;
  const left = decree.left.filter((vm) => members.has(vm));
  const right = decree.right.filter((vm) => members.has(vm));
  return left.some((a) => right.some((b) => a !== b));
}
