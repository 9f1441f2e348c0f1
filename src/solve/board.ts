import { type Cost, compareCosts, gapOf, headlineLevel, LEVELS } from '../domain/levels.ts';
import type { Problem } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Improvement, Incumbent, Solution } from '../domain/solution.ts';
import type { Violation } from '../domain/violation.ts';
import type { SolverEvents } from '../ports.ts';
import { trivialBound } from './trivial-bound.ts';

/** Replays a schedule: what it breaks and what it costs. Handed in, because solvers do not judge themselves. */
export type Check = (
  problem: Problem,
  schedule: Schedule,
) => { readonly violations: readonly Violation[]; readonly cost: Cost };

/** Seconds since solving began. */
export type Stopwatch = () => number;

/**
 * Where solvers put what they found: the best checked schedule and the best valid bound so far. Nothing gets on it
 * unchecked; what is wrong is counted as a fault, and the search goes on.
 */
export class Board {
  readonly #problem: Problem;
  readonly #check: Check;
  readonly #events: SolverEvents;
  readonly #elapsedSeconds: Stopwatch;
  readonly #improvements: Improvement[] = [];
  readonly #faults: string[] = [];
  #incumbent: Incumbent | null = null;
  #bound: Cost;

  constructor(problem: Problem, check: Check, events: SolverEvents, elapsedSeconds: Stopwatch) {
    this.#problem = problem;
    this.#check = check;
    this.#events = events;
    this.#elapsedSeconds = elapsedSeconds;
    this.#bound = trivialBound(problem);
  }

  get incumbent(): Incumbent | null {
    return this.#incumbent;
  }

  get bound(): Cost {
    return this.#bound;
  }

  /** Offers a schedule; it counts when it is valid and costs less. */
  offer(schedule: Schedule, by: string): void {
    const checked = this.#checked(schedule, by);
    if (checked === null) return;
    const { violations, cost } = checked;
    const [first] = violations;
    if (first !== undefined) {
      this.fault(`${by}: answer breaks ${first.rule}: ${first.message}`);
      return;
    }
    if (this.#incumbent !== null && compareCosts(cost, this.#incumbent.cost) >= 0) return;
    if (compareCosts(cost, this.#bound) < 0) this.#distrustBound(cost);
    this.#incumbent = { schedule, cost, by };
    this.#announce(this.#incumbent, by);
  }

  /** Raises the bound, level by level; one above a schedule that is known is false and is not taken. */
  raise(bound: Cost, by: string): void {
    const raised = this.#bound.map((each, level) => Math.max(each, bound[level] as number)) as unknown as Cost;
    if (!raised.every(Number.isFinite)) {
      this.fault(`${by}: bound ${raised.join('/')} is no bound`);
      return;
    }
    if (compareCosts(raised, this.#bound) === 0) return;
    const incumbent = this.#incumbent;
    if (incumbent !== null && compareCosts(incumbent.cost, raised) < 0) {
      this.fault(`${by}: bound ${raised.join('/')} lies above a valid schedule of ${incumbent.cost.join('/')}`);
      return;
    }
    this.#bound = raised;
    this.#announce(null, by);
  }

  /** One that comes again and again is told once. */
  fault(message: string): void {
    if (this.#faults.includes(message)) return;
    this.#faults.push(message);
    this.#events.fault(message);
  }

  /** True when incumbent and bound meet, or are as near as `gap` asks on the headline level. */
  isClosed(gap: number): boolean {
    if (this.#incumbent === null) return false;
    const { cost } = this.#incumbent;
    if (compareCosts(cost, this.#bound) === 0) return true;
    const level = headlineLevel(cost, this.#bound);
    return gap > 0 && gapOf(cost[level] as number, this.#bound[level] as number) <= gap;
  }

  /** What is known now, as a solution. */
  solution(): Solution {
    const trace = {
      improvements: this.#improvements,
      faults: this.#faults,
      wallSeconds: this.#elapsedSeconds(),
    };
    const incumbent = this.#incumbent;
    if (incumbent === null) return { status: 'unknown', reason: 'no schedule was found in time', trace };
    const status = compareCosts(incumbent.cost, this.#bound) === 0 ? 'optimal' : 'feasible';
    return { status, incumbent, bound: this.#bound, trace };
  }

  /** What can not even be replayed is no schedule; null then. */
  #checked(schedule: Schedule, by: string): ReturnType<Check> | null {
    try {
      return this.#check(this.#problem, schedule);
    } catch (error) {
      this.fault(`${by}: answer is no schedule: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  #announce(found: Incumbent | null, by: string): void {
    const bound = this.#bound;
    const cost = found?.cost ?? null;
    this.#improvements.push({ atSeconds: this.#elapsedSeconds(), cost, bound, by });
    this.#events.improved({ schedule: found?.schedule ?? null, cost, bound, by });
  }

  /** A valid schedule below the bound proves the bound false: back to what needs no solver. */
  #distrustBound(cost: Cost): void {
    this.fault(`bound ${this.#bound.join('/')} was above a valid schedule of ${cost.join('/')} and is dropped`);
    const safe = trivialBound(this.#problem);
    this.#bound = LEVELS.map((_, level) => Math.min(safe[level] as number, cost[level] as number)) as unknown as Cost;
  }
}
