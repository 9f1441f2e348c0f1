import type { Rule } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { countedRow } from './counted.ts';
import { countBySlot, formOf } from './counting.ts';
import type { Choice, Formulation } from './formulation.ts';
import { endSlot } from './segments.ts';

/** pool: the amounts of the VMs that hold room in a slot add up to at most the limit; one in transit counts once. */
export function poolRows(
  formulation: Formulation,
  choices: readonly Choice[],
  rule: Rule & { readonly kind: 'pool' },
): void {
  const amounts = new Map<number, number>();
  for (const { vm, amount } of rule.uses) amounts.set(vm, (amounts.get(vm) ?? 0) + amount);
  const amountOf = (vm: number): number => amounts.get(vm) ?? 0;
  const forms = countBySlot(choices, amountOf);
  const most = [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
  presentUse(formulation, amountOf).forEach((present, slot) => {
    countedRow(formulation, rule, 'pool', { slot, present, form: formOf(forms, slot), limit: rule.limit, most });
  });
}

function presentUse({ problem }: Formulation, amountOf: (vm: number) => number): Float64Array {
  const use = new Float64Array(slotCount(problem));
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    const amount = job.vms.reduce((sum, vm) => sum + amountOf(vm), 0);
    const until = endSlot(problem, 0, job.remainingSeconds);
    for (let slot = 0; slot < until; slot++) use[slot] = (use[slot] as number) + amount;
  }
  return use;
}
