import { MEND } from '../src/domain/levels.ts';
import { slotCount } from '../src/domain/problem.ts';
import { slotSeconds } from '../src/domain/time.ts';
import type { Form } from './builder.ts';
import { countByPlace, type Forms, formOf, withTerm } from './counting.ts';
import type { Choice, Formulation } from './formulation.ts';
import { roomIndex } from './room.ts';

/**
 * capacity, for every host h, slot t, resource r, with U_htr the use when nothing changes:
 *
 *     U_htr + Σ change ≤ C_hr                                   where U_htr ≤ C_hr
 *     U_htr + Σ change ≤ C_hr + (U_htr − C_hr) · over[h, t]     elsewhere
 *
 * with over[h, t] ∈ {0, 1} at the price of the slot's seconds on level mend; and a host above its capacity takes nobody:
 *
 *     Σ VMs that come to h and are there in t ≤ V · (1 − over[h, t])      V all VMs of all jobs
 *
 * Rows that nothing can break are left out.
 */
export function capacityRows(formulation: Formulation, choices: readonly Choice[]): void {
  const { problem } = formulation;
  const slots = slotCount(problem);
  const forms = problem.resources.map((_, resource) =>
    countByPlace(choices, slots, 'room', (vm) => problem.vms[vm]?.demand[resource] ?? 0),
  );
  const arrivals = countByPlace(choices, slots, 'arrivals', () => 1);
  problem.hosts.forEach((_, host) => {
    for (let slot = 0; slot < slots; slot++) capacityAt(formulation, { forms, arrivals }, host, slot);
  });
}

interface Counts {
  readonly forms: readonly Forms[];
  readonly arrivals: Forms;
}

function capacityAt(formulation: Formulation, { forms, arrivals }: Counts, host: number, slot: number): void {
  const { problem, builder, room } = formulation;
  const parts = forms.map((each, resource) => ({
    form: formOf(each, host * slotCount(problem) + slot),
    left:
      (problem.hosts[host]?.capacity[resource] ?? 0) -
      (room.present[roomIndex(problem, host, slot, resource)] as number),
  }));
  const isOver = parts.some(({ left }) => left < 0);
  const over = isOver ? overColumn(formulation, parts, slot) : null;
  if (isOver) nobodyComes(formulation, formOf(arrivals, host * slotCount(problem) + slot), over);
  for (const { form, left } of parts) {
    if (left >= 0) {
      if (builder.canBind(form, left)) builder.atMost('capacity', form, left);
    } else if (over !== null) builder.atMost('capacity', withTerm(form, over, left), left);
    else if (builder.canBind(form, 0)) builder.atMost('capacity', form, 0);
  }
}

/** A host above its capacity takes nobody. */
function nobodyComes({ problem, builder }: Formulation, arrivals: Form, over: number | null): void {
  if (over === null) builder.atMost('capacity', arrivals, 0);
  else builder.atMost('capacity', withTerm(arrivals, over, problem.vms.length), problem.vms.length);
}

/** over[h, t]; null, and paid for, when nothing can bring the host back within what it has. */
function overColumn(
  { problem, builder }: Formulation,
  parts: readonly { readonly form: Form; readonly left: number }[],
  slot: number,
): number | null {
  const seconds = slotSeconds(problem.edges, slot);
  if (parts.every(({ form, left }) => left >= 0 || form.values.some((value) => value < 0))) {
    return builder.consequence(1, MEND, seconds, true);
  }
  builder.offset(MEND, seconds);
  return null;
}
