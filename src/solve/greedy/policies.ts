import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { bestFit, firstFit } from '../host-choice.ts';
import { conservative } from './conservative.ts';
import { easy } from './easy.ts';
import { fcfs } from './fcfs.ts';
import { byArrival, byDensity, bySize, byUrgency, firstBy } from './orders.ts';
import { rank } from './rank.ts';

/** A way to place in one pass, without looking back. */
export type GreedyPolicy = (problem: Problem) => Schedule;

/** The greedy policies by name: what operators run today, to compare with and to start from. */
export function greedyPolicies(maxHost: number): Readonly<Record<string, GreedyPolicy>> {
  return {
    'rank-packing': (problem) => rank(problem, 'packing', maxHost),
    'rank-striping': (problem) => rank(problem, 'striping', maxHost),
    'rank-load-aware': (problem) => rank(problem, 'load-aware', maxHost),
    fcfs,
    easy,
    conservative: (problem) => conservative(problem, byArrival),
    'first-fit-decreasing': (problem) => conservative(problem, bySize(problem), () => firstFit),
  };
}

/** A placement in one pass to start from, under the name that improvements are told by. */
export interface Opening {
  readonly name: string;
  readonly place: GreedyPolicy;
}

/** One-pass placements that make good starts, best guess first. */
export const OPENINGS: readonly Opening[] = [
  { name: 'urgent-dense', place: (problem) => conservative(problem, firstBy(byUrgency, byDensity(problem))) },
  { name: 'dense', place: (problem) => conservative(problem, byDensity(problem)) },
  { name: 'urgent-large', place: (problem) => conservative(problem, firstBy(byUrgency, bySize(problem))) },
  { name: 'spread', place: (problem) => conservative(problem, firstBy(byUrgency, byArrival), (t) => bestFit(t, -1)) },
];

/**
 * All of them, with the greedy policies of operators, in the order to try them in: quick and most often best first.
 *
 * @param isDense a pass by density has been made already, in another way.
 */
export function openings(greedy: Readonly<Record<string, GreedyPolicy>>, isDense: boolean): readonly Opening[] {
  const theirs = Object.entries(greedy).map(([name, place]) => ({ name, place }));
  const dense = OPENINGS.slice(0, 1);
  const quick = theirs.filter(({ name }) => name === 'easy');
  const slow = theirs.filter(({ name }) => name.startsWith('rank-'));
  const rest = theirs.filter((each) => !quick.includes(each) && !slow.includes(each));
  return [...(isDense ? [...quick, ...dense] : [...dense, ...quick]), ...OPENINGS.slice(1), ...rest, ...slow];
}
