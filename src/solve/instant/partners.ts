import type { Dice } from '../dice.ts';
import type { InstantData } from './data.ts';

/** Places in the order of sizes that partners are apart at most. */
const REACH = 20;

/** VMs in the order of what they need of each resource: two that need alike can often change places. */
export class Partners {
  readonly #orders: readonly Int32Array[];
  /** Place of each VM in each order. */
  readonly #places: readonly Int32Array[];

  constructor({ vms, resources, demand }: InstantData, movable: Int32Array) {
    const size = (vm: number, r: number): number => demand[vm * resources + r] as number;
    this.#orders = Array.from({ length: resources }, (_, r) => movable.slice().sort((a, b) => size(a, r) - size(b, r)));
    this.#places = this.#orders.map((order) => {
      const place = new Int32Array(vms);
      order.forEach((vm, k) => {
        place[vm] = k;
      });
      return place;
    });
  }

  /** A VM that needs about as much of some resource. */
  draw(vm: number, dice: Dice): number {
    const resource = dice.below(this.#orders.length);
    const order = this.#orders[resource] as Int32Array;
    const place = (this.#places[resource] as Int32Array)[vm] as number;
    const other = place + dice.below(2 * REACH + 1) - REACH;
    return order[Math.min(Math.max(other, 0), order.length - 1)] as number;
  }
}
