import type { Candidates } from './candidates.ts';
import type { Assignment, GapInstance } from './instance.ts';

/**
 * Where every job stands, kept for fast scanning: the jobs of host i lie at [i · jobs … + count_i), each with its reduced
 * cost and its size there beside it. A host may hold more than its capacity.
 */
export class Standing {
  readonly host: Int32Array;
  readonly load: Float64Array;
  readonly count: Int32Array;
  readonly members: Int32Array;
  readonly memberReduced: Float64Array;
  readonly memberSize: Float64Array;
  readonly #gap: GapInstance;
  readonly #reduced: Float64Array;
  readonly #position: Int32Array;
  #cost = 0;
  #over = 0;

  constructor(gap: GapInstance, { reduced }: Candidates) {
    this.#gap = gap;
    this.#reduced = reduced;
    this.host = new Int32Array(gap.jobs).fill(-1);
    this.load = new Float64Array(gap.hosts);
    this.count = new Int32Array(gap.hosts);
    this.members = new Int32Array(gap.hosts * gap.jobs);
    this.memberReduced = new Float64Array(gap.hosts * gap.jobs);
    this.memberSize = new Float64Array(gap.hosts * gap.jobs);
    this.#position = new Int32Array(gap.jobs);
  }

  /** Σ cost of the jobs that stand somewhere. */
  get cost(): number {
    return this.#cost;
  }

  /** No host holds more than its capacity. */
  get isFeasible(): boolean {
    return this.#over === 0;
  }

  put(job: number, host: number): void {
    const at = job * this.#gap.hosts + host;
    const slot = host * this.#gap.jobs + (this.count[host] as number);
    this.#position[job] = this.count[host] as number;
    this.count[host] = (this.count[host] as number) + 1;
    this.members[slot] = job;
    this.memberReduced[slot] = this.#reduced[at] as number;
    this.memberSize[slot] = this.#gap.size[at] as number;
    this.host[job] = host;
    this.#cost += this.#gap.cost[at] as number;
    this.#weigh(host, this.#gap.size[at] as number);
  }

  take(job: number): void {
    const host = this.host[job] as number;
    const at = job * this.#gap.hosts + host;
    const first = host * this.#gap.jobs;
    this.count[host] = (this.count[host] as number) - 1;
    const last = first + (this.count[host] as number);
    const slot = first + (this.#position[job] as number);
    const moved = this.members[last] as number;
    this.members[slot] = moved;
    this.memberReduced[slot] = this.memberReduced[last] as number;
    this.memberSize[slot] = this.memberSize[last] as number;
    this.#position[moved] = this.#position[job] as number;
    this.host[job] = -1;
    this.#cost -= this.#gap.cost[at] as number;
    this.#weigh(host, -(this.#gap.size[at] as number));
  }

  /** Every job where the assignment says. */
  moveTo(assignment: Assignment): void {
    for (let job = 0; job < assignment.length; job++) {
      if (this.host[job] !== -1) this.take(job);
    }
    for (let job = 0; job < assignment.length; job++) this.put(job, assignment[job] as number);
  }

  #weigh(host: number, amount: number): void {
    const capacity = this.#gap.capacity[host] as number;
    const before = this.load[host] as number;
    const after = before + amount;
    this.load[host] = after;
    this.#over += Math.max(0, after - capacity) - Math.max(0, before - capacity);
  }
}
