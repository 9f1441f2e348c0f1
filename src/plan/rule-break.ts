import type { Problem, Rule } from '../domain/problem.ts';
import type { Holding } from './holdings.ts';

/** A must rule, and the VM (by index) that is in the way; null when it is no single one. */
export interface RuleBreak {
  readonly rule: Rule;
  readonly other: number | null;
}

/** The first must rule that one more holding breaks among others, which are asked for only when a rule concerns it. */
export function breaks(problem: Problem, holding: Holding, others: () => readonly Holding[]): RuleBreak | null {
  for (const rule of problem.rules) {
    if (rule.strength === 'prefer' || !concerns(rule, holding.vm)) continue;
    const met = others().filter(({ from, until }) => from < holding.until && holding.from < until);
    const broken = brokenBy(rule, holding, met);
    if (broken !== null) return broken;
  }
  return null;
}

const concerns = (rule: Rule, vm: number): boolean => {
  switch (rule.kind) {
    case 'apart':
      return rule.left.includes(vm) || rule.right.includes(vm);
    case 'together':
    case 'spread':
      return rule.vms.includes(vm);
    case 'pool':
      return rule.uses.some((use) => use.vm === vm);
  }
};

function brokenBy(rule: Rule, { vm, host, from, until }: Holding, met: readonly Holding[]): RuleBreak | null {
  switch (rule.kind) {
    case 'apart': {
      const foes = [...(rule.left.includes(vm) ? rule.right : []), ...(rule.right.includes(vm) ? rule.left : [])];
      const foe = met.find((other) => other.host === host && other.vm !== vm && foes.includes(other.vm));
      return foe === undefined ? null : { rule, other: foe.vm };
    }
    case 'together': {
      const mate = met.find((other) => other.host !== host && other.vm !== vm && rule.vms.includes(other.vm));
      return mate === undefined ? null : { rule, other: mate.vm };
    }
    case 'spread': {
      const here = met.filter((other) => other.host === host && rule.vms.includes(other.vm));
      return peak(here, from, until, () => 1) < rule.atMost ? null : { rule, other: here[0]?.vm ?? null };
    }
    case 'pool': {
      const uses = new Map(rule.uses.map((use) => [use.vm, use.amount]));
      const use = peak(met, from, until, (other) => uses.get(other.vm) ?? 0) + (uses.get(vm) ?? 0);
      return use <= rule.limit ? null : { rule, other: null };
    }
  }
}

/** The highest sum in any of the slots; it rises only where a holding begins. */
function peak(holdings: readonly Holding[], from: number, until: number, amount: (holding: Holding) => number): number {
  const slots = [from, ...holdings.map((each) => each.from).filter((slot) => from < slot && slot < until)];
  return Math.max(
    ...slots.map((slot) =>
      holdings.filter((each) => each.from <= slot && slot < each.until).reduce((sum, each) => sum + amount(each), 0),
    ),
  );
}
