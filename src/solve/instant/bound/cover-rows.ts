import type { Problem } from '../../../domain/problem.ts';

/** What hosts in use must add up to. */
export interface CoverRow {
  readonly demand: number;
  /** By host. */
  readonly room: Float64Array;
}

/** Sizes of VMs that are counted, per resource, at most. */
const THRESHOLDS = 12;

/**
 * Rows Σ_h room_h · y_h ≥ demand that hosts in use satisfy, y_h being 1 for them: for each resource its demand against what
 * blocks leave of capacity, and for some sizes τ the number of VMs of at least τ against ⌊room / τ⌋. What the present has
 * on a host above its capacity is room as well, because it may stay.
 */
export function coverRows(problem: Problem, placed: readonly number[]): readonly CoverRow[] {
  return problem.resources.flatMap((_, resource) => {
    const room = roomOf(problem, placed, resource);
    const sizes = placed.map((vm) => problem.vms[vm]?.demand[resource] ?? 0).filter((size) => size > 0);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total <= 0) return [];
    const counted = thresholds(sizes).map((least) => ({
      demand: sizes.filter((size) => size >= least).length,
      room: room.map((each) => Math.floor(each / least)),
    }));
    return [{ demand: total, room }, ...counted];
  });
}

function roomOf(problem: Problem, placed: readonly number[], resource: number): Float64Array {
  const blocked = problem.hosts.map(({ blocks }) =>
    blocks.reduce((sum, { from, until, amounts }) => sum + (from <= 0 && until > 0 ? (amounts[resource] ?? 0) : 0), 0),
  );
  const present = new Float64Array(problem.hosts.length);
  for (const vm of placed) {
    const { job: index, demand } = problem.vms[vm] as Problem['vms'][number];
    const job = problem.jobs[index];
    if (job?.kind !== 'running') continue;
    const host = job.on[job.vms.indexOf(vm)] as number;
    present[host] = (present[host] as number) + (demand[resource] as number);
  }
  return Float64Array.from(problem.hosts, ({ capacity }, h) =>
    Math.max(0, (capacity[resource] as number) - (blocked[h] as number), present[h] as number),
  );
}

/** Some distinct sizes, the largest among them. */
function thresholds(sizes: readonly number[]): readonly number[] {
  const distinct = [...new Set(sizes)].sort((a, b) => b - a);
  const step = Math.max(1, Math.ceil(distinct.length / THRESHOLDS));
  return distinct.filter((_, index) => index % step === 0);
}
