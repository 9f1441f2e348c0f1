import type { Problem, Rule } from '../../domain/problem.ts';

type Pairs = Rule & { readonly kind: 'apart' | 'together' };

/** A rule a VM stands under, and the others it is about. */
interface Standing {
  readonly rule: Pairs;
  readonly others: readonly number[];
}

/** Rules about pairs of VMs, asked of one host a VM: how many others break one with it. */
export class TargetRules {
  readonly #at: Int32Array;
  readonly #ofVm: readonly (readonly Standing[])[];

  /** @param at host of each VM, −1 for none; read, never written. */
  constructor(problem: Problem, at: Int32Array) {
    this.#at = at;
    const ofVm: Standing[][] = problem.vms.map(() => []);
    for (const rule of problem.rules) {
      if (rule.strength !== 'must' || !isPairs(rule)) continue;
      const lists = rule.kind === 'apart' ? [rule.left, rule.right] : [rule.vms, rule.vms];
      const [left, right] = lists.map((list) => new Set(list)) as [Set<number>, Set<number>];
      for (const vm of new Set([...left, ...right])) {
        const others = new Set([...(left.has(vm) ? right : []), ...(right.has(vm) ? left : [])]);
        others.delete(vm);
        ofVm[vm]?.push({ rule, others: [...others] });
      }
    }
    this.#ofVm = ofVm;
  }

  /** Others with which the VM would break a rule if it were on the host. */
  brokenBy(vm: number, host: number): number {
    let broken = 0;
    for (const { rule, others } of this.#ofVm[vm] as readonly Standing[]) {
      for (const other of others) {
        const there = this.#at[other] as number;
        if (there >= 0 && isBroken(rule, host, there)) broken += 1;
      }
    }
    return broken;
  }

  /** Pairs that break a rule now, each once, of which at least one VM is among these. */
  broken(vms: readonly number[]): number {
    const among = new Set(vms);
    let halves = 0;
    for (const vm of vms) {
      const host = this.#at[vm] as number;
      for (const { rule, others } of this.#ofVm[vm] as readonly Standing[]) {
        for (const other of others) {
          const there = this.#at[other] as number;
          if (host >= 0 && there >= 0 && isBroken(rule, host, there)) halves += among.has(other) ? 1 : 2;
        }
      }
    }
    return halves / 2;
  }
}

const isPairs = (rule: Rule): rule is Pairs => rule.kind === 'apart' || rule.kind === 'together';

function isBroken(rule: Pairs, one: number, other: number): boolean {
  if (rule.kind === 'apart') return one === other;
  return (rule.zones?.[one] ?? one) !== (rule.zones?.[other] ?? other);
}
