import type { Project } from '../project.ts';

/**
 * Arcs between nodes of starts: while the literal `given` holds (or always, when it is −1), the bound of `to` is at least
 * the bound of `from` plus `weight`. Precedences always hold. Two activities that no resource can take at once are one
 * before the other: which, says a variable of their own, 1 when the first is first.
 */
export interface Arcs {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Int32Array;
  /** Node of the literal that an arc depends on: 2x (value 1) or 2x + 1 (value 0); −1 for none. */
  readonly given: Int32Array;
  /** Arcs that leave node k, or depend on it: items[a], starts[k] ≤ a < starts[k + 1]. */
  readonly leaving: { readonly starts: Int32Array; readonly items: Int32Array };
  readonly depending: { readonly starts: Int32Array; readonly items: Int32Array };
  /** How many variables say an order. */
  readonly orders: number;
}

/** Value of the literal that an arc depends on. */
export const givenValue = (node: number): number => 1 - (node & 1);

/** All arcs of a project, variables of orders numbered after the starts. */
export function arcsOf(project: Project): Arcs {
  const { count, after, duration } = project;
  const list: { from: number; to: number; weight: number; given: number }[] = [];
  const add = (i: number, j: number, given: number): void => {
    const weight = duration[i] as number;
    list.push({ from: 2 * i, to: 2 * j, weight, given }, { from: 2 * j + 1, to: 2 * i + 1, weight, given });
  };
  for (let i = 0; i < count; i++) {
    for (let a = after.starts[i] as number; a < (after.starts[i + 1] as number); a++)
      add(i, after.items[a] as number, -1);
  }
  const pairs = disjunctions(project);
  for (const [k, [i, j]] of pairs.entries()) {
    add(i, j, 2 * (count + k));
    add(j, i, 2 * (count + k) + 1);
  }
  const nodes = 2 * (count + pairs.length);
  return {
    from: Int32Array.from(list, (arc) => arc.from),
    to: Int32Array.from(list, (arc) => arc.to),
    weight: Int32Array.from(list, (arc) => arc.weight),
    given: Int32Array.from(list, (arc) => arc.given),
    leaving: grouped(
      nodes,
      Int32Array.from(list, (arc) => arc.from),
    ),
    depending: grouped(
      nodes,
      Int32Array.from(list, (arc) => arc.given),
    ),
    orders: pairs.length,
  };
}

/** Pairs that together need more of some resource than there is, and that no precedence puts in order. */
function disjunctions(project: Project): readonly (readonly [number, number])[] {
  const { count, duration } = project;
  const comesAfter = closureOf(project);
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const lasting = (duration[i] as number) > 0 && (duration[j] as number) > 0;
      if (lasting && comesAfter[i * count + j] === 0 && clash(project, i, j)) pairs.push([i, j]);
    }
  }
  return pairs;
}

function clash({ resources, demand, capacity }: Project, i: number, j: number): boolean {
  for (let r = 0; r < resources; r++) {
    const together = (demand[i * resources + r] as number) + (demand[j * resources + r] as number);
    if (together > (capacity[r] as number)) return true;
  }
  return false;
}

/** 1 at [i · count + j] when some way of precedences leads from i to j. */
function closureOf({ count, after }: Project): Uint8Array {
  const reached = new Uint8Array(count * count);
  for (let i = count - 1; i >= 0; i--) {
    for (let a = after.starts[i] as number; a < (after.starts[i + 1] as number); a++) {
      const next = after.items[a] as number;
      reached[i * count + next] = 1;
      for (let j = next + 1; j < count; j++) if (reached[next * count + j] === 1) reached[i * count + j] = 1;
    }
  }
  return reached;
}

/** Positions by their key; those below 0 are left out. */
function grouped(keys: number, of: Int32Array): { readonly starts: Int32Array; readonly items: Int32Array } {
  const lists: number[][] = Array.from({ length: keys }, () => []);
  of.forEach((key, position) => {
    lists[key]?.push(position);
  });
  const starts = new Int32Array(keys + 1);
  for (const [key, items] of lists.entries()) starts[key + 1] = (starts[key] as number) + items.length;
  return { starts, items: Int32Array.from(lists.flat()) };
}
