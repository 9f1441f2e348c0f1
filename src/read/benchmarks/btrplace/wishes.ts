import type { Field } from './fields.ts';
import type { Model } from './model.ts';

/** What is asked for, by BtrPlace's numbers. */
export interface Wishes {
  /** Least allocation by resource, then VM. */
  readonly allocations: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Most that may be used of a node, by resource, then node. */
  readonly capacities: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly mustRun: ReadonlySet<number>;
  readonly mustBeOffline: ReadonlySet<number>;
  /** Nodes that a VM has to be on one of. */
  readonly fences: readonly { readonly vm: number; readonly nodes: readonly number[] }[];
  readonly spreads: readonly (readonly number[])[];
  readonly amongs: readonly Among[];
}

/** All the VMs are on nodes of one of the parts. */
export interface Among {
  readonly vms: readonly number[];
  readonly parts: readonly (readonly number[])[];
}

const REMEDY = 'Known are preserve, resourceCapacity on one node, running, online, offline, fence, spread and among.';

/**
 * Reads `constraints`. One that asks for the end of the reconfiguration only is kept all along as well: that is
 * stricter, so a plan found is one of BtrPlace's too.
 *
 * @throws InputError for one that has no counterpart here.
 */
export function readWishes(constraints: Field, model: Model): Wishes {
  const online = new Set(model.nodes.filter((node) => node.online).map(({ id }) => id));
  const known = { vms: new Set(model.vms.map(({ id }) => id)), nodes: new Set(model.nodes.map(({ id }) => id)) };
  const wishes = new Draft(online, known, new Set(model.resources.map(({ name }) => name)));
  for (const constraint of constraints.list()) wishes.add(constraint);
  return wishes;
}

interface Known {
  readonly vms: ReadonlySet<number>;
  readonly nodes: ReadonlySet<number>;
}

class Draft implements Wishes {
  readonly allocations = new Map<string, Map<number, number>>();
  readonly capacities = new Map<string, Map<number, number>>();
  readonly mustRun = new Set<number>();
  readonly mustBeOffline = new Set<number>();
  readonly fences: { vm: number; nodes: readonly number[] }[] = [];
  readonly spreads: (readonly number[])[] = [];
  readonly amongs: Among[] = [];
  readonly #online: ReadonlySet<number>;
  readonly #known: Known;
  readonly #resources: ReadonlySet<string>;
  readonly #parts: (readonly (readonly number[])[])[] = [];

  constructor(online: ReadonlySet<number>, known: Known, resources: ReadonlySet<string>) {
    this.#online = online;
    this.#known = known;
    this.#resources = resources;
  }

  add(constraint: Field): void {
    const kind = constraint.at('id').text();
    switch (kind) {
      case 'preserve':
        note(this.allocations, this.#resource(constraint), this.#vm(constraint), amountOf(constraint), Math.max);
        break;
      case 'resourceCapacity':
        this.#addCapacity(constraint);
        break;
      case 'running':
        this.mustRun.add(this.#vm(constraint));
        break;
      case 'online':
        if (!this.#online.has(this.#node(constraint))) constraint.refuse('a node is to be switched on', REMEDY);
        break;
      case 'offline':
        this.mustBeOffline.add(this.#node(constraint));
        break;
      case 'fence':
        this.fences.push({ vm: this.#vm(constraint), nodes: this.#all('nodes', constraint.at('nodes')) });
        break;
      case 'spread':
        this.spreads.push(this.#all('vms', constraint.at('vms')));
        break;
      case 'among':
        this.amongs.push({ vms: this.#all('vms', constraint.at('vms')), parts: this.#partsOf(constraint.at('parts')) });
        break;
      default:
        constraint.refuse(`constraint "${kind}" has no counterpart`, REMEDY);
    }
  }

  #addCapacity(constraint: Field): void {
    const [node, ...others] = this.#all('nodes', constraint.at('nodes'));
    if (node === undefined || others.length > 0) constraint.refuse('a capacity shared by several nodes', REMEDY);
    note(this.capacities, this.#resource(constraint), node as number, amountOf(constraint), Math.min);
  }

  /** Parts recur from constraint to constraint: equal ones become one. */
  #partsOf(field: Field): readonly (readonly number[])[] {
    const parts = field.list().map((part) => part.wholes());
    const same = this.#parts.find((other) => isSame(other, parts));
    if (same !== undefined) return same;
    for (const part of field.list()) this.#all('nodes', part);
    this.#parts.push(parts);
    return parts;
  }

  #all(kind: 'vms' | 'nodes', list: Field): readonly number[] {
    const ids = list.wholes();
    const strange = ids.find((id) => !this.#known[kind].has(id));
    return strange === undefined ? ids : list.refuse(`names ${strange}, which is not in the model`);
  }

  #vm(constraint: Field): number {
    const vm = constraint.at('vm').whole();
    return this.#known.vms.has(vm) ? vm : constraint.refuse(`names VM ${vm}, which is not in the model`);
  }

  #node(constraint: Field): number {
    const node = constraint.at('node').whole();
    return this.#known.nodes.has(node) ? node : constraint.refuse(`names node ${node}, which is not in the model`);
  }

  #resource(constraint: Field): string {
    const name = constraint.at('rc').text();
    return this.#resources.has(name) ? name : constraint.refuse(`names resource "${name}", which no view describes`);
  }
}

const amountOf = (constraint: Field): number => constraint.at('amount').whole();

function note(
  table: Map<string, Map<number, number>>,
  resource: string,
  id: number,
  amount: number,
  pick: (a: number, b: number) => number,
): void {
  const ofResource = table.get(resource) ?? new Map<number, number>();
  table.set(resource, ofResource);
  const before = ofResource.get(id);
  ofResource.set(id, before === undefined ? amount : pick(before, amount));
}

const isSame = (one: readonly (readonly number[])[], other: readonly (readonly number[])[]): boolean =>
  one.length === other.length &&
  one.every((part, index) => {
    const against = other[index] as readonly number[];
    return part.length === against.length && part.every((node, at) => node === against[at]);
  });
