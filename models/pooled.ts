import { addTerm, emptyForm, type Form, type ModelBuilder } from './builder.ts';
import type { Lease, Scene, VmType } from './scene.ts';
import type { StartColumns } from './start-columns.ts';

/** At most so many units of a resource and sets of hosts are counted in. */
const MAX_UNITS = 24;
const MAX_HOST_SETS = 24;

/**
 * capacity, pooled over a set G of hosts and counted in units of u: for every slot t and resource r
 *
 *     Σ_{v : H_v ⊆ G} ⌊d_vr / u⌋ · (v is there in t)  ≤  Σ_{h ∈ G} ⌊room_htr / u⌋
 *
 * It holds on each host by itself, Σ ⌊d / u⌋ ≤ ⌊Σ d / u⌋, and VMs that may only be in G are in G. With u a demand that
 * occurs it says that no two of 9 fit into 16, however many hosts are pooled (a Chvátal–Gomory rounding of the
 * capacity row). A VM that runs in G and may be moved out of it counts while it stays.
 */
export function pooledRows(builder: ModelBuilder, scene: Scene, columns: StartColumns): void {
  const known = new Set<string>();
  for (const hosts of hostSetsOf(scene)) {
    const inside = new Set(hosts);
    const isInside = scene.types.map((type) => type.hosts.every((host) => inside.has(host)));
    for (const resource of scene.problem.resources.keys()) {
      for (const unit of unitsOf(scene, isInside, resource)) {
        for (let slot = 0; slot < scene.slots; slot++) {
          pooledRow({ builder, scene, columns, hosts, isInside, resource, unit, known }, slot);
        }
      }
    }
  }
}

interface Pool {
  readonly builder: ModelBuilder;
  readonly scene: Scene;
  readonly columns: StartColumns;
  readonly hosts: readonly number[];
  /** By type of VM: whether it can be nowhere else. */
  readonly isInside: readonly boolean[];
  readonly resource: number;
  readonly unit: number;
  readonly known: Set<string>;
}

function pooledRow(pool: Pool, slot: number): void {
  const { builder, scene, hosts, resource, unit, known } = pool;
  const resources = scene.problem.resources.length;
  let left = hosts.reduce(
    (sum, host) => sum + Math.floor((scene.room[(host * scene.slots + slot) * resources + resource] as number) / unit),
    0,
  );
  const form = emptyForm();
  left -= addResidents(pool, slot, form);
  addLeases(pool, slot, form);
  if (form.values.reduce((sum, value) => sum + Math.max(0, value), 0) <= left) return;
  const key = `${form.columns.join()} ${form.values.join()} ${left}`;
  if (known.has(key)) return;
  known.add(key);
  builder.atMost('capacity', form, left);
}

/** Units that VMs which run take for certain; those that may leave the pool give them back in the form. */
function addResidents({ scene, columns, hosts, isInside, resource, unit }: Pool, slot: number, form: Form): number {
  let taken = 0;
  for (const [v, { pinned, free, home, until }] of scene.residents.entries()) {
    const units = unitsIn(scene.types[pinned] as VmType, resource, unit);
    if (slot >= until || units === 0 || !hosts.includes(home)) continue;
    taken += units;
    if (!isInside[free]) addTerm(form, columns.moved[v] as number, -units);
  }
  return taken;
}

function addLeases({ scene, columns, isInside, resource, unit }: Pool, slot: number, form: Form): void {
  for (const [l, { kinds }] of scene.leases.entries()) {
    const column = columns.active[l]?.[slot] ?? -1;
    if (column === -1) continue;
    const units = kinds.reduce(
      (sum, { type, positions }) =>
        isInside[type] ? sum + positions.length * unitsIn(scene.types[type] as VmType, resource, unit) : sum,
      0,
    );
    if (units > 0) addTerm(form, column, units);
  }
}

const unitsIn = ({ demand }: VmType, resource: number, unit: number): number =>
  Math.floor((demand[resource] as number) / unit);

/** Where some VM may be, and the unions of two of these. */
function hostSetsOf({ types, leases, residents }: Scene): readonly (readonly number[])[] {
  const used = [
    ...leases.flatMap(({ kinds }: Lease) => kinds.map(({ type }) => type)),
    ...residents.map(({ free }) => free),
  ];
  const single = new Map<string, readonly number[]>();
  for (const type of used) {
    const { hosts } = types[type] as VmType;
    if (hosts.length > 0) single.set(hosts.join(), hosts);
  }
  const sets = new Map(single);
  for (const one of single.values()) {
    for (const other of single.values()) {
      const union = [...new Set([...one, ...other])].sort((a, b) => a - b);
      if (sets.size < MAX_HOST_SETS) sets.set(union.join(), union);
    }
  }
  return [...sets.values()];
}

/** Every demand that occurs, the largest first, and 1. */
function unitsOf(scene: Scene, isInside: readonly boolean[], resource: number): readonly number[] {
  const demands = scene.types.flatMap(({ demand }, type) => (isInside[type] ? [demand[resource] as number] : []));
  const units = [...new Set(demands)].filter((each) => each > 1).sort((a, b) => b - a);
  return [...units.slice(0, MAX_UNITS), 1];
}
