import type { Problem } from '../../domain/problem.ts';
import { CapacityGrid } from '../capacity-grid.ts';
import { Ends } from '../ends.ts';
import { isSettled, type Kinds } from './kinds.ts';
import { isPlain, PLAIN, type Rounding, rounded, roundingsOf } from './roundings.ts';

/** So many host sets, those that most VMs are bound to, get rows of their own. */
const MOST_SETS = 6;
/** Resources whose capacity is also divided and rounded: the first two, CPU and memory. */
const ROUNDED_RESOURCES = 2;

/**
 * Rows of one form, one a slot: Σ size(type) · VMs of the type that hold room ≤ room(slot), over the VMs on the hosts
 * of some classes.
 *
 * On each host the demands d of one resource add up to no more than what is free, C, so for any divisor a > 0
 * Σ ⌊d/a⌋ ≤ ⌊Σ d/a⌋ ≤ ⌊C/a⌋ (Chvátal and Gomory's rounding). The sum over the hosts is the row. a = 1 is the capacity
 * itself; a = 9 says that no two VMs of 9 share a host of 16.
 */
export interface RowFamily {
  /** The one class it counts in; null when it counts its types wherever they are. */
  readonly hostClass: number | null;
  /** Classes it speaks of, and how many hosts they have. */
  readonly classes: readonly number[];
  readonly hosts: number;
  readonly resource: number;
  readonly rounding: Rounding;
  /** ⌊d/a⌋ by type; 0 where the type is not counted. */
  readonly sizes: readonly number[];
  /** Σ ⌊C/a⌋ by slot. */
  readonly room: Float64Array;
}

/** Makes the rows of a problem. */
export class RowMaker {
  readonly #kinds: Kinds;
  readonly #slots: number;
  readonly #resources: number;
  /** What is free by host, slot and resource, less what is held whatever is decided: [(h·T + t)·R + r]. */
  readonly #free: Int32Array;

  constructor(problem: Problem, kinds: Kinds) {
    const grid = new CapacityGrid(problem);
    settle(problem, grid);
    this.#kinds = kinds;
    this.#slots = grid.slots;
    this.#resources = grid.resources;
    this.#free = grid.free;
  }

  /**
   * Rows that count VMs wherever they are: for all hosts, and for each set of classes S to which VMs are bound, those
   * VMs whose every class is in S, against the hosts of S. Undivided rows come first.
   */
  everywhere(): readonly RowFamily[] {
    const sets = boundSets(this.#kinds);
    const families = sets.flatMap((classes) => this.#families(classes));
    return distinct([
      ...families.filter(({ rounding }) => isPlain(rounding)),
      ...families.filter(({ rounding }) => !isPlain(rounding)),
    ]);
  }

  /** The same for each class by itself, whose sums are at least as strong, and what else its capacity gives. */
  byClass(everywhere: readonly RowFamily[]): readonly RowFamily[] {
    const forms = new Map(everywhere.map((form) => [JSON.stringify([form.resource, form.rounding]), form]));
    return this.#kinds.classes.flatMap((_, index) => {
      const shared = [...forms.values()].map((form) => this.#family([index], index, form.resource, form.rounding));
      const known = new Set(shared.map(({ sizes }) => sizes.join()));
      const own = this.#families([index], index).filter(({ sizes }) => !known.has(sizes.join()));
      return [...shared, ...own].filter(countsAny);
    });
  }

  /** Every family of a set of classes that counts anything. */
  #families(classes: readonly number[], hostClass: number | null = null): readonly RowFamily[] {
    return Array.from({ length: this.#resources }, (_, resource) => {
      const plain = this.#family(classes, hostClass, resource, PLAIN);
      const capacities = classes.map((index) => this.#kinds.classes[index]?.capacity[resource] as number);
      const roundings = resource < ROUNDED_RESOURCES ? roundingsOf(plain.sizes, capacities) : [];
      return [plain, ...roundings.map((rounding) => this.#family(classes, hostClass, resource, rounding))];
    })
      .flat()
      .filter(countsAny);
  }

  #family(classes: readonly number[], hostClass: number | null, resource: number, rounding: Rounding): RowFamily {
    const within = new Set(classes);
    const hosts = classes.flatMap((index) => this.#kinds.classes[index]?.hosts ?? []);
    const sizes = this.#kinds.types.map(({ reach, demand }) => {
      const isCounted = hostClass === null ? reach.every((index) => within.has(index)) : reach.includes(hostClass);
      return isCounted ? rounded(rounding, demand[resource] as number) : 0;
    });
    return {
      hostClass,
      classes,
      hosts: hosts.length,
      resource,
      rounding,
      sizes,
      room: this.#roomOf(hosts, resource, rounding),
    };
  }

  #roomOf(hosts: readonly number[], resource: number, rounding: Rounding): Float64Array {
    const room = new Float64Array(this.#slots);
    for (const host of hosts) {
      let at = host * this.#slots * this.#resources + resource;
      let free = Number.NaN;
      let share = 0;
      for (let t = 0; t < this.#slots; t++, at += this.#resources) {
        if (this.#free[at] !== free) {
          free = this.#free[at] as number;
          share = rounded(rounding, Math.max(0, free));
        }
        room[t] = (room[t] as number) + share;
      }
    }
    return room;
  }
}

const countsAny = ({ sizes }: RowFamily): boolean => sizes.some((size) => size > 0);

/** What can not be elsewhere takes its room once and for all. */
function settle(problem: Problem, grid: CapacityGrid): void {
  const ends = new Ends(problem.edges);
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    const until = ends.after(0, job.remainingSeconds);
    for (const [position, vm] of job.vms.entries()) {
      if (!isSettled(problem, job, position)) continue;
      grid.use(problem.vms[vm]?.demand ?? [], job.on[position] as number, 0, until, -1, false);
    }
  }
}

/** All classes, and the sets of classes VMs are bound to, those of most types first; the smaller sets lead. */
function boundSets({ classes, types }: Kinds): readonly (readonly number[])[] {
  const counts = new Map<string, { readonly set: readonly number[]; types: number }>();
  const all = classes.map((_, index) => index);
  for (const { reach } of types) {
    if (reach.length === 0 || reach.length === all.length) continue;
    const known = counts.get(reach.join());
    if (known === undefined) counts.set(reach.join(), { set: reach, types: 1 });
    else known.types += 1;
  }
  const most = [...counts.values()].sort((a, b) => b.types - a.types).slice(0, MOST_SETS);
  return [...most.map(({ set }) => set).sort((a, b) => a.length - b.length), all];
}

/** Families that count alike as one, which leaves the least room that any of them does. */
function distinct(families: readonly RowFamily[]): readonly RowFamily[] {
  const known = new Map<string, RowFamily>();
  for (const family of families) {
    const key = family.sizes.join();
    const alike = known.get(key);
    const room =
      alike === undefined ? family.room : family.room.map((each, t) => Math.min(each, alike.room[t] ?? each));
    known.set(key, { ...(alike ?? family), room });
  }
  return [...known.values()];
}
