import type { Problem } from '../../../domain/problem.ts';

/**
 * Fewest hosts that can hold the VMs, by one resource at a time and as if every host had the most room of any: the bound L2
 * of Martello and Toth (Discrete Appl. Math. 1990).
 *
 * Proof. For a size α, VMs above C − α stand alone among those of at least α, those above C / 2 are one to a host, and those
 * of α … C / 2 fill what room the latter leave, before they need hosts of their own.
 */
export function worstFillBins(problem: Problem, placed: readonly number[]): number {
  return problem.resources.reduce((most, _, resource) => {
    const room = problem.hosts.reduce((largest, host) => Math.max(largest, host.capacity[resource] as number), 0);
    const sizes = placed.map((vm) => problem.vms[vm]?.demand[resource] ?? 0).filter((size) => size > 0);
    return sizes.some((size) => size > room) || isOver(problem, placed, resource)
      ? most
      : Math.max(most, secondBound(sizes, room));
  }, 0);
}

/** True when the present has a host above its capacity, which may stay so. */
function isOver(problem: Problem, placed: readonly number[], resource: number): boolean {
  const use = new Float64Array(problem.hosts.length);
  for (const vm of placed) {
    const { job: index, demand } = problem.vms[vm] as Problem['vms'][number];
    const job = problem.jobs[index];
    if (job?.kind !== 'running') continue;
    const host = job.on[job.vms.indexOf(vm)] as number;
    use[host] = (use[host] as number) + (demand[resource] as number);
  }
  return problem.hosts.some(({ capacity }, host) => (use[host] as number) > (capacity[resource] as number));
}

/** L2 for whole sizes of at most `room`. */
export function secondBound(sizes: readonly number[], room: number): number {
  const sorted = Float64Array.from(sizes).sort();
  const sums = new Float64Array(sorted.length + 1);
  sorted.forEach((size, k) => {
    sums[k + 1] = (sums[k] as number) + size;
  });
  const above = (limit: number): number => firstAbove(sorted, limit);
  const half = above(room / 2);
  let best = Math.ceil((sums[sorted.length] as number) / Math.max(1, room));
  const tries = new Set([0, ...sorted.subarray(0, half)]);
  for (const alpha of tries) {
    const alone = Math.max(half, above(room - alpha));
    const small = firstAbove(sorted, alpha - 1e-9);
    const ones = sorted.length - alone;
    const halves = alone - half;
    const left = halves * room - ((sums[alone] as number) - (sums[half] as number));
    const filling = (sums[half] as number) - (sums[Math.min(small, half)] as number);
    best = Math.max(best, ones + halves + Math.max(0, Math.ceil((filling - left) / Math.max(1, room))));
  }
  return best;
}

/** Index of the first value above the limit. */
function firstAbove(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
