import { addCosts, costAt, SERVICE } from '../../domain/levels.ts';
import type { PauseTerms, Problem, RunningJob } from '../../domain/problem.ts';
import type { Decision, Resume } from '../../domain/schedule.ts';
import { slotFrom } from '../../domain/time.ts';
import type { Violation } from '../../domain/violation.ts';
import { breaking, type Finding, momentOf, when } from '../finding.ts';
import { checkAdmissible } from './admissible.ts';
import { slotName } from './names.ts';
import { secondsAfterResume } from './replay.ts';

/**
 * whole: only a job with pause terms is paused. window: in one of its slots and before its work is done; with a
 * finishBy it is resumed and ends in time. order: resumed no sooner than saved. admissible: resumed on admissible
 * hosts, or exactly where it was.
 *
 * A pause costs its terms' cost, and delayWeight × (edges[b] − edges[a] + resumeSeconds) at level service, b the slot
 * of its resume, T without one.
 */
export function checkPause(
  problem: Problem,
  job: RunningJob,
  { slot, resume }: Decision & { readonly kind: 'pause' },
): Finding {
  const what = `${job.lease} is paused in ${slotName(problem, slot)}`;
  const terms = job.pause;
  if (terms === null) return breaking(when(true, 'whole', `${what} but may not be interrupted`));
  const delivered = edge(problem, slot) - edge(problem, 0);
  const back = resume === null ? (problem.edges.at(-1) as number) : edge(problem, resume.slot);
  const delay = back - edge(problem, slot) + terms.resumeSeconds;
  return {
    violations: [
      ...when(!terms.slots.includes(slot), 'window', `${what}, not one of the slots it may be paused in`),
      ...when(job.remainingSeconds !== null && delivered >= job.remainingSeconds, 'window', `${what}, after its end`),
      ...(resume === null
        ? when(terms.finishBy !== null, 'window', `${what} and never resumed, though it must end in time`)
        : checkResume(problem, job, terms, { slot, resume })),
    ],
    cost: addCosts(terms.cost, costAt(SERVICE, job.delayWeight * delay)),
  };
}

function checkResume(
  problem: Problem,
  job: RunningJob,
  terms: PauseTerms,
  { slot, resume }: { readonly slot: number; readonly resume: Resume },
): readonly Violation[] {
  const what = `${job.lease} is resumed in ${slotName(problem, resume.slot)}`;
  const saved = slotFrom(problem.edges, edge(problem, slot) + terms.saveSeconds);
  const work = secondsAfterResume(problem, job, slot);
  const late = terms.finishBy !== null && (work === null || edge(problem, resume.slot) + work > terms.finishBy);
  const elsewhere = resume.hosts.some((host, position) => host !== job.on[position]);
  return [
    ...when(resume.slot < saved, 'order', `${what}, but is saved only by slot ${saved}`),
    ...when(late, 'window', `${what} and ends after ${momentOf(terms.finishBy ?? 0)}`),
    ...when(!terms.resumesAnywhere && elsewhere, 'admissible', `${what} on other hosts than it was saved on`),
    ...checkAdmissible(problem, job, 'is resumed', resume.hosts),
  ];
}

const edge = (problem: Problem, slot: number): number => problem.edges[slot] as number;
