import type { Problem } from '../domain/problem.ts';
import { Agenda, FREES, READY } from './agenda.ts';
import { deadlocked } from './deadlock.ts';
import { type Bypass, type CircularMove, detourOf } from './detour.ts';
import { covers } from './room.ts';
import { Rooms } from './rooms.ts';
import type { Dispatched, Program, Step } from './step.ts';

/** Steps with their moments, and the moves that were given up because nothing could clear their way. */
export interface Dispatch {
  readonly steps: readonly Dispatched[];
  readonly givenUp: readonly Step[];
}

/**
 * Gives every step its moment and what it waits for, by letting time pass on all hosts at once: a step begins when
 * its time has come, its VM is done with the step before, and there is room where it goes. On a schedule that keeps
 * every rule nothing is late but saves that take their turn on a host; moves that block each other make detours.
 */
export const dispatch = (problem: Problem, programs: readonly Program[], bypass: Bypass): Dispatch =>
  new Dispatcher(problem, programs, bypass).run();

/** A VM on its way through its program. */
interface Line {
  readonly program: Program;
  steps: readonly Step[];
  position: number | null;
  last: Dispatched | null;
  detoured: boolean;
}

class Dispatcher {
  readonly #problem: Problem;
  readonly #bypass: Bypass;
  readonly #agenda = new Agenda();
  readonly #rooms: Rooms;
  readonly #lines: readonly Line[];
  /** The last save on each host. */
  readonly #saves = new Map<number, Dispatched>();
  readonly #dispatched: Dispatched[] = [];
  readonly #givenUp: Step[] = [];
  #waiting: readonly Line[] = [];
  #detoured = false;

  constructor(problem: Problem, programs: readonly Program[], bypass: Bypass) {
    this.#problem = problem;
    this.#bypass = bypass;
    this.#rooms = new Rooms(problem, programs, this.#agenda);
    this.#lines = programs.map((program) => {
      const { steps, on } = program;
      return { program, steps, position: on, last: null, detoured: false };
    });
    for (const line of this.#lines) this.#noteLine(line);
  }

  run(): Dispatch {
    for (;;) {
      const time = this.#agenda.next();
      if (time !== null) this.#pass(time);
      else if (!this.#force()) return { steps: this.#dispatched, givenUp: this.#givenUp };
    }
  }

  /** Everything of one moment. What takes no time may make room for more in the same moment. */
  #pass(time: number): void {
    while (this.#agenda.next() === time) this.#agenda.advance();
    for (const line of [...this.#waiting].sort(byPrecedence)) {
      if (this.#mayBegin(line, time)) this.#begin(line, time);
    }
    if (this.#agenda.next() !== time) this.#openCircle(time);
    if (this.#agenda.next() !== time && !this.#detoured) this.#believe(time);
  }

  /**
   * Until a detour makes something late the schedule is believed: what has its time and no room in sight begins all
   * the same, as where a host is over-committed already and may stay so.
   */
  #believe(time: number): void {
    for (const line of [...this.#waiting].sort(byPrecedence)) {
      const step = line.steps[0];
      if (step === undefined || step.takes === null) continue;
      if (!covers(this.#rooms.soon(step.takes), this.#rooms.demand(step.vm))) this.#begin(line, time);
    }
  }

  #mayBegin(line: Line, time: number): boolean {
    const step = line.steps[0];
    if (step === undefined) return false;
    const save = this.#saveBefore(line, step);
    if (save !== null && save.done > time) return false;
    return step.takes === null || this.#rooms.hasRoom(step.takes, step.vm);
  }

  #begin(line: Line, time: number): void {
    const [step, ...rest] = line.steps;
    if (step === undefined) return;
    const from = line.position;
    const room = step.takes === null ? [] : this.#rooms.take(step.takes, step.vm);
    const before = [line.last, this.#saveBefore(line, step), ...room];
    const after = before.filter((each) => each !== null).filter(({ done }) => done <= time);
    const dispatched = { step, from, begins: time, done: time + step.seconds, after: [...new Set(after)] };
    this.#dispatched.push(dispatched);
    if (step.purpose === 'pause' && from !== null) this.#saves.set(from, dispatched);
    if (step.gives && from !== null) this.#rooms.giveAfter(from, dispatched);
    line.position = step.gives ? step.takes : (step.takes ?? from);
    line.last = dispatched;
    const lateSeconds = step.purpose === 'start' || step.purpose === 'resume' ? time - step.at : 0;
    this.#proceed(line, later(rest, lateSeconds), dispatched.done);
  }

  /** The save on the same host that was under way when this one was due. */
  #saveBefore(line: Line, step: Step): Dispatched | null {
    if (!this.#problem.serialSaves || step.purpose !== 'pause' || line.position === null) return null;
    const save = this.#saves.get(line.position) ?? null;
    return save !== null && save.done > step.at ? save : null;
  }

  /** Of moves that wait for each other one goes another way, or stays where it is when there is none. */
  #openCircle(time: number): void {
    const circle = deadlocked(this.#blockedMoves(), (host) => this.#rooms.soon(host));
    const [first] = circle;
    if (first === undefined) return;
    const open = circle.filter(({ line }) => !line.detoured);
    const detour = detourOf(this.#problem, open, this.#rooms, (host) => this.#vmsOn(host), this.#bypass);
    const { line } = detour?.move ?? first;
    line.detoured = true;
    this.#detoured = true;
    if (detour === null) this.#giveUp(line, time);
    else this.#proceed(line, [...detour.steps, ...later(line.steps.slice(1), detour.lostSeconds)], time);
    if (this.#agenda.next() !== time) this.#openCircle(time);
  }

  #blockedMoves(): readonly (CircularMove & { readonly line: Line })[] {
    return this.#waiting.flatMap((line) => {
      const { position: from } = line;
      const step = line.steps[0];
      if (step === undefined || !step.gives || step.takes === null || from === null) return [];
      return [{ line, step, from, to: step.takes, demand: this.#rooms.demand(step.vm) }];
    });
  }

  #vmsOn(host: number): readonly number[] {
    return this.#lines.filter(({ position }) => position === host).map(({ program }) => program.vm);
  }

  /**
   * The schedule has no room for what still waits: a move is given up, anything else begins when the schedule wants
   * it, for the checker to name.
   */
  #force(): boolean {
    const line = [...this.#waiting].sort(byPrecedence)[0];
    const step = line?.steps[0];
    if (line === undefined || step === undefined) return false;
    const begins = Math.max(step.at, line.last?.done ?? step.at);
    if (step.gives && step.takes !== null) this.#giveUp(line, begins);
    else this.#begin(line, begins);
    return true;
  }

  #giveUp(line: Line, time: number): void {
    const [step, ...rest] = line.steps;
    if (step !== undefined) this.#givenUp.push(step);
    this.#proceed(line, rest, time);
  }

  #noteLine(line: Line): void {
    this.#proceed(line, line.steps, this.#problem.edges[0] as number);
    const { lapsesAt, vm } = line.program;
    if (lapsesAt === null) return;
    this.#agenda.note(lapsesAt, FREES, () => {
      if (line.position !== null) this.#rooms.give(line.position, vm);
      line.position = null;
    });
  }

  /** The VM goes on with these steps, from `earliest` on. */
  #proceed(line: Line, steps: readonly Step[], earliest: number): void {
    line.steps = steps;
    this.#waiting = this.#waiting.filter((each) => each !== line);
    const [next] = steps;
    if (next === undefined) return;
    this.#agenda.note(Math.max(next.at, earliest), READY, () => {
      this.#waiting = [...this.#waiting, line];
    });
  }
}

const later = (steps: readonly Step[], seconds: number): readonly Step[] =>
  seconds > 0 ? steps.map((step) => ({ ...step, at: step.at + seconds })) : steps;

/** Departures before arrivals, then by time, then by VM. */
function byPrecedence(a: Line, b: Line): number {
  const [left] = a.steps;
  const [right] = b.steps;
  if (left === undefined || right === undefined) return 0;
  return Number(left.takes !== null) - Number(right.takes !== null) || left.at - right.at || left.vm - right.vm;
}
