import { addCosts, costAt, SERVICE } from '../src/domain/levels.ts';
import type { PauseTerms, RunningJob } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { addTerm, emptyForm, type Form } from './builder.ts';
import type { Change, Choice, CostlyChoice, Formulation, Kind, Running } from './formulation.ts';
import { hostsFor, type Vacancy, vacanciesFor } from './kinds.ts';
import {
  pausesWithWorkLeft,
  plain,
  presentSegment,
  type ResumeSpan,
  resumeSpans,
  savedSegment,
  secondsBetween,
} from './segments.ts';
import { changedCost } from './unwelcome.ts';

/** A pause, and how it goes on; null is never. */
export interface Pausing extends CostlyChoice {
  readonly resume: ResumeSpan | null;
}

/** pause[a, b] for every slot a in which the job may be paused and every b in which it may then be resumed, or none. */
export function pauseColumns(formulation: Formulation, running: Running): readonly Pausing[] {
  const { problem } = formulation;
  const { job } = running;
  const terms = job.pause;
  if (terms === null) return [];
  return terms.slots
    .filter((slot) => pausesWithWorkLeft(problem, job, slot))
    .flatMap((slot) =>
      resumeSpans(problem, job, terms, slot).map((resume) =>
        pauseColumn(formulation, running, terms, { slot, resume }),
      ),
    );
}

interface Span {
  readonly slot: number;
  readonly resume: ResumeSpan | null;
}

/** A job that resumes where it was is placed by its pause; one that resumes anywhere by columns of its own. */
function pauseColumn(formulation: Formulation, { job, index }: Running, terms: PauseTerms, span: Span): Pausing {
  const { problem, builder } = formulation;
  const again = terms.resumesAnywhere ? null : span.resume;
  const { slot } = span;
  const places = job.on.map((host) => formulation.placeOf[host] as number);
  const changes = job.vms.map((vm, position): Change => {
    const place = places[position] as number;
    const saved = savedSegment(problem, terms, slot, place);
    const adds = again === null ? [saved] : [saved, plain(place, again.slot, again.until, true)];
    return { vm, adds, removes: [presentSegment(problem, job, place)] };
  });
  const delay = costAt(SERVICE, job.delayWeight * delaySeconds(formulation, terms, span));
  const cost = addCosts(addCosts(terms.cost, delay), changedCost(formulation, job, changes));
  const meaning = { kind: 'pause', job: index, slot, resume: span.resume } as const;
  const slots = again === null ? [slot] : [slot, again.slot];
  return {
    column: builder.column({ meaning, upper: 1, integer: true, cost }),
    meaning,
    changes,
    actions: places.flatMap((place) => slots.map((each) => ({ place, slot: each }))),
    resume: span.resume,
    cost,
  };
}

/** edges[b] − edges[a] + resumeSeconds, with the end of the horizon for a job that is not resumed. */
const delaySeconds = ({ problem }: Formulation, terms: PauseTerms, { slot, resume }: Span): number =>
  secondsBetween(problem, slot, resume?.slot ?? slotCount(problem)) + terms.resumeSeconds;

/**
 * Where the VMs of a job that resumes anywhere go on: for each slot b and end u that pauses lead to,
 *
 *     Σ_p resume[k, b, u, p] = n_k · Σ_{a: ends in u} pause[a, b]   for all k   (gang)
 */
export function resumeColumns(
  formulation: Formulation,
  running: Running,
  pauses: readonly Pausing[],
): readonly Choice[] {
  if (running.job.pause?.resumesAnywhere !== true) return [];
  const groups = new Map<string, { readonly span: ResumeSpan; readonly columns: number[] }>();
  for (const { resume, column } of pauses) {
    if (resume === null) continue;
    const key = `${resume.slot} ${resume.until}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { span: resume, columns: [column] });
    else group.columns.push(column);
  }
  return [...groups.values()].flatMap(({ span, columns }) =>
    running.kinds.flatMap((kind) => resumeIn(formulation, running, kind, { span, columns })),
  );
}

function resumeIn(
  formulation: Formulation,
  running: Running,
  kind: Kind,
  { span, columns }: { readonly span: ResumeSpan; readonly columns: readonly number[] },
): readonly Choice[] {
  const own = running.job.on[kind.positions[0] as number] as number;
  const hosts = [...new Set([own, ...hostsFor(formulation, kind.vm)])];
  const gang = emptyForm();
  const choices = vacanciesFor(formulation, kind, hosts, [span.slot, span.until]).map((vacancy) =>
    resumeColumn(formulation, running, kind, { span, vacancy, gang }),
  );
  for (const column of columns) addTerm(gang, column, -kind.positions.length);
  formulation.builder.exactly('gang', gang, 0);
  return choices;
}

function resumeColumn(
  formulation: Formulation,
  { job, index }: { readonly job: RunningJob; readonly index: number },
  kind: Kind,
  { span, vacancy, gang }: { readonly span: ResumeSpan; readonly vacancy: Vacancy; readonly gang: Form },
): Choice {
  const { slot, until } = span;
  const { place, units, hosts } = vacancy;
  const on = job.on[kind.positions[0] as number];
  const own = hosts.every((host) => host === on);
  const change = { vm: kind.vm, adds: [plain(place, slot, until, own)], removes: [] };
  const meaning = { kind: 'resume', job: index, positions: kind.positions, slot, until, place } as const;
  const cost = changedCost(formulation, job, [change]);
  const column = formulation.builder.column({ meaning, upper: units, integer: true, cost });
  addTerm(gang, column, 1);
  return { column, meaning, changes: [change], actions: [{ place, slot }] };
}
