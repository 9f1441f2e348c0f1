/** The best assignment that several threads know, in shared memory; one at a time writes or reads it. */
export class Pool {
  readonly #lock: Int32Array;
  readonly #cost: Float64Array;
  readonly #assignment: Int32Array;

  constructor(memory: SharedArrayBuffer, vms: number) {
    this.#lock = new Int32Array(memory, 0, 2);
    this.#cost = new Float64Array(memory, 8, 1);
    this.#assignment = new Int32Array(memory, 16, vms);
  }

  /** Memory for so many VMs; what is in it at first is worse than anything. */
  static memory(vms: number): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(16 + 4 * vms);
    new Float64Array(memory, 8, 1)[0] = Number.POSITIVE_INFINITY;
    return memory;
  }

  offer(assignment: Int32Array, cost: number): void {
    this.#alone(() => {
      if (cost >= (this.#cost[0] as number)) return;
      this.#cost[0] = cost;
      this.#assignment.set(assignment);
    });
  }

  /** A copy of what is there, when it costs less. */
  better(cost: number): Int32Array | null {
    return this.#alone(() => ((this.#cost[0] as number) < cost ? this.#assignment.slice() : null));
  }

  #alone<T>(act: () => T): T {
    while (Atomics.compareExchange(this.#lock, 0, 0, 1) !== 0) Atomics.wait(this.#lock, 0, 1, 1);
    try {
      return act();
    } finally {
      Atomics.store(this.#lock, 0, 0);
      Atomics.notify(this.#lock, 0);
    }
  }
}
