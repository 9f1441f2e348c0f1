import { MEND, ZERO_COST } from '../src/domain/levels.ts';
import type { RunningJob } from '../src/domain/problem.ts';
import { addTerm, emptyForm } from './builder.ts';
import type { Alternatives, Choice, CostlyChoice, Formulation, Running } from './formulation.ts';
import { kindsOf } from './kinds.ts';
import { moveColumns } from './moving.ts';
import { pauseColumns, resumeColumns } from './pausing.ts';
import { presentCost } from './unwelcome.ts';

/**
 * A running job runs on, has VMs moved, or is paused:
 *
 *     Σ_{m, p} move[k, m, p] + n_k · Σ_{a, b} pause[a, b] ≤ n_k   for all k   (complete)
 *
 * with move[k, m, p] the number of its n_k VMs of kind k moved to place p in slot m, and pause[a, b] a pause in slot a
 * with a resume in slot b or none. What it costs to run on is the constant part; every column costs what it changes.
 */
export function runningAlternatives(formulation: Formulation, job: RunningJob, index: number): Alternatives {
  const running = { job, index, kinds: kindsOf(formulation, job) };
  formulation.builder.offset(MEND, presentCost(formulation, job));
  const moves = running.kinds.map((kind) => moveColumns(formulation, running, kind));
  const pauses = pauseColumns(formulation, running);
  const resumes = resumeColumns(formulation, running, pauses);
  if (moves.every((each) => each.length === 0)) oneDecision(formulation, 1, [], pauses);
  else {
    for (const [each, kind] of running.kinds.entries()) {
      oneDecision(formulation, kind.positions.length, moves[each] ?? [], pauses);
    }
  }
  return { choices: [...moves.flat(), ...pauses, ...resumes], least: leastOf(running, moves, pauses), begins: [] };
}

/** Of so many VMs that are alike, each runs on or is moved, or all are paused. */
function oneDecision({ builder }: Formulation, vms: number, moves: readonly Choice[], pauses: readonly Choice[]): void {
  const form = emptyForm();
  for (const { column } of moves) addTerm(form, column, 1);
  for (const { column } of pauses) addTerm(form, column, vms);
  if (form.columns.length > 1) builder.atMost('complete', form, vms);
}

/** By level: run on, move every VM that gains by it, or the cheapest pause. */
function leastOf(
  { kinds }: Running,
  moves: readonly (readonly CostlyChoice[])[],
  pauses: readonly CostlyChoice[],
): readonly number[] {
  return ZERO_COST.map((_, level) => {
    const moved = kinds.map((kind, each) => {
      const gains = (moves[each] ?? []).map(({ cost }) => cost[level] as number);
      return kind.positions.length * Math.min(0, ...gains);
    });
    const run = moved.reduce((sum, amount) => sum + amount, 0);
    return Math.min(run, ...pauses.map(({ cost }) => cost[level] as number));
  });
}
