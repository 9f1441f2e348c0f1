import type { Job, Problem, ProblemVm } from '../domain/problem.ts';
import { slotCount } from '../domain/problem.ts';
import type { Decision } from '../domain/schedule.ts';
import { CapacityGrid } from './capacity-grid.ts';
import { Ends } from './ends.ts';
import { Ledger } from './ledger.ts';
import { Precedences } from './precedences.ts';
import { RuleBook } from './rule-book.ts';
import { newStay, presentSegment, type Segment, segmentsOf } from './segments.ts';

/**
 * A schedule under construction: which jobs have a decision, what their VMs hold, and what room, rules and budgets
 * are left. Every change keeps every hard rule, so whatever it holds is valid once each job has a decision.
 */
export class Timetable {
  readonly problem: Problem;
  readonly ends: Ends;
  readonly slots: number;
  readonly grid: CapacityGrid;
  readonly holdings: (readonly Segment[])[];
  readonly decisions: (Decision | null)[];
  /** VMs that hold room on each host at any time, by host index. */
  readonly occupants: readonly Set<number>[];
  readonly precedences: Precedences;
  readonly #rules: RuleBook;
  readonly #ledger: Ledger;

  constructor(problem: Problem) {
    this.problem = problem;
    this.ends = new Ends(problem.edges);
    this.slots = slotCount(problem);
    this.grid = new CapacityGrid(problem);
    this.holdings = problem.vms.map(() => []);
    this.decisions = problem.jobs.map(() => null);
    this.occupants = problem.hosts.map(() => new Set());
    this.precedences = new Precedences(problem, this.ends, this.decisions);
    this.#rules = new RuleBook(problem, this.holdings);
    this.#ledger = new Ledger(problem);
  }

  job(index: number): Job {
    return this.problem.jobs[index] as Job;
  }

  vm(index: number): ProblemVm {
    return this.problem.vms[index] as ProblemVm;
  }

  /** Gives a job without a decision this one if every rule allows it; says whether it did. */
  tryPlace(index: number, decision: Decision): boolean {
    if (!this.#ledger.affords(index, decision) || !this.precedences.allows(index, decision)) return false;
    const job = this.job(index);
    const held = segmentsOf(this.problem, this.ends, job, decision);
    for (let position = 0; position < job.vms.length; position++) {
      if (this.#tryHold(job.vms[position] as number, held[position] as readonly Segment[])) continue;
      for (let done = 0; done < position; done++) this.#release(job.vms[done] as number);
      return false;
    }
    this.#ledger.book(index, decision, 1);
    this.decisions[index] = decision;
    return true;
  }

  /** Takes a job's decision back and returns it. */
  remove(index: number): Decision {
    const decision = this.decisions[index] as Decision;
    for (const vm of this.job(index).vms) this.#release(vm);
    this.#ledger.book(index, decision, -1);
    this.decisions[index] = null;
    return decision;
  }

  /** True when the job's budgets allow the decision, whatever the room. */
  affords(index: number, decision: Decision): boolean {
    return this.#ledger.affords(index, decision);
  }

  /** True when `vm` could hold room on `host` in slots `from` ≤ t < `until`; `isNew` unless it is there already. */
  hasRoom(vm: number, host: number, from: number, until: number, isNew = true): boolean {
    if (!this.grid.fits(this.vm(vm).demand, host, from, until, isNew)) return false;
    return (
      !this.#rules.any ||
      this.#rules.allows(vm, isNew ? newStay(host, from, until) : presentSegment(host, until, until))
    );
  }

  /** Holds a segment for a moment, while the rest of a gang is looked for; `release` ends it. */
  hold(vm: number, segment: Segment): void {
    this.holdings[vm] = [...(this.holdings[vm] as readonly Segment[]), segment];
    this.grid.use(this.vm(vm).demand, segment.host, segment.from, segment.until, -1, !segment.present);
    this.occupants[segment.host]?.add(vm);
  }

  /** Gives back all a VM holds. */
  release(vm: number): void {
    this.#release(vm);
  }

  #tryHold(vm: number, segments: readonly Segment[]): boolean {
    for (const segment of segments) {
      const { host, from, until, present } = segment;
      const fits = this.grid.fits(this.vm(vm).demand, host, from, until, !present);
      if (!fits || (this.#rules.any && !this.#rules.allows(vm, segment))) {
        this.#release(vm);
        return false;
      }
      this.hold(vm, segment);
    }
    return true;
  }

  #release(vm: number): void {
    const demand = this.vm(vm).demand;
    for (const { host, from, until, present } of this.holdings[vm] as readonly Segment[]) {
      this.grid.use(demand, host, from, until, 1, !present);
      this.occupants[host]?.delete(vm);
    }
    this.holdings[vm] = [];
  }
}
