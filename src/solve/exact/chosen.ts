import type { Scene } from '../../../models/scene.ts';
import type { StartColumns } from '../../../models/start-columns.ts';

/** A choice of starts and stays, without hosts. */
export interface Chosen {
  /** By lease: index into its starts; −1 when it is left. */
  readonly starts: Int32Array;
  /** By resident: 1 when it may go elsewhere. */
  readonly moved: Uint8Array;
}

/** Reads column values. */
export function chosenBy(scene: Scene, columns: StartColumns, values: ArrayLike<number>): Chosen {
  const isOn = (column: number): boolean => column !== -1 && (values[column] as number) > 0.5;
  return {
    starts: Int32Array.from(scene.leases, (_, l) => (columns.begin[l] as readonly number[]).findIndex(isOn)),
    moved: Uint8Array.from(scene.residents, (_, v) => (isOn(columns.moved[v] as number) ? 1 : 0)),
  };
}

/** VMs that are alike and hold room in the same slots: those of one lease, or residents. */
export interface Stay {
  readonly type: number;
  readonly from: number;
  readonly until: number;
  /** The lease and its start, or −1 for residents. */
  readonly lease: number;
  readonly start: number;
  /** Residents it stands for, or positions in its job. */
  readonly members: readonly number[];
}

/** What holds room when a choice is made. */
export function staysOf(scene: Scene, { starts, moved }: Chosen): readonly Stay[] {
  const stays = scene.leases.flatMap((_, l) => (starts[l] === -1 ? [] : leaseStays(scene, l, starts[l] as number)));
  const residents = new Map<string, Stay & { members: number[] }>();
  for (const [v, { pinned, free, until, job }] of scene.residents.entries()) {
    const type = moved[v] === 1 ? free : pinned;
    const key = `${type} ${until} ${moved[v] === 1 ? job : ''}`;
    const known = residents.get(key);
    if (known === undefined) residents.set(key, { type, from: 0, until, lease: -1, start: -1, members: [v] });
    else known.members.push(v);
  }
  return [...residents.values(), ...stays].sort((a, b) => a.from - b.from);
}

/** What a lease holds when it begins with one of its starts. */
export function leaseStays(scene: Scene, lease: number, start: number): readonly Stay[] {
  const { kinds, starts, untils } = scene.leases[lease] as Scene['leases'][number];
  const [from, until] = [starts[start] as number, untils[start] as number];
  return kinds.map(({ type, positions }) => ({ type, from, until, lease, start, members: positions }));
}
