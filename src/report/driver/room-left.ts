import type { HostId, VmId } from '../../domain/ids.ts';
import type { Action } from '../../domain/plan.ts';
import type { Amounts } from '../../domain/resources.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** What oned's own account says is free now on each host, less what has been taken here. */
export class RoomLeft {
  readonly #free: Map<HostId, Amounts>;
  readonly #demands: ReadonlyMap<VmId, Amounts>;

  constructor({ hosts, vms }: Snapshot) {
    this.#free = new Map(hosts.map(({ id, capacity, usage }) => [id, less(capacity, usage)]));
    this.#demands = new Map(vms.map(({ id, demand }) => [id, demand]));
  }

  /** Takes room for all of these on their hosts, or for none. */
  take(actions: readonly Pick<Action, 'vm' | 'host'>[]): boolean {
    const free = new Map(this.#free);
    for (const { vm, host } of actions) {
      const left = less(free.get(host) ?? NOTHING, this.#demands.get(vm) ?? NOTHING);
      if (left.cpuCentis < 0 || left.memoryMib < 0) return false;
      free.set(host, left);
    }
    for (const [host, left] of free) this.#free.set(host, left);
    return true;
  }
}

const NOTHING: Amounts = { cpuCentis: 0, memoryMib: 0 };

const less = (amounts: Amounts, taken: Amounts): Amounts => ({
  cpuCentis: amounts.cpuCentis - taken.cpuCentis,
  memoryMib: amounts.memoryMib - taken.memoryMib,
});
