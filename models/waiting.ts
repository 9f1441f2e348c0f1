import { costAt, SERVICE } from '../src/domain/levels.ts';
import type { WaitingJob } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { addTerm, emptyForm, type Form } from './builder.ts';
import type { Alternatives, Begin, Choice, Formulation, Kind } from './formulation.ts';
import { hostsFor, kindsOf, type Vacancy, vacanciesFor } from './kinds.ts';
import { endSlot, plain } from './segments.ts';

/**
 * A waiting job starts once, whole, in its window, or is left:
 *
 *     leave + Σ_s begin[s] = 1                            (complete)
 *     Σ_p start[k, s, p] = n_k · begin[s]   for all k, s  (gang)
 *
 * with start[k, s, p] the number of its n_k VMs of kind k that start at place p. A slot in which some kind fits
 * nowhere, by what is certain, has no columns. A job of one VM has no `begin`: its `start` is it.
 */
export function waitingAlternatives(formulation: Formulation, job: WaitingJob, index: number): Alternatives {
  const { problem, builder } = formulation;
  const kinds = kindsOf(formulation, job);
  const complete = emptyForm();
  addTerm(complete, leave(formulation, job, index), 1);
  const choices: Choice[] = [];
  const begins: Begin[] = [];
  let least: readonly number[] = job.leaveCost;
  for (let slot = Math.max(job.earliest, 0); slot <= Math.min(job.latest, slotCount(problem) - 1); slot++) {
    const begun = beginIn(formulation, { job, index, slot, kinds }, complete);
    if (begun === null) continue;
    choices.push(...begun.choices);
    begins.push(...begun.columns.map((column) => ({ slot, column })));
    least = least.map((amount, level) => Math.min(amount, serviceCost(formulation, job, slot)[level] as number));
  }
  builder.exactly('complete', complete, 1);
  return { choices, least, begins };
}

interface Start {
  readonly job: WaitingJob;
  readonly index: number;
  readonly slot: number;
  readonly kinds: readonly Kind[];
}

const leave = ({ builder }: Formulation, job: WaitingJob, index: number): number =>
  builder.column({ meaning: { kind: 'leave', job: index }, upper: 1, integer: true, cost: job.leaveCost });

/** delayWeight × (edges[s] − idealSecond) + startCost. */
const serviceCost = ({ problem }: Formulation, job: WaitingJob, slot: number): readonly number[] =>
  costAt(SERVICE, job.delayWeight * ((problem.edges[slot] as number) - job.idealSecond) + job.startCost);

/** The choices of a start in one slot, and the columns that say whether the job starts there. */
interface Begun {
  readonly choices: readonly Choice[];
  readonly columns: readonly number[];
}

/** The columns of a start in one slot; null when the job can not start there. */
function beginIn(formulation: Formulation, start: Start, complete: Form): Begun | null {
  const { job, index, slot, kinds } = start;
  const until = endSlot(formulation.problem, slot, job.occupiedSeconds);
  const vacancies = kinds.map((kind) => vacanciesFor(formulation, kind, hostsFor(formulation, kind.vm), [slot, until]));
  if (kinds.some((kind, each) => !fits(kind, vacancies[each] ?? []))) return null;
  const cost = serviceCost(formulation, job, slot);
  if (job.vms.length === 1) {
    const choices = startColumns(formulation, start, kinds[0] as Kind, vacancies[0] ?? [], { gang: complete, cost });
    return { choices, columns: choices.map(({ column }) => column) };
  }
  const begin = formulation.builder.column({
    meaning: { kind: 'begin', job: index, slot },
    upper: 1,
    integer: true,
    cost,
  });
  addTerm(complete, begin, 1);
  const choices = kinds.flatMap((kind, each) => {
    const gang = emptyForm();
    const ofKind = startColumns(formulation, start, kind, vacancies[each] ?? [], { gang });
    addTerm(gang, begin, -kind.positions.length);
    formulation.builder.exactly('gang', gang, 0);
    return ofKind;
  });
  return { choices, columns: [begin] };
}

const fits = (kind: Kind, vacancies: readonly Vacancy[]): boolean =>
  vacancies.reduce((sum, { units }) => sum + units, 0) >= kind.positions.length;

function startColumns(
  { problem, builder }: Formulation,
  { job, index, slot }: Start,
  kind: Kind,
  vacancies: readonly Vacancy[],
  { gang, cost = [] }: { readonly gang: Form; readonly cost?: readonly number[] },
): readonly Choice[] {
  const until = endSlot(problem, slot, job.occupiedSeconds);
  return vacancies.map(({ place, units }) => {
    const meaning = { kind: 'start', job: index, positions: kind.positions, slot, place } as const;
    const column = builder.column({ meaning, upper: units, integer: true, cost });
    addTerm(gang, column, 1);
    return {
      column,
      meaning,
      changes: [{ vm: kind.vm, adds: [plain(place, slot, until, false)], removes: [] }],
      actions: [{ place, slot }],
    };
  });
}
