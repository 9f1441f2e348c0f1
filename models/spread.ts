import type { Rule } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { countedRow } from './counted.ts';
import { countByPlace, formOf } from './counting.ts';
import type { Choice, Formulation } from './formulation.ts';
import { endSlot } from './segments.ts';

/** spread: the VMs of the rule that hold room on a host in a slot are at most `atMost`. */
export function spreadRows(
  formulation: Formulation,
  choices: readonly Choice[],
  rule: Rule & { readonly kind: 'spread' },
): void {
  const { problem } = formulation;
  const slots = slotCount(problem);
  const vms = new Set(rule.vms);
  const forms = countByPlace(choices, slots, 'room', (vm) => (vms.has(vm) ? 1 : 0));
  const present = presentCount(formulation, vms);
  for (let index = 0; index < present.length; index++) {
    countedRow(formulation, rule, 'spread', {
      slot: index % slots,
      present: present[index] as number,
      form: formOf(forms, index),
      limit: rule.atMost,
      most: vms.size,
    });
  }
}

/** By host × T + slot. */
function presentCount({ problem }: Formulation, vms: ReadonlySet<number>): Int32Array {
  const slots = slotCount(problem);
  const count = new Int32Array(problem.hosts.length * slots);
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    const until = endSlot(problem, 0, job.remainingSeconds);
    job.vms.forEach((vm, position) => {
      if (!vms.has(vm)) return;
      const first = (job.on[position] as number) * slots;
      for (let index = first; index < first + until; index++) count[index] = (count[index] as number) + 1;
    });
  }
  return count;
}
