import type { Rule } from '../src/domain/problem.ts';
import { slotSeconds } from '../src/domain/time.ts';
import type { RuleName } from '../src/domain/violation.ts';
import type { Form } from './builder.ts';
import { withTerm } from './counting.ts';
import type { Formulation } from './formulation.ts';
import { levelOf } from './rule-level.ts';

/** A count that a rule limits, in one slot. */
export interface Count {
  readonly slot: number;
  /** What it is when nothing changes. */
  readonly present: number;
  readonly form: Form;
  readonly limit: number;
  /** What it can be at most. */
  readonly most: number;
}

/**
 * A rule that counts: present + Σ change ≤ limit + (ceiling − limit) · above, with above ∈ {0, 1} at the price of the
 * slot's seconds. The ceiling of a rule that must hold is max(limit, present), of another whatever can be.
 */
export function countedRow(
  { builder, problem }: Formulation,
  rule: Rule,
  name: RuleName,
  { slot, present, form, limit, most }: Count,
): void {
  const ceiling = rule.strength === 'must' ? Math.max(limit, present) : Math.max(limit, present, most);
  if (present <= limit && !builder.canBind(form, limit - present)) return;
  if (ceiling === limit) {
    builder.atMost(name, form, limit - present);
    return;
  }
  const above = builder.consequence(1, levelOf(rule), slotSeconds(problem.edges, slot), true);
  builder.atMost(name, withTerm(form, above, limit - ceiling), limit - present);
}
