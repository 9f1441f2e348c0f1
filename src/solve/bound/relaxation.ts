import type { Problem } from '../../domain/problem.ts';
import { slotCount } from '../../domain/problem.ts';
import { CapacityGrid } from '../capacity-grid.ts';
import { Ends } from '../ends.ts';
import { measuresOf } from './measures.ts';

/** Added to each bin: sums of fractions may come out a little too small, and a row must never cut off what fits. */
const SLACK = 1e-9;

/**
 * Hosts merged into classes, VMs into types: the aggregate the bound is computed on. Hosts are alike when they have
 * the same capacity and stand in the same host sets. One row per class, slot and measure says that the VMs there
 * measure no more than the bins of the class together, which every valid schedule keeps; so the least cost under
 * these rows is a lower bound.
 */
export class Relaxation {
  readonly problem: Problem;
  readonly ends: Ends;
  readonly slots: number;
  readonly classes: number;
  readonly measures: number;
  readonly classOfHost: readonly number[];
  /** Type of each VM; types share demand and host set. */
  readonly typeOfVm: readonly number[];
  /** Classes each type may be put in. */
  readonly classesOfType: readonly (readonly number[])[];
  /** What one VM of a type measures in a class: [(type·classes + class)·measures + m]. */
  readonly sizes: Float64Array;
  /** What the bins of a class hold: [(class·T + t)·measures + m]. */
  readonly room: Float64Array;

  constructor(problem: Problem) {
    this.problem = problem;
    this.ends = new Ends(problem.edges);
    this.slots = slotCount(problem);
    const measures = measuresOf(problem.resources.length);
    this.measures = measures.length;
    const { classOfHost, capacities } = classify(problem);
    this.classOfHost = classOfHost;
    this.classes = capacities.length;
    const types = typesOf(problem);
    this.typeOfVm = types.ofVm;
    this.classesOfType = types.list.map(({ demand, hosts }) =>
      [...new Set(hosts.map((host) => classOfHost[host] as number))].filter((c) =>
        demand.every((amount, r) => amount <= (capacities[c]?.[r] as number)),
      ),
    );
    this.sizes = new Float64Array(types.list.length * this.classes * this.measures);
    for (const [type, { demand }] of types.list.entries()) {
      for (let c = 0; c < this.classes; c++) {
        for (const [m, { resource, measure }] of measures.entries()) {
          const capacity = capacities[c]?.[resource] as number;
          const amount = demand[resource] as number;
          this.sizes[(type * this.classes + c) * this.measures + m] =
            capacity > 0 && amount <= capacity ? measure(amount, capacity) : 0;
        }
      }
    }
    this.room = this.#roomOf(problem);
  }

  /** Σ over the hosts of a class of 1 − measure(block); where the present is over capacity, what that may measure. */
  #roomOf(problem: Problem): Float64Array {
    const measures = measuresOf(problem.resources.length);
    const room = new Float64Array(this.classes * this.slots * this.measures);
    const grid = new CapacityGrid(problem);
    const strained = new Set(grid.strain.map(({ cell }) => cell));
    for (const [h, host] of problem.hosts.entries()) {
      for (let t = 0; t < this.slots; t++) {
        const at = ((this.classOfHost[h] as number) * this.slots + t) * this.measures;
        for (const [m, { resource, measure, stretch }] of measures.entries()) {
          const capacity = host.capacity[resource] as number;
          if (capacity <= 0) continue;
          const free = grid.free[(h * this.slots + t) * grid.resources + resource] as number;
          const bins = strained.has(h * this.slots + t)
            ? stretch * Math.max(1, free / capacity)
            : 1 - measure(capacity - free, capacity);
          room[at + m] = (room[at + m] as number) + bins + SLACK;
        }
      }
    }
    return room;
  }
}

function classify(problem: Problem): {
  readonly classOfHost: readonly number[];
  readonly capacities: readonly (readonly number[])[];
} {
  const memberships = problem.hosts.map(() => '');
  for (const [index, set] of problem.hostSets.entries()) {
    for (const host of set) memberships[host] += `${index},`;
  }
  const known = new Map<string, number>();
  const capacities: (readonly number[])[] = [];
  const classOfHost = problem.hosts.map((host, index) => {
    const key = `${host.capacity.join('/')}|${memberships[index]}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, capacities.length);
    return capacities.push(host.capacity) - 1;
  });
  return { classOfHost, capacities };
}

function typesOf(problem: Problem): {
  readonly ofVm: readonly number[];
  readonly list: readonly { readonly demand: readonly number[]; readonly hosts: readonly number[] }[];
} {
  const known = new Map<string, number>();
  const list: { demand: readonly number[]; hosts: readonly number[] }[] = [];
  const ofVm = problem.vms.map(({ demand, hostSet }) => {
    const key = `${demand.join('/')}|${hostSet}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, list.length);
    return list.push({ demand, hosts: problem.hostSets[hostSet] as readonly number[] }) - 1;
  });
  return { ofVm, list };
}
