import { parentPort, workerData } from 'node:worker_threads';
import { beat, type Pulse } from '../pulse.ts';
import type { ThreadData } from '../thread.ts';
import { Anneal } from './anneal.ts';
import type { InstantData } from './data.ts';
import { machineSeconds } from './machine-seconds.ts';
import { Pool } from './pool.ts';

/** What one thread of the instant engine is given. */
export interface InstantTask {
  readonly data: InstantData;
  readonly assignment: Int32Array;
  readonly seed: number;
  /** Stops at this moment of `machineSeconds`, or after so many tries when they are given. */
  readonly until: number;
  readonly tries: number | null;
  /** Best assignment that all threads know; null when each works for itself. */
  readonly pool: SharedArrayBuffer | null;
}

/** What it sends back: a better assignment. */
export interface InstantFinding {
  readonly assignment: Int32Array;
  readonly cost: number;
}

/** How fast it is, before that is measured. */
const FIRST_TRIES_A_SECOND = 1_000_000;
/** Tries between two looks at the clock. */
const TRIES_A_LOOK = 2_000;
/** Shares of the time at which a round of annealing ends: short ones first, so that something good is there early. */
const ROUNDS = [0.04, 0.2, 1];
/** A thread sends no more often than after so much of the time, and so many seconds. */
const SEND_SHARE = 0.02;
const SEND_SECONDS = 0.25;

/** Anneals in rounds, each from the best that is known, until its time or its tries are over. */
function run(task: InstantTask, pulse: Pulse, send: (finding: InstantFinding) => void): void {
  const began = machineSeconds();
  const wholeSeconds = task.until - began;
  const seconds = (): number => machineSeconds() - began;
  let tries = 0;
  const now = (): number => (task.tries === null ? seconds() / wholeSeconds : tries / task.tries);
  const pool = task.pool === null ? null : new Pool(task.pool, task.data.vms);
  const outbox = new Outbox(send, seconds, task.tries === null ? Math.max(SEND_SECONDS, SEND_SHARE * wholeSeconds) : 0);
  let start = task.assignment;
  ROUNDS.forEach((end, round) => {
    const begin = ROUNDS[round - 1] ?? 0;
    const speed = tries === 0 ? FIRST_TRIES_A_SECOND : tries / Math.max(seconds(), 1e-3);
    const whole = task.tries ?? speed * wholeSeconds;
    const effort = ((end - begin) * whole) / Math.max(1, task.data.vms);
    const anneal = new Anneal(task.data, start, task.seed + 7919 * round, effort);
    for (let at = now(); at >= 0 && at < end; at = now()) {
      beat(pulse);
      const gained = anneal.run(TRIES_A_LOOK, Math.max(0, (at - begin) / (end - begin)));
      tries += TRIES_A_LOOK;
      if (gained) outbox.offer(anneal.best, anneal.bestCost);
      if (gained) pool?.offer(anneal.best, anneal.bestCost);
    }
    start = pool?.better(anneal.bestCost) ?? anneal.best.slice();
  });
  outbox.flush();
}

/** Holds back what comes too soon after the last message. */
class Outbox {
  readonly #send: (finding: InstantFinding) => void;
  readonly #seconds: () => number;
  readonly #pause: number;
  #last = Number.NEGATIVE_INFINITY;
  #sent = Number.POSITIVE_INFINITY;
  #waiting: Int32Array | null = null;
  #cost = Number.POSITIVE_INFINITY;

  constructor(send: (finding: InstantFinding) => void, seconds: () => number, pauseSeconds: number) {
    this.#send = send;
    this.#seconds = seconds;
    this.#pause = pauseSeconds;
  }

  offer(best: Int32Array, cost: number): void {
    if (cost >= this.#cost) return;
    this.#waiting = best;
    this.#cost = cost;
    if (this.#seconds() - this.#last >= this.#pause) this.flush();
  }

  flush(): void {
    if (this.#waiting === null || this.#cost >= this.#sent) return;
    this.#send({ assignment: this.#waiting.slice(), cost: this.#cost });
    this.#sent = this.#cost;
    this.#last = this.#seconds();
  }
}

const { pulse, ...task } = workerData as InstantTask & ThreadData;
run(task, pulse, (finding) => parentPort?.postMessage(finding));
