import { addCosts } from '../src/domain/levels.ts';
import type { MoveTerms } from '../src/domain/problem.ts';
import type { CostlyChoice, Formulation, Kind, Running } from './formulation.ts';
import { hostsFor, vacanciesFor } from './kinds.ts';
import { movedSegments, movesWhileRunning, presentSegment } from './segments.ts';
import { changedCost } from './unwelcome.ts';

/** move[k, m, p]: so many VMs of a kind moved to place p in slot m, while the job runs. */
export function moveColumns(formulation: Formulation, running: Running, kind: Kind): readonly CostlyChoice[] {
  const terms = running.job.moves[kind.positions[0] as number] ?? null;
  if (terms === null) return [];
  return terms.slots
    .filter((slot) => movesWhileRunning(formulation.problem, running.job, slot))
    .flatMap((slot) => movesIn(formulation, running, kind, { terms, slot }));
}

function movesIn(
  formulation: Formulation,
  { job, index }: Running,
  kind: Kind,
  { terms, slot }: { readonly terms: MoveTerms; readonly slot: number },
): readonly CostlyChoice[] {
  const { problem, builder, placeOf } = formulation;
  const on = job.on[kind.positions[0] as number] as number;
  const from = placeOf[on] as number;
  const until = movedSegments(problem, job, terms, slot, [from, from])[1].until;
  const others = hostsFor(formulation, kind.vm).filter((host) => host !== on);
  return vacanciesFor(formulation, kind, others, [slot, until]).map(({ place, units }) => {
    const adds = movedSegments(problem, job, terms, slot, [from, place]);
    const change = { vm: kind.vm, adds, removes: [presentSegment(problem, job, from)] };
    const cost = addCosts(terms.cost, changedCost(formulation, job, [change]));
    const meaning = { kind: 'move', job: index, positions: kind.positions, slot, place } as const;
    const column = builder.column({ meaning, upper: units, integer: true, cost });
    const actions = [from, place].map((each) => ({ place: each, slot }));
    return { column, meaning, changes: [change], actions, cost };
  });
}
