import type { Problem, RunningJob } from '../domain/problem.ts';
import { slotCount } from '../domain/problem.ts';
import type { Decision } from '../domain/schedule.ts';
import { secondsBetween } from './job-cost.ts';

/** One operation that begins on a host in a slot. */
type Operation = readonly [host: number, slot: number];

/**
 * What a schedule spends of its budgets: VMs moved, VMs paused, operations that begin on one host in one slot, and
 * with serial saves the seconds each host spends saving in each slot.
 */
export class Ledger {
  readonly #problem: Problem;
  readonly #slots: number;
  readonly #operations: Int32Array | null;
  readonly #saving: Int32Array | null;
  #moved = 0;
  #paused = 0;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#slots = slotCount(problem);
    const cells = problem.hosts.length * this.#slots;
    const pausable = problem.jobs.some((job) => job.kind === 'running' && job.pause !== null);
    this.#operations = problem.budgets.actionsPerHostSlot === null ? null : new Int32Array(cells);
    this.#saving = problem.serialSaves && pausable ? new Int32Array(cells) : null;
  }

  /** True when the decision can still be afforded. */
  affords(job: number, decision: Decision): boolean {
    const { migrations, pauses, actionsPerHostSlot } = this.#problem.budgets;
    if (migrations !== null && this.#moved + movesIn(decision) > migrations) return false;
    const vms = this.#problem.jobs[job]?.vms.length ?? 0;
    if (pauses !== null && decision.kind === 'pause' && this.#paused + vms > pauses) return false;
    if (decision.kind === 'pause' && !this.#canSave(job, decision.slot)) return false;
    return actionsPerHostSlot === null || this.#hasTurns(job, decision, actionsPerHostSlot);
  }

  /** Books the decision (`sign` 1) or takes it back (−1). */
  book(job: number, decision: Decision, sign: 1 | -1): void {
    this.#moved += sign * movesIn(decision);
    if (this.#operations !== null) {
      for (const [host, slot] of this.#operationsOf(job, decision)) {
        add(this.#operations, host * this.#slots + slot, sign);
      }
    }
    if (decision.kind !== 'pause') return;
    this.#paused += sign * (this.#problem.jobs[job]?.vms.length ?? 0);
    if (this.#saving === null) return;
    for (const [cell, seconds] of this.#savingOf(job, decision.slot)) add(this.#saving, cell, sign * seconds);
  }

  #canSave(job: number, slot: number): boolean {
    const saving = this.#saving;
    if (saving === null) return true;
    return this.#savingOf(job, slot).every(([cell, seconds]) => {
      const before = saving[cell] as number;
      const t = cell % this.#slots;
      return before === 0 || before + seconds <= secondsBetween(this.#problem, t, t + 1);
    });
  }

  #hasTurns(job: number, decision: Decision, limit: number): boolean {
    const operations = this.#operations as Int32Array;
    const more = new Map<number, number>();
    for (const [host, slot] of this.#operationsOf(job, decision)) {
      const cell = host * this.#slots + slot;
      more.set(cell, (more.get(cell) ?? 0) + 1);
    }
    return [...more].every(([cell, count]) => (operations[cell] as number) + count <= limit);
  }

  #operationsOf(index: number, decision: Decision): readonly Operation[] {
    const job = this.#problem.jobs[index];
    switch (decision.kind) {
      case 'leave':
        return [];
      case 'start':
        return decision.hosts.map((host) => [host, decision.slot]);
      case 'run': {
        const on = (job as RunningJob).on;
        return decision.moves.flatMap((move) => [
          [on[move.position] as number, move.slot] as const,
          [move.host, move.slot] as const,
        ]);
      }
      case 'pause': {
        const resume = decision.resume;
        const stops = (job as RunningJob).on.map((host) => [host, decision.slot] as const);
        return resume === null ? stops : [...stops, ...resume.hosts.map((host) => [host, resume.slot] as const)];
      }
    }
  }

  /** Seconds of saving by cell: a host's VMs are saved one after the other from the pause on. */
  #savingOf(index: number, slot: number): readonly (readonly [cell: number, seconds: number])[] {
    const job = this.#problem.jobs[index] as RunningJob;
    const totals = new Map<number, number>();
    for (const [position, host] of job.on.entries()) {
      const vm = this.#problem.vms[job.vms[position] as number];
      totals.set(host, (totals.get(host) ?? 0) + (vm?.saveSeconds ?? 0));
    }
    return [...totals].flatMap(([host, total]) => this.#spread(host, slot, total));
  }

  #spread(host: number, slot: number, total: number): readonly (readonly [number, number])[] {
    const cells: (readonly [number, number])[] = [];
    let left = total;
    for (let t = slot; t < this.#slots && left > 0; t++) {
      const seconds = Math.min(left, secondsBetween(this.#problem, t, t + 1));
      cells.push([host * this.#slots + t, seconds]);
      left -= seconds;
    }
    return cells;
  }
}

const movesIn = (decision: Decision): number => (decision.kind === 'run' ? decision.moves.length : 0);

function add(array: Int32Array, at: number, amount: number): void {
  array[at] = (array[at] as number) + amount;
}
