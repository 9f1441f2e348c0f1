import type { Host } from '../domain/host.ts';
import type { HostId, VmId } from '../domain/ids.ts';
import type { Block, ProblemHost } from '../domain/problem.ts';
import { slotFrom, slotUpTo } from '../domain/time.ts';
import type { Vm } from '../domain/vm.ts';
import { roomUntil } from './room-until.ts';
import { capacityVector, demandVector, type Scene, slotsOf } from './scene.ts';
import { treatmentOf } from './treatment.ts';

/**
 * capacity: every host of the cloud, with its room and what is taken from it whatever is planned.
 *
 * oned's account is the truth. The VMs in HOST/VMS hold their demand, each either for its job (`placed`: the host of
 * each VM of a running job) or as a block until it is expected to be gone; what the account shows beyond them is a
 * block for good; VMs that say they hold room on a host which does not list them yet are a block on top. During
 * maintenance blocks fill the whole host.
 */
export function problemHosts(scene: Scene, placed: ReadonlyMap<VmId, HostId>): readonly ProblemHost[] {
  const arrivals = unlistedArrivals(scene, placed);
  return scene.snapshot.hosts.map((host) => {
    const listed = host.vms.flatMap((id) => scene.vms.get(id) ?? []);
    const held = [...listed.filter(({ id }) => placed.get(id) !== host.id), ...(arrivals.get(host.id) ?? [])];
    return {
      id: host.id,
      name: host.name,
      capacity: capacityVector(scene, host),
      blocks: blocksOf(scene, host, held, unexplained(scene, host, listed)),
      runningVms: host.runningVms,
      monitoredFreeCpuCentis: host.monitoredFreeCpuCentis ?? 0,
    };
  });
}

/** VMs that no job stands for and no host lists, though their state says they hold room, by the host they are on. */
function unlistedArrivals({ snapshot }: Scene, placed: ReadonlyMap<VmId, HostId>): ReadonlyMap<HostId, readonly Vm[]> {
  const listed = new Set(snapshot.hosts.flatMap(({ vms }) => vms));
  const arrivals = new Map<HostId, readonly Vm[]>();
  for (const vm of snapshot.vms) {
    if (vm.stay === null || listed.has(vm.id) || placed.has(vm.id) || treatmentOf(vm).room === 'none') continue;
    arrivals.set(vm.stay.host, [...(arrivals.get(vm.stay.host) ?? []), vm]);
  }
  return arrivals;
}

/** Usage beyond the VMs that are known; never negative. */
const unexplained = ({ resources }: Scene, host: Host, listed: readonly Vm[]): readonly number[] =>
  resources.map(({ usageOf, demandOf }) =>
    Math.max(0, usageOf(host) - listed.reduce((sum, vm) => sum + demandOf(vm), 0)),
  );

function blocksOf(scene: Scene, host: Host, held: readonly Vm[], unknown: readonly number[]): readonly Block[] {
  const taken = new Taken(slotsOf(scene), unknown);
  for (const vm of held) taken.add(untilSlot(scene, roomUntil(scene, vm, host.id)), demandVector(scene, vm));
  for (const { host: closed, from, until } of scene.maintenance) {
    if (closed !== host.id) continue;
    const first = Math.max(0, slotUpTo(scene.edges, from));
    taken.fill(first, slotFrom(scene.edges, until), capacityVector(scene, host));
  }
  return taken.blocks();
}

/** Rounded up to slots, at least one: what is there now is there in slot 0. */
const untilSlot = (scene: Scene, second: number | null): number =>
  second === null ? slotsOf(scene) : Math.max(1, slotFrom(scene.edges, second));

/** What is taken of one host, slot by slot. */
class Taken {
  readonly #slots: (readonly number[])[];

  constructor(slots: number, always: readonly number[]) {
    this.#slots = Array.from({ length: slots }, () => always);
  }

  /** Takes amounts in every slot before `until`. */
  add(until: number, amounts: readonly number[]): void {
    for (let slot = 0; slot < until; slot++) {
      this.#slots[slot] = this.#at(slot).map((amount, r) => amount + (amounts[r] as number));
    }
  }

  /** Leaves nothing of `capacity` in from ≤ slot < until. */
  fill(from: number, until: number, capacity: readonly number[]): void {
    for (let slot = from; slot < until; slot++) {
      this.#slots[slot] = this.#at(slot).map((amount, r) => Math.max(amount, capacity[r] as number));
    }
  }

  /** Slots that follow each other with the same amounts are one block; nothing taken is none. */
  blocks(): readonly Block[] {
    const blocks: Block[] = [];
    let from = 0;
    for (let until = 1; until <= this.#slots.length; until++) {
      const amounts = this.#at(from);
      if (until < this.#slots.length && this.#at(until).every((amount, r) => amount === amounts[r])) continue;
      if (amounts.some((amount) => amount > 0)) blocks.push({ from, until, amounts });
      from = until;
    }
    return blocks;
  }

  #at(slot: number): readonly number[] {
    return this.#slots[slot] ?? [];
  }
}
