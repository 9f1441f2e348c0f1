import type { Cost } from '../../domain/levels.ts';
import { ACCEPTANCE, DISRUPTION, MEND, SERVICE } from '../../domain/levels.ts';
import type { Job, Problem } from '../../domain/problem.ts';
import type { Dice } from '../dice.ts';
import { startCost } from '../job-cost.ts';

/** How much a job's decision costs beyond the least it could: what is worth working on. */
export function excessOf(problem: Problem, job: Job, cost: Cost): number {
  const least = job.kind === 'waiting' && job.earliest <= job.latest ? startCost(problem, job, job.earliest) : 0;
  const service = Math.max(0, cost[SERVICE] - least);
  const refused = cost[ACCEPTANCE] > 0 ? 1e6 + service : 0;
  return cost[MEND] * 1e3 + refused + service + cost[DISRUPTION];
}

/** Draws jobs with a chance that grows with the square root of their excess, so that the many small ones count too. */
export class ExcessDraw {
  #jobs: readonly number[] = [];
  #sums: Float64Array = new Float64Array();

  /** Takes new weights, one per job. */
  refresh(excess: Float64Array): void {
    const jobs: number[] = [];
    const sums: number[] = [];
    let sum = 0;
    for (const [index, amount] of excess.entries()) {
      if (amount <= 0) continue;
      sum += Math.sqrt(amount);
      jobs.push(index);
      sums.push(sum);
    }
    this.#jobs = jobs;
    this.#sums = Float64Array.from(sums);
  }

  /** A job, or null when none has anything to gain. */
  draw(dice: Dice): number | null {
    const total = this.#sums[this.#sums.length - 1];
    if (total === undefined) return null;
    const wanted = dice.unit() * total;
    let low = 0;
    let high = this.#sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return this.#jobs[low] as number;
  }
}
