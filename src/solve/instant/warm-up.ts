import { Anneal } from './anneal.ts';
import type { InstantData } from './data.ts';
import { machineSeconds } from './machine-seconds.ts';

/** Seconds of a warm-up at most, and its share of the time that there is. */
const MOST_SECONDS = 0.2;
const SHARE = 0.2;
/** Too large for a good answer in so short a time. */
const MOST_VMS = 5_000;
/** Shares of the warm-up at which a round of annealing ends. */
const ROUNDS = [0.2, 1];
const TRIES_A_LOOK = 1_000;
/** About how fast it is. */
const TRIES_A_SECOND = 1_000_000;

/**
 * A first search in this thread: small problems are solved by it before other threads have begun. It ends each round with
 * what it has.
 *
 * @param start what to begin from, asked for each round.
 */
export function* warmUp(
  data: InstantData,
  start: () => Int32Array,
  seed: number,
  seconds: number,
): Generator<Int32Array> {
  const whole = Math.min(MOST_SECONDS, SHARE * seconds);
  if (data.vms > MOST_VMS || whole <= 0) return;
  const began = machineSeconds();
  let begin = 0;
  for (const [round, end] of ROUNDS.entries()) {
    const effort = ((end - begin) * whole * TRIES_A_SECOND) / Math.max(1, data.vms);
    const anneal = new Anneal(data, start(), seed + round, effort);
    const now = (): number => (machineSeconds() - began) / whole;
    for (let at = now(); at < end; at = now()) {
      anneal.run(TRIES_A_LOOK, Math.max(0, (at - begin) / (end - begin)));
    }
    begin = end;
    yield anneal.best;
  }
}
