import type { Problem, RunningJob } from '../../domain/problem.ts';

/** Hosts merged into classes and VMs into types: what the bound does not tell apart. */
export interface Kinds {
  readonly classes: readonly HostClass[];
  readonly classOfHost: readonly number[];
  readonly types: readonly VmType[];
  /** Type of each VM; −1 for one that holds its host whatever is decided. */
  readonly typeOfVm: Int32Array;
}

/** Hosts of equal capacity that stand in the same host sets. */
export interface HostClass {
  readonly hosts: readonly number[];
  /** By resource. */
  readonly capacity: readonly number[];
}

/** VMs of equal demand that may be in the same classes. */
export interface VmType {
  readonly demand: readonly number[];
  /** Classes it may be put in, if it may: those of its host set that hold it when they are empty. Ascending. */
  readonly puttable: readonly number[];
  /** Classes it may ever hold room in: `puttable`, and where it is now. Ascending. */
  readonly reach: readonly number[];
}

/** The classes of a problem's hosts and the types of its VMs. */
export function kindsOf(problem: Problem): Kinds {
  const { classes, classOfHost } = classify(problem);
  const book = new TypeBook(problem, classes, classOfHost);
  const typeOfVm = new Int32Array(problem.vms.length).fill(-1);
  for (const job of problem.jobs) {
    for (const [position, vm] of job.vms.entries()) {
      if (job.kind === 'running' && isSettled(problem, job, position)) continue;
      const home = job.kind === 'running' ? (job.on[position] as number) : null;
      typeOfVm[vm] = book.typeOf(vm, home, job.kind === 'waiting' || mayLeave(problem, job, position));
    }
  }
  return { classes, classOfHost, types: book.list, typeOfVm };
}

/** True of a VM that runs on where it is until its end, whatever is decided. */
export const isSettled = (problem: Problem, job: RunningJob, position: number): boolean =>
  job.pause === null && movesOf(problem, job, position) === null;

/** True of a VM that may be moved, or resumed elsewhere. */
const mayLeave = (problem: Problem, job: RunningJob, position: number): boolean =>
  job.pause?.resumesAnywhere === true || movesOf(problem, job, position) !== null;

/** How a VM may be moved; null also when nothing may be. */
export const movesOf = (problem: Problem, job: RunningJob, position: number): RunningJob['moves'][number] =>
  problem.budgets.migrations === 0 ? null : (job.moves[position] ?? null);

function classify(problem: Problem): Pick<Kinds, 'classes' | 'classOfHost'> {
  const memberships = problem.hosts.map(() => '');
  for (const [index, set] of problem.hostSets.entries()) {
    for (const host of set) memberships[host] += `${index},`;
  }
  const known = new Map<string, number>();
  const classes: { hosts: number[]; capacity: readonly number[] }[] = [];
  const classOfHost = problem.hosts.map(({ capacity }, host) => {
    const key = `${capacity.join('/')}|${memberships[host]}`;
    const index = known.get(key) ?? classes.push({ hosts: [], capacity }) - 1;
    known.set(key, index);
    classes[index]?.hosts.push(host);
    return index;
  });
  return { classes, classOfHost };
}

/** Collects the types that occur. */
class TypeBook {
  readonly list: VmType[] = [];
  readonly #problem: Problem;
  readonly #classes: readonly HostClass[];
  readonly #classOfHost: readonly number[];
  readonly #classesOfSet: readonly (readonly number[])[];
  readonly #known = new Map<string, number>();

  constructor(problem: Problem, classes: readonly HostClass[], classOfHost: readonly number[]) {
    this.#problem = problem;
    this.#classes = classes;
    this.#classOfHost = classOfHost;
    this.#classesOfSet = problem.hostSets.map((set) => ascending(set.map((host) => classOfHost[host] as number)));
  }

  /**
   * @param home host it is on; null when it waits.
   * @param isFree false when it is nowhere else than at home, whatever its host set.
   */
  typeOf(vm: number, home: number | null, isFree: boolean): number {
    const { demand, hostSet } = this.#problem.vms[vm] as Problem['vms'][number];
    const homeClass = home === null ? null : (this.#classOfHost[home] as number);
    const key = `${demand.join('/')}|${isFree ? hostSet : ''}|${homeClass}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const type = this.#alike(this.#made(demand, isFree ? hostSet : null, homeClass));
    this.#known.set(key, type);
    return type;
  }

  #made(demand: readonly number[], hostSet: number | null, homeClass: number | null): VmType {
    const puttable = (this.#classesOfSet[hostSet ?? -1] ?? []).filter((index) =>
      demand.every((amount, r) => amount <= (this.#classes[index]?.capacity[r] as number)),
    );
    return { demand, puttable, reach: homeClass === null ? puttable : ascending([...puttable, homeClass]) };
  }

  /** The number of the type among those so far, be it under another host set. */
  #alike(type: VmType): number {
    const key = `${type.demand.join('/')}|${type.puttable.join()}|${type.reach.join()}|`;
    const index = this.#known.get(key) ?? this.list.push(type) - 1;
    this.#known.set(key, index);
    return index;
  }
}

const ascending = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b);
