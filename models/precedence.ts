import type { Precedence, WaitingJob } from '../src/domain/problem.ts';
import { addTerm, emptyForm } from './builder.ts';
import type { Alternatives, Begin, Formulation } from './formulation.ts';
import { endSlot } from './segments.ts';

/**
 * precedence, for every pair i before j and every slot t in which j may start:
 *
 *     Σ_{s ≤ t} begin[j, s] ≤ Σ_{s: u_i(s) ≤ t} begin[i, s]
 *
 * with u_i(s) the slot from which i, started in s, holds no room: who has begun by t has a predecessor that is over by
 * then, and when i is left so is j. (The disaggregated form of Christofides et al., Eur. J. Oper. Res. 29, 1987.)
 */
export function precedenceRows(formulation: Formulation, alternatives: readonly Alternatives[]): void {
  for (const { before, after } of new Map(formulation.problem.precedences.map((p) => [keyOf(p), p])).values()) {
    const first = alternatives[before]?.begins ?? [];
    const then = alternatives[after]?.begins ?? [];
    for (const slot of new Set(then.map((begin) => begin.slot))) orderAt(formulation, { before, first, then }, slot);
  }
}

const keyOf = ({ before, after }: Precedence): string => `${before} ${after}`;

interface Order {
  readonly before: number;
  readonly first: readonly Begin[];
  readonly then: readonly Begin[];
}

function orderAt({ problem, builder }: Formulation, { before, first, then }: Order, slot: number): void {
  const job = problem.jobs[before] as WaitingJob;
  const sums = new Map<number, number>();
  for (const begin of then) if (begin.slot <= slot) sums.set(begin.column, 1);
  for (const begin of first) {
    const isOver = endSlot(problem, begin.slot, job.occupiedSeconds) <= slot;
    if (isOver) sums.set(begin.column, (sums.get(begin.column) ?? 0) - 1);
  }
  const form = emptyForm();
  for (const [column, value] of sums) if (value !== 0) addTerm(form, column, value);
  if (builder.canBind(form, 0)) builder.atMost('precedence', form, 0);
}
