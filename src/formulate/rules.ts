import type { HostId, VmId } from '../domain/ids.ts';
import type { Rule } from '../domain/problem.ts';
import type { Decree } from './decrees.ts';

/** Index of each VM that takes part, and where those hold room that do not. */
export interface Roster {
  readonly indexOf: ReadonlyMap<VmId, number>;
  readonly bystanders: ReadonlyMap<VmId, readonly HostId[]>;
}

/**
 * The rules that could bind among the VMs of the problem, by index. VMs that take no part are left out (where they
 * hold room, `keepingsOf` has told the others), but what they take from a pool is off its limit.
 */
export const rulesOf = (decrees: readonly Decree[], roster: Roster): readonly Rule[] =>
  decrees.flatMap((decree) => ruleOf(decree, roster) ?? []);

function ruleOf(decree: Decree, roster: Roster): Rule | null {
  const { name, strength } = decree;
  switch (decree.kind) {
    case 'apart': {
      const [left, right] = [indices(decree.left, roster), indices(decree.right, roster)];
      const binds = left.some((a) => right.some((b) => a !== b));
      return binds ? { name, strength, kind: 'apart', left, right } : null;
    }
    case 'together': {
      const vms = indices(decree.vms, roster);
      return vms.length > 1 ? { name, strength, kind: 'together', vms } : null;
    }
    case 'spread': {
      const vms = indices(decree.vms, roster);
      return vms.length > decree.atMost ? { name, strength, kind: 'spread', vms, atMost: decree.atMost } : null;
    }
    case 'pool':
      return poolRule(decree, roster);
  }
}

const indices = (vms: readonly VmId[], { indexOf }: Roster): readonly number[] =>
  [...new Set(vms.flatMap((vm) => indexOf.get(vm) ?? []))].sort((a, b) => a - b);

function poolRule(
  { name, strength, uses, limit }: Extract<Decree, { kind: 'pool' }>,
  { indexOf, bystanders }: Roster,
): Rule | null {
  const known = uses.flatMap(({ vm, amount }) => {
    const index = indexOf.get(vm);
    return index === undefined ? [] : [{ vm: index, amount }];
  });
  const left = Math.max(0, limit - sum(uses.filter(({ vm }) => bystanders.has(vm))));
  return sum(known) > left ? { name, strength, kind: 'pool', uses: known, limit: left } : null;
}

const sum = (uses: readonly { readonly amount: number }[]): number =>
  uses.reduce((total, { amount }) => total + amount, 0);
