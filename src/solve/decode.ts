import type { Meaning, Model } from '../../models/model.ts';
import type { Job, Problem, RunningJob } from '../domain/problem.ts';
import type { Decision, Move, Schedule } from '../domain/schedule.ts';

/** The columns of one job that are not zero, and how many they count. */
type Chosen = readonly (readonly [meaning: Meaning, count: number])[];

/**
 * The schedule that whole column values say, VMs that are alike taking their places in order; null when they say
 * nothing that can be read as one decision per job. Says nothing about whether the schedule is valid.
 */
export function decode(problem: Problem, model: Model, values: ArrayLike<number>): Schedule | null {
  const chosen: [Meaning, number][][] = problem.jobs.map(() => []);
  model.columns.meanings.forEach((meaning, column) => {
    const count = values[column] ?? 0;
    if (count !== 0 && meaning.kind !== 'consequence') chosen[meaning.job]?.push([meaning, count]);
  });
  const decisions = problem.jobs.map((job, index) => decisionOf(job, chosen[index] ?? []));
  const known = decisions.filter((decision) => decision !== null);
  return known.length === decisions.length ? known : null;
}

function decisionOf(job: Job, chosen: Chosen): Decision | null {
  if (job.kind === 'waiting') return started(job.vms.length, chosen);
  return chosen.some(([{ kind }]) => kind === 'pause') ? paused(job, chosen) : moved(chosen);
}

function started(vms: number, chosen: Chosen): Decision | null {
  if (chosen.some(([{ kind }]) => kind === 'leave')) return chosen.length === 1 ? { kind: 'leave' } : null;
  const slot = chosen.map(([meaning]) => meaning).find((meaning) => meaning.kind === 'start')?.slot;
  const starts = chosen.filter(([meaning]) => meaning.kind === 'start' && meaning.slot === slot);
  const hosts = placesByPosition(starts, vms);
  return slot === undefined || hosts === null ? null : { kind: 'start', slot, hosts };
}

function paused(job: RunningJob, chosen: Chosen): Decision | null {
  const [pause, ...others] = chosen.map(([meaning]) => meaning).filter((meaning) => meaning.kind === 'pause');
  if (pause === undefined || others.length > 0) return null;
  const { slot, resume } = pause;
  const resumes = chosen.filter(([{ kind }]) => kind === 'resume');
  if (resume === null) return resumes.length === 0 ? { kind: 'pause', slot, resume: null } : null;
  const hosts = resumes.length === 0 ? job.on : placesByPosition(resumes, job.vms.length);
  return hosts === null ? null : { kind: 'pause', slot, resume: { slot: resume.slot, hosts } };
}

function moved(chosen: Chosen): Decision | null {
  const moves: Move[] = [];
  const taken = new Set<number>();
  for (const [meaning, count] of chosen) {
    if (meaning.kind !== 'move') return null;
    const free = meaning.positions.filter((position) => !taken.has(position)).slice(0, count);
    if (free.length < count) return null;
    for (const position of free) {
      taken.add(position);
      moves.push({ position, slot: meaning.slot, host: meaning.place });
    }
  }
  return { kind: 'run', moves: moves.sort((a, b) => a.position - b.position) };
}

/** A place for every position; null when the counts do not add up to that. */
function placesByPosition(chosen: Chosen, vms: number): readonly number[] | null {
  const places = new Array<number | undefined>(vms).fill(undefined);
  for (const [meaning, count] of chosen) {
    if (!('positions' in meaning)) return null;
    const free = meaning.positions.filter((position) => places[position] === undefined).slice(0, count);
    if (free.length < count) return null;
    for (const position of free) places[position] = meaning.place;
  }
  const known = places.filter((place) => place !== undefined);
  return known.length === vms ? known : null;
}
