import type { Meaning, Model } from '../../models/model.ts';
import type { Decision, Schedule } from '../domain/schedule.ts';

/**
 * Column values that say a schedule, for a solver to start from: the decisions, then what follows from them, each as
 * small as its rows allow. Decisions that the model has no column for are left out; the solver tries what it is given.
 */
export function encode(model: Model, schedule: Schedule): Float64Array {
  const ends = resumedUntil(model, schedule);
  const values = Float64Array.from(model.columns.meanings, (meaning) => {
    if (meaning.kind === 'consequence') return 0;
    const elsewhen = meaning.kind === 'resume' && meaning.until !== ends.get(meaning.job);
    return elsewhen ? 0 : countIn(meaning, schedule[meaning.job]);
  });
  raiseConsequences(model, values);
  return values;
}

function countIn(meaning: Exclude<Meaning, { kind: 'consequence' }>, decision: Decision | undefined): number {
  switch (meaning.kind) {
    case 'leave':
      return decision?.kind === 'leave' ? 1 : 0;
    case 'begin':
      return decision?.kind === 'start' && decision.slot === meaning.slot ? 1 : 0;
    case 'start':
      return decision?.kind === 'start' && decision.slot === meaning.slot ? at(meaning, decision.hosts) : 0;
    case 'move':
      return decision?.kind === 'run' ? movesIn(meaning, decision) : 0;
    case 'pause':
      return isPause(meaning, decision) ? 1 : 0;
    case 'resume':
      return decision?.kind === 'pause' && decision.resume?.slot === meaning.slot
        ? at(meaning, decision.resume.hosts)
        : 0;
  }
}

const at = (
  { positions, place }: { readonly positions: readonly number[]; readonly place: number },
  hosts: readonly number[],
): number => positions.filter((position) => hosts[position] === place).length;

const movesIn = (
  { positions, slot, place }: Meaning & { readonly kind: 'move' },
  { moves }: Decision & { readonly kind: 'run' },
): number =>
  moves.filter((move) => positions.includes(move.position) && move.slot === slot && move.host === place).length;

const isPause = (meaning: Meaning & { readonly kind: 'pause' }, decision: Decision | undefined): boolean =>
  decision?.kind === 'pause' &&
  decision.slot === meaning.slot &&
  (decision.resume?.slot ?? null) === (meaning.resume?.slot ?? null);

/** By job, until when it holds what it is resumed on. */
function resumedUntil(model: Model, schedule: Schedule): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  for (const meaning of model.columns.meanings) {
    if (meaning.kind !== 'pause' || !isPause(meaning, schedule[meaning.job])) continue;
    if (meaning.resume !== null) ends.set(meaning.job, meaning.resume.until);
  }
  return ends;
}

/** A consequence has a negative value in rows Σ ≤ upper: it is raised until the row holds. */
function raiseConsequences({ columns, rows }: Model, values: Float64Array): void {
  for (let row = 0; row < rows.upper.length; row++) {
    const [from, until] = [rows.starts[row] as number, rows.starts[row + 1] as number];
    let excess = -(rows.upper[row] as number);
    let raised: { column: number; by: number } | null = null;
    for (let k = from; k < until; k++) {
      const column = rows.columns[k] as number;
      const value = rows.values[k] as number;
      excess += value * (values[column] as number);
      if (columns.meanings[column]?.kind === 'consequence' && value < 0) raised = { column, by: -value };
    }
    if (raised === null || excess <= 0) continue;
    values[raised.column] = (values[raised.column] as number) + Math.ceil(excess / raised.by);
  }
}
