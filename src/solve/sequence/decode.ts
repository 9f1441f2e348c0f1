import { addCosts, type Cost, ZERO_COST } from '../../domain/levels.ts';
import type { RunningJob, WaitingJob } from '../../domain/problem.ts';
import type { Decision, Resume, Schedule } from '../../domain/schedule.ts';
import { jobCost } from '../job-cost.ts';
import { resumedUntil, savedBy } from '../segments.ts';
import { Profile } from './profile.ts';
import type { Terms } from './terms.ts';

/** What an order of the jobs leads to. */
export interface Decoded {
  readonly schedule: Schedule;
  readonly cost: Cost;
}

const RUNS: Decision = { kind: 'run', moves: [] };
const LEAVES: Decision = { kind: 'leave' };

/**
 * Turns an order of the jobs into a schedule: each in its turn gets the best that those before it leave. A waiting job
 * starts as early as it can; one that runs goes on, or is paused as late and resumed as early as it can be.
 *
 * A running job that may be paused holds its hosts for as long as its save takes, whoever comes first. What it holds
 * beyond that is to be had, but those before it take the hosts of the last in the order rather than of the first.
 */
export class Decoder {
  readonly #terms: Terms;
  readonly #base: Profile;
  readonly #profile: Profile;
  /** By job: until which slot its hosts are held already. */
  readonly #held: Int32Array;
  /** By host: rank of the running job there that is still to be placed, 0 for none; the later in the order, the higher its place. */
  readonly #keeper: Float64Array;
  readonly #saves = new Map<number, { from: number; until: number }[]>();
  readonly #decisions: (Decision | null)[];

  constructor(terms: Terms) {
    this.#terms = terms;
    this.#base = new Profile(terms.problem, terms.demands);
    this.#held = Int32Array.from(terms.problem.jobs, (job) => (job.kind === 'running' ? leastHeld(terms, job) : 0));
    this.#decisions = terms.problem.jobs.map(() => null);
    this.#keeper = new Float64Array(terms.problem.hosts.length);
    for (const [index, job] of terms.problem.jobs.entries()) {
      if (job.kind === 'running') this.#holdOn(this.#base, job, { from: 0, until: this.#held[index] as number });
    }
    this.#profile = new Profile(terms.problem, terms.demands, this.#base);
  }

  /** Null when a running job can not go on in its turn. */
  decode(order: readonly number[]): Decoded | null {
    const { problem, ends } = this.#terms;
    this.#profile.copy(this.#base);
    this.#saves.clear();
    this.#rankKeepers(order);
    let cost = ZERO_COST;
    for (const index of order) {
      const job = problem.jobs[index] as RunningJob | WaitingJob;
      const decision = job.kind === 'running' ? this.#goOn(index, job) : this.#start(job);
      if (decision === null) return null;
      this.#decisions[index] = decision;
      cost = addCosts(cost, jobCost(problem, ends, job, decision));
    }
    return { schedule: this.#decisions.slice() as Schedule, cost };
  }

  #rankKeepers(order: readonly number[]): void {
    this.#keeper.fill(0);
    for (const [rank, index] of order.entries()) {
      const job = this.#terms.problem.jobs[index];
      if (job?.kind === 'running' && job.pause !== null)
        for (const host of job.on) this.#keeper[host] = order.length - rank;
    }
  }

  #start(job: WaitingJob): Decision {
    const untils = this.#terms.ends.of(job.occupiedSeconds);
    for (let slot = Math.max(0, job.earliest); slot <= job.latest; slot++) {
      const hosts = this.#place(job, slot, untils[slot] as number, null);
      if (hosts !== null) return { kind: 'start', slot, hosts };
    }
    return LEAVES;
  }

  #goOn(index: number, job: RunningJob): Decision | null {
    if (job.pause !== null) for (const host of job.on) this.#keeper[host] = 0;
    const until = this.#terms.ends.after(0, job.remainingSeconds);
    if (this.#extend(index, job, until)) return RUNS;
    for (const slot of (job.pause?.slots ?? []).toReversed()) {
      const decision = this.#pause(index, job, slot);
      if (decision !== null) return decision;
    }
    return null;
  }

  #pause(index: number, job: RunningJob, slot: number): Decision | null {
    const saved = savedBy(this.#terms.ends, job, slot);
    if (this.#savesMeet(job, slot, saved) || !this.#extend(index, job, saved)) return null;
    const resume = this.#resume(job, slot, saved);
    if (resume === null && job.pause?.finishBy !== null) {
      this.#holdOn(this.#profile, job, { from: this.#held[index] as number, until: saved }, 1);
      return null;
    }
    if (this.#terms.problem.serialSaves) {
      for (const host of new Set(job.on))
        this.#saves.set(host, [...(this.#saves.get(host) ?? []), { from: slot, until: saved }]);
    }
    return { kind: 'pause', slot, resume };
  }

  /** Saves on one host take turns. */
  #savesMeet(job: RunningJob, from: number, until: number): boolean {
    if (!this.#terms.problem.serialSaves) return false;
    return job.on.some((host) => (this.#saves.get(host) ?? []).some((save) => from < save.until && save.from < until));
  }

  #resume(job: RunningJob, paused: number, saved: number): Resume | null {
    const { problem, ends, slots } = this.#terms;
    const finishBy = job.pause?.finishBy ?? Number.POSITIVE_INFINITY;
    const delivered = (problem.edges[paused] as number) - (problem.edges[0] as number);
    const seconds = (job.pause?.resumeSeconds ?? 0) + (job.remainingSeconds ?? 0) - delivered;
    for (let slot = saved; slot < slots; slot++) {
      if ((problem.edges[slot] as number) + seconds > finishBy) return null;
      const until = resumedUntil(problem, ends, job, paused, slot);
      const hosts = this.#place(job, slot, until, job.pause?.resumesAnywhere === false ? job.on : null);
      if (hosts !== null) return { slot, hosts };
    }
    return null;
  }

  /** Holds the hosts of a running job until a slot, when there is room; false, and nothing held, when there is not. */
  #extend(index: number, job: RunningJob, until: number): boolean {
    const span = { from: this.#held[index] as number, until };
    if (span.from >= until) return true;
    for (const [position, vm] of job.vms.entries()) {
      const kind = this.#terms.kindOf[vm] as number;
      if (this.#profile.reach(kind, job.on[position] as number, span.from) < until) {
        for (let back = 0; back < position; back++) this.#useOne(job, back, span, 1);
        return false;
      }
      this.#useOne(job, position, span, -1);
    }
    return true;
  }

  #useOne(job: RunningJob, position: number, span: { from: number; until: number }, sign: 1 | -1): void {
    this.#profile.use(
      this.#terms.kindOf[job.vms[position] as number] as number,
      job.on[position] as number,
      span,
      sign,
    );
  }

  #holdOn(profile: Profile, job: RunningJob, span: { from: number; until: number }, sign: 1 | -1 = -1): void {
    for (const [position, vm] of job.vms.entries()) {
      profile.use(this.#terms.kindOf[vm] as number, job.on[position] as number, span, sign);
    }
  }

  /** Hosts for every VM from one slot until another, taken; null when there are none. */
  #place(
    job: RunningJob | WaitingJob,
    from: number,
    until: number,
    only: readonly number[] | null,
  ): readonly number[] | null {
    const { problem, kindOf } = this.#terms;
    const first = job.vms[0] as number;
    const uniform = job.vms.every(
      (vm) => kindOf[vm] === kindOf[first] && problem.vms[vm]?.hostSet === problem.vms[first]?.hostSet,
    );
    if (uniform && only === null) return this.#placeAlike(job, from, until);
    return this.#placeEach(job, from, until, only);
  }

  #placeAlike({ vms }: RunningJob | WaitingJob, from: number, until: number): readonly number[] | null {
    const { problem, kindOf } = this.#terms;
    const first = vms[0] as number;
    const kind = kindOf[first] as number;
    const set = problem.hostSets[problem.vms[first]?.hostSet ?? 0] as readonly number[];
    const found = this.#suitable(kind, set, from, until);
    const hosts: number[] = [];
    for (let at = 0; at < found.length && hosts.length < vms.length; at++) {
      const host = found[at] as number;
      const copies = this.#profile.copies(kind, host, { from, until }, vms.length - hosts.length);
      for (let k = 0; k < copies; k++) hosts.push(host);
    }
    if (hosts.length < vms.length) return null;
    for (const host of hosts) this.#profile.use(kind, host, { from, until }, -1);
    return hosts;
  }

  #placeEach(
    job: RunningJob | WaitingJob,
    from: number,
    until: number,
    only: readonly number[] | null,
  ): readonly number[] | null {
    const { problem, kindOf } = this.#terms;
    const hosts: number[] = [];
    for (const [position, vm] of job.vms.entries()) {
      const set = only === null ? problem.hostSets[problem.vms[vm]?.hostSet ?? 0] : [only[position] as number];
      const host = this.#suitable(kindOf[vm] as number, set ?? [], from, until)[0];
      if (host === undefined) {
        for (const [back, taken] of hosts.entries()) {
          this.#profile.use(kindOf[job.vms[back] as number] as number, taken, { from, until }, 1);
        }
        return null;
      }
      this.#profile.use(kindOf[vm] as number, host, { from, until }, -1);
      hosts.push(host);
    }
    return hosts;
  }

  /** Hosts with room, best first: those nobody keeps, then those of whom comes last; among them where the next to come is nearest. */
  #suitable(kind: number, set: readonly number[], from: number, until: number): readonly number[] {
    const { slots } = this.#terms;
    const found: number[] = [];
    for (const host of set) {
      const reach = this.#profile.reach(kind, host, from);
      if (reach < until) continue;
      found.push(((this.#keeper[host] as number) * (slots + 1) + reach) * WIDE + host);
    }
    found.sort((a, b) => a - b);
    return found.map((key) => key % WIDE);
  }
}

const WIDE = 2 ** 20;

/** A job that may not be paused holds its hosts to its end; another one for as long as the soonest save takes. */
function leastHeld({ ends }: Terms, job: RunningJob): number {
  const until = ends.after(0, job.remainingSeconds);
  const [soonest] = job.pause?.slots ?? [];
  if (job.pause === null || soonest === undefined) return until;
  return Math.min(until, savedBy(ends, job, soonest));
}
