import type { Problem, Rule } from '../src/domain/problem.ts';
import { apartRows } from './apart.ts';
import type { Choice, Formulation } from './formulation.ts';
import { poolRows } from './pool.ts';
import { spreadRows } from './spread.ts';
import { togetherRows } from './together.ts';
import { VmTimes } from './vm-times.ts';

/** Every rule among VMs. What is left broken is paid for on level mend (must) or shape (prefer). */
export function ruleRows(formulation: Formulation, choices: readonly Choice[]): void {
  const times = new VmTimes(formulation, choices);
  for (const rule of formulation.problem.rules) rowsOf(formulation, choices, times, rule);
}

function rowsOf(formulation: Formulation, choices: readonly Choice[], times: VmTimes, rule: Rule): void {
  switch (rule.kind) {
    case 'apart':
      apartRows(formulation, times, rule);
      return;
    case 'together':
      togetherRows(formulation, times, rule);
      return;
    case 'spread':
      spreadRows(formulation, choices, rule);
      return;
    case 'pool':
      poolRows(formulation, choices, rule);
      return;
  }
}

/**
 * What tells VMs apart for the rules: those of a rule about pairs are looked at one by one, those of a rule that
 * counts only by whether, and for how much, they count.
 */
export function ruleKeys(problem: Problem): (vm: number) => string {
  const keys = problem.vms.map((): string[] => []);
  const add = (vm: number, key: string): void => {
    keys[vm]?.push(key);
  };
  problem.rules.forEach((rule, index) => {
    if (rule.kind === 'apart') for (const vm of [...rule.left, ...rule.right]) add(vm, `alone ${vm}`);
    if (rule.kind === 'together') for (const vm of rule.vms) add(vm, `alone ${vm}`);
    if (rule.kind === 'spread') for (const vm of new Set(rule.vms)) add(vm, `${index}`);
    if (rule.kind === 'pool') for (const { vm, amount } of rule.uses) add(vm, `${index} × ${amount}`);
  });
  return (vm) => keys[vm]?.join() ?? '';
}
