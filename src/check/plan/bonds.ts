import type { Policy, PolicyRule } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { VmGroup } from '../../domain/vm-group.ts';
import { matches } from './glob.ts';

/** A rule among VMs that no plan may break, over VM ids. */
export type Bond = { readonly name: string } & (
  | { readonly kind: 'apart'; readonly left: ReadonlySet<number>; readonly right: ReadonlySet<number> }
  | { readonly kind: 'together'; readonly vms: ReadonlySet<number> }
  | { readonly kind: 'spread'; readonly vms: ReadonlySet<number>; readonly atMost: number }
  | { readonly kind: 'pool'; readonly vms: ReadonlySet<number>; readonly limit: number; readonly amount: number }
);

/** What VM groups and the policy demand (not what they prefer). */
export function bondsOf({ vms, vmGroups }: Snapshot, { rules }: Policy): readonly Bond[] {
  const fromPolicy = rules
    .filter(({ strength }) => strength === 'must')
    .map((rule) => bondOfRule(rule, new Set(vms.filter(({ name }) => matches(rule.vms, name)).map(({ id }) => id))));
  return [...vmGroups.flatMap(bondsOfGroup), ...fromPolicy];
}

function bondOfRule(rule: PolicyRule, vms: ReadonlySet<number>): Bond {
  const { name } = rule;
  switch (rule.kind) {
    case 'apart':
      return { kind: 'apart', name, left: vms, right: vms };
    case 'together':
      return { kind: 'together', name, vms };
    case 'spread':
      return { kind: 'spread', name, vms, atMost: rule.atMost };
    case 'pool':
      return { kind: 'pool', name, vms, limit: rule.limit, amount: rule.amount };
  }
}

/** Roles by their own policy, then the sets of roles that share a host and those that do not. */
function bondsOfGroup({ name, roles, affined, antiAffined }: VmGroup): readonly Bond[] {
  const vmsOf = (names: readonly string[]): ReadonlySet<number> =>
    new Set(roles.filter((role) => names.includes(role.name)).flatMap(({ vms }) => vms));
  const called = (names: readonly string[]): string => `vm-group ${name}, ${names.join(' and ')}`;
  const own = roles.flatMap<Bond>((role) => {
    const vms = new Set<number>(role.vms);
    if (role.policy === 'AFFINED') return [{ kind: 'together', name: called([role.name]), vms }];
    return role.policy === 'ANTI_AFFINED' ? [{ kind: 'apart', name: called([role.name]), left: vms, right: vms }] : [];
  });
  const joined = affined.map<Bond>((names) => ({ kind: 'together', name: called(names), vms: vmsOf(names) }));
  const parted = antiAffined.flatMap((names) =>
    names.flatMap((one, index) =>
      names.slice(index + 1).map<Bond>((other) => {
        return { kind: 'apart', name: called([one, other]), left: vmsOf([one]), right: vmsOf([other]) };
      }),
    ),
  );
  return [...own, ...joined, ...parted];
}
