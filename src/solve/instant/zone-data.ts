import type { PlacementTerms, Problem, Zones } from '../../domain/problem.ts';
import type { ZoneData } from './data.ts';
import { sharedInts, sharedLists } from './shared.ts';

/** One list of VMs counted in one zoning. */
interface ZoneGroup {
  readonly vms: readonly number[];
  readonly zoning: number;
  atLeast: number;
  wanted: number;
  readonly needs: Set<number>;
}

/**
 * Lists of VMs under `reach` and `near`, each counted once a zoning however many rules name it. A list that needs itself
 * always has it. A reach that the present misses is lowered to what the present reaches.
 */
export function zoneData(problem: Problem, leftCost: number): ZoneData {
  const book = new ZoneBook();
  const terms = problem.placement;
  for (const { vms, zones, atLeast } of terms?.reach ?? []) {
    const group = book.group(vms, zones);
    const now = reachNow(problem, vms, zones);
    group.wanted = Math.max(group.wanted, atLeast);
    group.atLeast = Math.max(group.atLeast, now === null ? atLeast : Math.min(atLeast, now));
  }
  for (const rule of terms?.near ?? []) addNear(book, rule);
  return { ...book.data(problem.hosts.length, problem.vms.length), leftCost };
}

function addNear(book: ZoneBook, { vms, to, zones }: PlacementTerms['near'][number]): void {
  const one = book.group(vms, zones);
  const other = book.group(to, zones);
  if (one !== other) one.needs.add(book.indexOf(other));
}

/** Zones that VMs that all run now reach; null when one waits. */
function reachNow(problem: Problem, vms: readonly number[], zones: Zones): number | null {
  const reached = new Set<number>();
  for (const vm of vms) {
    const job = problem.jobs[problem.vms[vm]?.job as number];
    if (job?.kind !== 'running') return null;
    reached.add(zones[job.on[job.vms.indexOf(vm)] as number] as number);
  }
  return reached.size;
}

class ZoneBook {
  readonly #groups: ZoneGroup[] = [];
  readonly #zonings: Zones[] = [];
  readonly #known = new Map<readonly number[], Map<Zones, ZoneGroup>>();

  group(vms: readonly number[], zones: Zones): ZoneGroup {
    const known = this.#known.get(vms) ?? new Map<Zones, ZoneGroup>();
    this.#known.set(vms, known);
    const found = known.get(zones);
    if (found !== undefined) return found;
    if (!this.#zonings.includes(zones)) this.#zonings.push(zones);
    const made = {
      vms: [...new Set(vms)],
      zoning: this.#zonings.indexOf(zones),
      atLeast: 0,
      wanted: 0,
      needs: new Set<number>(),
    };
    known.set(zones, made);
    this.#groups.push(made);
    this.#index.set(made, this.#groups.length - 1);
    return made;
  }

  readonly #index = new Map<ZoneGroup, number>();

  indexOf(group: ZoneGroup): number {
    return this.#index.get(group) as number;
  }

  data(hosts: number, vms: number): Omit<ZoneData, 'leftCost'> {
    const numbered = this.#zonings.map((zones) => numberedZones(zones, hosts));
    const offset: number[] = [];
    let cells = 0;
    for (const { zoning } of this.#groups) {
      offset.push(cells);
      cells += numbered[zoning]?.count ?? 0;
    }
    const groupsOf: number[][] = Array.from({ length: vms }, () => []);
    const neededBy: number[][] = this.#groups.map(() => []);
    const needOf: number[] = [];
    this.#groups.forEach((group, index) => {
      for (const vm of group.vms) groupsOf[vm]?.push(index);
      for (const other of group.needs) neededBy[other]?.push(needOf.push(index) - 1);
    });
    const members = sharedLists(groupsOf);
    const needs = sharedLists(this.#groups.map((group) => [...group.needs]));
    const needed = sharedLists(neededBy);
    return {
      groups: this.#groups.length,
      offset: sharedInts(offset),
      zoning: sharedInts(this.#groups.map(({ zoning }) => zoning)),
      zoneOf: sharedInts(numbered.flatMap(({ of }) => of)),
      cells,
      memberStart: members.start,
      memberGroups: members.values,
      size: sharedInts(this.#groups.map((group) => group.vms.length)),
      atLeast: sharedInts(this.#groups.map(({ atLeast }) => atLeast)),
      wanted: sharedInts(this.#groups.map(({ wanted }) => wanted)),
      needStart: needs.start,
      needOf: sharedInts(needOf),
      needs: needs.values,
      neededStart: needed.start,
      neededBy: needed.values,
      zoneCount: numbered.reduce((most, { count }) => Math.max(most, count), 0),
    };
  }
}

/** Zones numbered from 0 in the order of their first host. */
export function numberedZones(zones: Zones, hosts: number): { readonly of: number[]; readonly count: number } {
  const numbers = new Map<number, number>();
  const of: number[] = [];
  for (let host = 0; host < hosts; host++) {
    const zone = zones[host] as number;
    const number = numbers.get(zone) ?? numbers.size;
    numbers.set(zone, number);
    of.push(number);
  }
  return { of, count: numbers.size };
}
