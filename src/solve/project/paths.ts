import type { Project } from './project.ts';

/** By activity: the first slot in which it can start, by releases and precedences alone. */
export function headsOf({ count, before, duration, release }: Project): Int32Array {
  const heads = Int32Array.from(release);
  for (let j = 0; j < count; j++) {
    for (let a = before.starts[j] as number; a < (before.starts[j + 1] as number); a++) {
      const i = before.items[a] as number;
      heads[j] = Math.max(heads[j] as number, (heads[i] as number) + (duration[i] as number));
    }
  }
  return heads;
}

/** By activity: slots from its start to the start of the sink, at least, by precedences alone. */
export function tailsOf({ count, after, duration }: Project): Int32Array {
  const tails = new Int32Array(count);
  for (let i = count - 1; i >= 0; i--) {
    for (let a = after.starts[i] as number; a < (after.starts[i + 1] as number); a++) {
      const rest = tails[after.items[a] as number] as number;
      tails[i] = Math.max(tails[i] as number, rest + (duration[i] as number));
    }
  }
  return tails;
}

/**
 * A lower bound on the makespan M by what activities take of one resource (Brucker et al. 1999, § 3): those that can not
 * start before slot a and have at least b slots to come after they end all run in a ≤ t < M − b, so the slots they take,
 * weighted with what they take, fit into capacity · (M − b − a).
 */
export function resourceBound(project: Project): number {
  const heads = headsOf(project);
  const tails = tailsOf(project).map((tail, i) => tail - (project.duration[i] as number));
  let bound = heads[project.count - 1] as number;
  const afters = [...new Set(tails)].sort((a, b) => b - a);
  for (let r = 0; r < project.resources; r++) {
    for (const from of new Set(heads)) {
      for (const after of afters) {
        const slots = slotsFor(project, r, (i) => (heads[i] as number) >= from && (tails[i] as number) >= after);
        if (slots > 0) bound = Math.max(bound, from + after + slots);
      }
    }
  }
  return bound;
}

/** Slots that the activities asked for take of a resource when it is never idle; 0 when none of them takes any. */
function slotsFor(project: Project, resource: number, asked: (i: number) => boolean): number {
  let taken = 0;
  for (let i = 0; i < project.count; i++) {
    if (asked(i))
      taken += (project.duration[i] as number) * (project.demand[i * project.resources + resource] as number);
  }
  return Math.ceil(taken / (project.capacity[resource] as number));
}
