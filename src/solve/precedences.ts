import { type Problem, slotCount, type WaitingJob } from '../domain/problem.ts';
import type { Decision } from '../domain/schedule.ts';
import { Ends } from './ends.ts';

/**
 * precedence on a schedule under construction: jobs without a decision yet say nothing, so pairs are looked at when the
 * second of the two is decided, whichever that is.
 */
export class Precedences {
  readonly any: boolean;
  readonly #jobs: Problem['jobs'];
  readonly #ends: Ends;
  readonly #decisions: readonly (Decision | null)[];
  /** By job: the jobs that must be over before it, and those that wait for it. */
  readonly #before: readonly (readonly number[])[];
  readonly #after: readonly (readonly number[])[];

  constructor(problem: Problem, ends: Ends, decisions: readonly (Decision | null)[]) {
    this.any = problem.precedences.length > 0;
    this.#jobs = problem.jobs;
    this.#ends = ends;
    this.#decisions = decisions;
    const before: number[][] = this.any ? problem.jobs.map(() => []) : [];
    const after: number[][] = this.any ? problem.jobs.map(() => []) : [];
    for (const pair of problem.precedences) {
      before[pair.after]?.push(pair.before);
      after[pair.before]?.push(pair.after);
    }
    this.#before = before;
    this.#after = after;
  }

  /** True when a decision for a job agrees with every order to a job that has one. */
  allows(index: number, decision: Decision): boolean {
    if (!this.any) return true;
    const after = this.#after[index] as readonly number[];
    if (decision.kind !== 'start') return decision.kind !== 'leave' || !after.some((other) => this.#starts(other));
    const own = this.#endOf(index, decision.slot);
    return (
      (this.#before[index] as readonly number[]).every((other) => this.#isOverBy(other, decision.slot, index, own)) &&
      after.every((other) => other === index || this.#startsFrom(other, own))
    );
  }

  /** The first slot in which a job may start by the jobs before it; null while one of them is left or undecided. */
  readySlot(index: number): number | null {
    if (!this.any) return 0;
    let ready = 0;
    for (const other of this.#before[index] as readonly number[]) {
      const decision = this.#decisions[other];
      if (decision?.kind !== 'start') return null;
      ready = Math.max(ready, this.#endOf(other, decision.slot));
    }
    return ready;
  }

  #isOverBy(other: number, slot: number, self: number, own: number): boolean {
    if (other === self) return own <= slot;
    const decision = this.#decisions[other];
    if (decision === null || decision === undefined) return true;
    return decision.kind === 'start' && this.#endOf(other, decision.slot) <= slot;
  }

  #startsFrom(other: number, slot: number): boolean {
    const decision = this.#decisions[other];
    return decision?.kind !== 'start' || decision.slot >= slot;
  }

  #starts(other: number): boolean {
    return this.#decisions[other]?.kind === 'start';
  }

  #endOf(index: number, slot: number): number {
    return this.#ends.after(slot, (this.#jobs[index] as WaitingJob).occupiedSeconds);
  }
}

/** Indices of jobs in an order that puts nobody before one it waits for, otherwise as given; circles go last. */
export function inPrecedenceOrder(problem: Problem, indices: readonly number[]): readonly number[] {
  if (problem.precedences.length === 0) return indices;
  const rank = new Map(indices.map((index, position) => [index, position]));
  const open = new Map(indices.map((index) => [index, 0]));
  const after = new Map<number, number[]>();
  for (const pair of problem.precedences) {
    if (!rank.has(pair.before) || !rank.has(pair.after)) continue;
    open.set(pair.after, (open.get(pair.after) ?? 0) + 1);
    after.set(pair.before, [...(after.get(pair.before) ?? []), pair.after]);
  }
  const ordered = new Set<number>();
  const follow = (index: number): void => {
    const stack = [index];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      ordered.add(next);
      for (const other of after.get(next) ?? []) {
        const left = (open.get(other) as number) - 1;
        open.set(other, left);
        const passed = (rank.get(other) as number) < (rank.get(index) as number);
        if (left === 0 && passed) stack.push(other);
      }
    }
  };
  for (const index of indices) if (open.get(index) === 0 && !ordered.has(index)) follow(index);
  return [...ordered, ...indices.filter((index) => !ordered.has(index))];
}

/**
 * By job: the first slot in which it can start, by its window and the jobs before it, whatever room there is; T when it
 * can not. Ends never come sooner for a later start, so pushing each job from those before it is enough.
 */
export function readySlots(problem: Problem): readonly number[] {
  const ready = problem.jobs.map((job) => (job.kind === 'waiting' ? job.earliest : 0));
  if (problem.precedences.length === 0) return ready;
  const ends = new Ends(problem.edges);
  const after = new Map<number, number[]>();
  for (const pair of problem.precedences) after.set(pair.before, [...(after.get(pair.before) ?? []), pair.after]);
  for (const index of inPrecedenceOrder(problem, [...problem.jobs.keys()])) {
    const job = problem.jobs[index] as WaitingJob;
    const first = ready[index] as number;
    const end = first > job.latest ? slotCount(problem) : ends.after(first, job.occupiedSeconds);
    for (const later of after.get(index) ?? []) ready[later] = Math.max(ready[later] as number, end);
  }
  return ready;
}
