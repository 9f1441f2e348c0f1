import type { VmStatus } from '../../src/domain/enactment.ts';
import { type ActionId, actionId, type LeaseId, leaseId } from '../../src/domain/ids.ts';
import type { Lease } from '../../src/domain/lease.ts';
import type { Action, Operation } from '../../src/domain/plan.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Vm } from '../../src/domain/vm.ts';
import { cloud, host, lease, NOW, running, stopped, vm } from './cloud.ts';
import type { Dice } from './dice.ts';
import { act } from './plan-builders.ts';

/** A random cloud: hosts of a few cores with running VMs, paused and waiting ones, some of them gangs. */
export function anyScene({ between, chance }: Dice): Snapshot {
  const hosts = Array.from({ length: between(2, 4) }, (_, index) =>
    host(index + 1, { capacity: { cpuCentis: between(2, 4) * 100, memoryMib: 65_536 } }),
  );
  const free = new Map(hosts.map(({ id, capacity }) => [id as number, capacity.cpuCentis]));
  const vms: Vm[] = [];
  const leases: Lease[] = [];
  for (let id = 1; vms.length < 9; ) {
    const size = chance(40) ? between(2, 3) : 1;
    const places = chance(50) ? takeRoom(free, size) : null;
    const paused = places === null && chance(30);
    const members = Array.from({ length: size }, (_, index) => {
      const guest = vm(id + index, { demand: { cpuCentis: 100, memoryMib: 1024 } });
      if (places !== null) return running(guest, places[index] as number, NOW - 600);
      return paused ? stopped(guest, 1, NOW - 600, NOW - 300) : guest;
    });
    vms.push(...members);
    leases.push(lease(members, { id: leaseId(size > 1 ? `gang-${id}` : `vm-${id}`) }));
    id += size;
  }
  return cloud({ hosts, vms, leases });
}

/** Hosts with a core to spare, one for each; null when there are not enough. */
function takeRoom(free: Map<number, number>, size: number): readonly number[] | null {
  const taken: number[] = [];
  for (let count = 0; count < size; count++) {
    const found = [...free].find(([, left]) => left >= 100)?.[0];
    if (found === undefined) break;
    free.set(found, (free.get(found) ?? 0) - 100);
    taken.push(found);
  }
  if (taken.length === size) return taken;
  for (const id of taken) free.set(id, (free.get(id) ?? 0) + 100);
  return null;
}

/** A plan of a kind that the planner makes: departures that make room, and arrivals that wait for them. */
export interface AnyPlan {
  readonly actions: readonly Action[];
  readonly paused: readonly LeaseId[];
}

/** Who holds room for others to take: nobody who is on his way. */
export function anyPlan(snapshot: Snapshot, present: ReadonlyMap<number, VmStatus>, dice: Dice): AnyPlan {
  const room = new Room(snapshot, present);
  const actions: Action[] = [];
  const paused: LeaseId[] = [];
  for (const each of snapshot.leases) {
    const states = each.vms.map((id) => present.get(id) ?? null);
    if (states.every((status) => status !== null && isOn(status)) && dice.chance(50)) {
      const operation = dice.pick<Operation>(
        each.vms.length > 1 ? ['stop', 'undeploy'] : ['stop', 'undeploy', 'terminate'],
      );
      if (operation === 'stop') paused.push(each.id);
      for (const status of states) if (status !== null) actions.push(room.leaves(operation, status, each.id, dice));
    }
  }
  for (const each of snapshot.leases) {
    const states = each.vms.map((id) => present.get(id) ?? null);
    if (!states.every((status) => status !== null && [1, 4, 9].includes(status.state)) || dice.chance(20)) continue;
    const second = dice.between(0, 30);
    const starts = states.flatMap((status) => (status === null ? [] : (room.arrives(status, each.id, second) ?? [])));
    if (starts.length === each.vms.length) actions.push(...starts);
    else room.withdraw(starts);
  }
  return { actions, paused };
}

const isOn = ({ state, lcmState }: VmStatus): boolean => state === 3 && lcmState === 3;

/** What is free on each host, and who has made it so. */
class Room {
  readonly #spots = new Map<number, (ActionId | null)[]>();

  constructor({ hosts }: Snapshot, present: ReadonlyMap<number, VmStatus>) {
    for (const { id, capacity } of hosts) {
      const used = [...present.values()].filter(({ host: on, state }) => on === id && [3, 5, 8].includes(state)).length;
      this.#spots.set(
        id,
        Array.from({ length: Math.max(0, capacity.cpuCentis / 100 - used) }, () => null),
      );
    }
  }

  leaves(operation: Operation, status: VmStatus, of: LeaseId, dice: Dice): Action {
    const id = actionId(`${operation}-${status.vm}`);
    this.#spots.get(status.host as number)?.push(id);
    return act(operation, status.vm, status.host as number, dice.between(0, 20), 10, { id, lease: of });
  }

  arrives({ vm: id }: VmStatus, of: LeaseId, second: number): Action | null {
    for (const [on, spots] of this.#spots) {
      const spot = spots.shift();
      if (spot === undefined) continue;
      return act('deploy', id, on, second, 10, { lease: of, dependsOn: spot === null ? [] : [spot] });
    }
    return null;
  }

  withdraw(actions: readonly Action[]): void {
    for (const { host: on, dependsOn } of actions) this.#spots.get(on)?.push(dependsOn[0] ?? null);
  }
}
