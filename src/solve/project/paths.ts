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
