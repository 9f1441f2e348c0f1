import type { Snapshot } from '../domain/snapshot.ts';
import type { Datastore } from '../domain/storage.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import type { Decree } from './decrees.ts';
import { keepsItsDisks } from './disks.ts';

/**
 * pool: room on shared system datastores and addresses for automatic NICs, for VMs that are deployed for the first
 * time; what others have is gone from what is free already.
 *
 * VMs may have several to choose from. For each set of choices that some VM has, those with no other choice fit into
 * all of it together.
 */
export function storagePools(snapshot: Snapshot, waiting: readonly Vm[]): readonly Decree[] {
  const fresh = waiting.filter((vm) => !keepsItsDisks(vm));
  return [...datastorePools(snapshot, fresh), ...networkPools(snapshot, fresh)];
}

/** One VM's want of `amount` from any one of `choices`, by id, ascending. */
interface Want {
  readonly vm: Vm;
  readonly amount: number;
  readonly choices: readonly number[];
}

interface Supply {
  readonly name: string;
  readonly free: number;
  readonly about: Verdict['about'];
}

/** oned wants need < free on a datastore: one MiB stays. */
function datastorePools({ datastores }: Snapshot, vms: readonly Vm[]): readonly Decree[] {
  const shared = datastores.filter((datastore) => datastore.kind === 'system' && datastore.shared);
  const supplies = new Map<number, Supply>(
    shared.map((datastore) => [
      datastore.id,
      {
        name: `datastore ${datastore.name}`,
        free: Math.max(0, freeMib(datastore) - 1),
        about: { kind: 'datastore', id: datastore.id },
      },
    ]),
  );
  const wants = vms.map((vm) => ({ vm, amount: vm.systemDiskMib, choices: ascending(vm.datastores) }));
  return pools(wants, supplies);
}

const freeMib = ({ limitMib, usedMib, freeMib: free }: Datastore): number =>
  limitMib === null ? free : Math.min(free, limitMib - usedMib);

function networkPools({ networks }: Snapshot, vms: readonly Vm[]): readonly Decree[] {
  const supplies = new Map<number, Supply>(
    networks.map(({ id, name, leases, usedLeases }) => [
      id,
      { name: `network ${name}`, free: Math.max(0, leases - usedLeases), about: { kind: 'network', id } },
    ]),
  );
  const wants = vms.flatMap((vm) =>
    vm.autoNics.map(({ networks: choices }) => ({ vm, amount: 1, choices: ascending(choices) })),
  );
  return pools(wants, supplies);
}

function pools(wants: readonly Want[], supplies: ReadonlyMap<number, Supply>): readonly Decree[] {
  const covered = wants.filter(
    ({ amount, choices }) => amount > 0 && choices.length > 0 && choices.every((id) => supplies.has(id)),
  );
  const sets = new Map(covered.map(({ choices }) => [choices.join(), choices]));
  return [...sets.values()].flatMap((choices) => {
    const confined = covered.filter((want) => want.choices.every((id) => choices.includes(id)));
    const known = choices.flatMap((id) => supplies.get(id) ?? []);
    const [first] = known;
    if (first === undefined) return [];
    const name = known.map((supply) => supply.name).join(' or ');
    const limit = known.reduce((sum, { free }) => sum + free, 0);
    return [{ name, strength: 'must', source: first.about, kind: 'pool', uses: usesOf(confined), limit }];
  });
}

function usesOf(wants: readonly Want[]): Extract<Decree, { kind: 'pool' }>['uses'] {
  const amounts = new Map<Vm['id'], number>();
  for (const { vm, amount } of wants) amounts.set(vm.id, (amounts.get(vm.id) ?? 0) + amount);
  return [...amounts].map(([vm, amount]) => ({ vm, amount }));
}

const ascending = (ids: readonly number[]): readonly number[] => [...ids].sort((a, b) => a - b);
