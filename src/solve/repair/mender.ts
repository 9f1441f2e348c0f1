import { compareCosts } from '../../domain/levels.ts';
import type { RunningJob, WaitingJob } from '../../domain/problem.ts';
import type { Decision, Move } from '../../domain/schedule.ts';
import { bestFit, type HostScore } from '../host-choice.ts';
import { costOfDecision, waysToGoOn } from '../placer.ts';
import type { Timetable } from '../timetable.ts';
import { HostScan } from './host-scan.ts';

/** Moves that make room for one move, at most, one after the other. */
const DEEPEST_CHAIN = 2;
/** VMs that make room for one VM on one host, at most. */
const MOST_YIELDING = 3;

/** Hosts looked at to make way for one VM, and for all of them, at most: about 40 and 600 milliseconds. */
const LOOKS_PER_VM = 4e6;
const MOST_LOOKS = 6e7;

/** Takes back what was done. */
type Undo = () => void;

/**
 * Moves and starts VMs on a timetable, one at a time and each in the first slot in which it may: a move begins once its
 * new host has room while both hosts hold it, so the order of moves is in the slots, and all that stands is valid at
 * every instant. Where no host has room, others make way first (ejection chains, Glover, Discrete Applied Mathematics
 * 1996); as a VM moves once, a circle of moves is broken by sending one of them elsewhere.
 */
export class Mender {
  readonly timetable: Timetable;
  readonly #scan: HostScan;
  readonly #score: HostScore;
  readonly #isOver: () => boolean;
  /** Looks spent on making way, and how many there may have been when it is given up. */
  #spent = 0;
  #limit = 0;

  constructor(timetable: Timetable, isOver: () => boolean) {
    this.timetable = timetable;
    this.#isOver = isOver;
    this.#scan = new HostScan(timetable);
    this.#score = bestFit(timetable);
  }

  /** Moves a running VM off its host, others before it when that makes room; says whether it did. */
  moveOff(vm: number): boolean {
    return this.#withinReason(() => this.#moveOff(vm, DEEPEST_CHAIN, -1) !== null);
  }

  /** Pauses the job of a VM that can not be moved off, in the cheapest way there is; says whether it did. */
  pauseOff(vm: number): boolean {
    const { index, job } = this.#memberOf(vm);
    const before = this.timetable.decisions[index] as Decision;
    if (job.pause === null || before.kind === 'pause') return false;
    this.timetable.remove(index);
    const isPaused = waysToGoOn(this.timetable, index, this.#score, () => false)
      .filter((decision) => decision.kind === 'pause')
      .map((decision) => ({ decision, cost: costOfDecision(this.timetable, index, decision) }))
      .sort((a, b) => compareCosts(a.cost, b.cost))
      .some(({ decision }) => this.timetable.tryPlace(index, decision));
    if (!isPaused) this.timetable.tryPlace(index, before);
    return isPaused;
  }

  /** Starts a waiting job of one VM in its first slot with a host, others making way when `atAnyCost`. */
  start(index: number, atAnyCost: boolean): boolean {
    const job = this.timetable.job(index) as WaitingJob;
    const vm = job.vms[0] as number;
    const untils = this.timetable.ends.of(job.occupiedSeconds);
    const put = (host: number, slot: number): boolean =>
      this.timetable.tryPlace(index, { kind: 'start', slot, hosts: [host] });
    for (let slot = job.earliest; slot <= job.latest; slot++) {
      for (const host of this.#scan.fitting(vm, slot, untils[slot] as number, -1)) if (put(host, slot)) return true;
    }
    if (!atAnyCost || job.latest < job.earliest) return false;
    const slots = Array.from({ length: job.latest - job.earliest + 1 }, (_, k) => job.earliest + k);
    const putLater = (host: number): Undo | null =>
      slots.some((slot) => put(host, slot)) ? () => void this.timetable.remove(index) : null;
    const last = (untils[job.latest] as number) - 1;
    return this.#withinReason(
      () => this.#makeWay(vm, { last, except: -1, depth: DEEPEST_CHAIN, put: putLater }) !== null,
    );
  }

  /**
   * Moves VMs of jobs of their own in one slot, all or none: what belongs together switches at once. Each goes where the
   * rest of its rule runs.
   */
  moveTogether(vms: readonly number[]): boolean {
    const members = vms.map((vm) => ({ vm, ...this.#memberOf(vm) }));
    if (members.some(({ job, vm }) => job.vms.length > 1 || this.movedIn(vm) !== null)) return false;
    const slots = members[0]?.job.moves[0]?.slots ?? [];
    const before = members.map(({ index }) => this.timetable.remove(index));
    for (const slot of slots) {
      const placed = members.findIndex(({ vm, index, job }) => !this.#moveIn(vm, index, job, slot));
      if (placed === -1) return true;
      for (const { index } of members.slice(0, placed)) this.timetable.remove(index);
    }
    for (const [at, { index }] of members.entries()) this.timetable.tryPlace(index, before[at] as Decision);
    return false;
  }

  /** Moves the only VM of a job that has no decision, in that slot; says whether it did. */
  #moveIn(vm: number, index: number, job: RunningJob, slot: number): boolean {
    if (job.moves[0]?.slots.includes(slot) !== true) return false;
    const end = this.timetable.ends.after(0, job.remainingSeconds);
    return this.#scan
      .fitting(vm, slot, end, job.on[0] as number)
      .some((host) => this.timetable.tryPlace(index, { kind: 'run', moves: [{ position: 0, slot, host }] }));
  }

  /** Moves a running VM to one host in the first slot in which it may; says whether it did. */
  moveTo(vm: number, host: number): boolean {
    const { index, job, position } = this.#memberOf(vm);
    const slots = job.moves[position]?.slots ?? [];
    return slots.some(
      (slot) => this.#replace(index, job, (moves) => withMove(moves, { position, slot, host })) !== null,
    );
  }

  /** Starts a waiting job of one VM on one host in the first slot in which it may; says whether it did. */
  startOn(index: number, host: number): boolean {
    const { earliest, latest } = this.timetable.job(index) as WaitingJob;
    for (let slot = earliest; slot <= latest; slot++) {
      if (this.timetable.tryPlace(index, { kind: 'start', slot, hosts: [host] })) return true;
    }
    return false;
  }

  /** Sends a moved VM back to where it was, when nothing has taken its room; says whether it did. */
  sendHome(vm: number): boolean {
    const { index, job, position } = this.#memberOf(vm);
    const before = this.timetable.decisions[index] as Decision;
    if (before.kind !== 'run' || !before.moves.some((move) => move.position === position)) return false;
    return this.#replace(index, job, (moves) => moves.filter((move) => move.position !== position)) !== null;
  }

  /** The slot in which a VM is moved; null when it is not. */
  movedIn(vm: number): number | null {
    const { index, position } = this.#memberOf(vm);
    const decision = this.timetable.decisions[index];
    return decision?.kind === 'run' ? (decision.moves.find((move) => move.position === position)?.slot ?? null) : null;
  }

  /** Does something about one VM with the looks that are left for that. */
  #withinReason(work: () => boolean): boolean {
    const before = this.#scan.looked;
    this.#limit = before + Math.min(LOOKS_PER_VM, MOST_LOOKS - this.#spent);
    const isDone = work();
    this.#spent += this.#scan.looked - before;
    return isDone;
  }

  #isGivenUp(): boolean {
    return this.#scan.looked > this.#limit || this.#isOver();
  }

  #moveOff(vm: number, depth: number, except: number): Undo | null {
    const { index, job, position } = this.#memberOf(vm);
    const terms = job.moves[position] ?? null;
    const home = job.on[position] as number;
    if (terms === null || this.movedIn(vm) !== null || this.timetable.decisions[index]?.kind !== 'run') return null;
    const until = this.timetable.ends.after(0, job.remainingSeconds);
    const lasts = job.remainingSeconds === null ? null : job.remainingSeconds + terms.lostSeconds;
    const end = this.timetable.ends.after(0, lasts);
    const slots = terms.slots.filter((slot) => slot < until);
    const put = (host: number, slot: number): Undo | null =>
      this.#replace(index, job, (moves) => withMove(moves, { position, slot, host }));
    for (const slot of slots) {
      for (const host of this.#scan.fitting(vm, slot, end, home)) {
        const undo = host === except ? null : put(host, slot);
        if (undo !== null) return undo;
      }
    }
    if (depth === 0 || slots.length === 0 || this.#isGivenUp()) return null;
    const putLater = (host: number): Undo | null => {
      for (const slot of slots) {
        const undo = put(host, slot);
        if (undo !== null) return undo;
      }
      return null;
    };
    return this.#makeWay(vm, { last: end - 1, except: home, depth, put: putLater });
  }

  /** Tries hosts, the least short first: VMs there move off until `put` finds room. */
  #makeWay(
    vm: number,
    { last, except, depth, put }: { last: number; except: number; depth: number; put: (host: number) => Undo | null },
  ): Undo | null {
    for (const host of this.#scan.nearest(vm, last, except)) {
      const undos: Undo[] = [];
      const done = (): Undo => () => {
        for (const undo of undos.toReversed()) undo();
      };
      for (const other of this.#yielding(vm, host, last)) {
        if (undos.length === MOST_YIELDING || this.#isGivenUp()) break;
        const undo = this.#moveOff(other, depth - 1, host);
        if (undo === null) continue;
        undos.push(undo);
        const placed = put(host);
        if (placed === null) continue;
        undos.push(placed);
        return done();
      }
      done()();
    }
    return null;
  }

  /**
   * VMs on a host that may make way for another: what a rule keeps apart from it first, then the smallest that leaves
   * room enough by itself, then the larger ones.
   */
  #yielding(vm: number, host: number, slot: number): readonly number[] {
    const { problem, grid, occupants } = this.timetable;
    const partners = new Set(this.#scan.partners(vm));
    const demand = this.timetable.vm(vm).demand;
    const lacking = demand.map((amount, r) =>
      Math.max(0, amount - (grid.free[(host * grid.slots + slot) * grid.resources + r] as number)),
    );
    const rankOf = (other: number): number => {
      const size = this.timetable.vm(other).demand;
      if (partners.has(other)) return -1;
      const share = problem.resources.reduce((sum, _, r) => sum + (size[r] as number) / capacityOf(r), 0);
      return lacking.every((amount, r) => (size[r] as number) >= amount) ? share : 1e3 - share;
    };
    const capacityOf = (r: number): number => Math.max(1, problem.hosts[host]?.capacity[r] as number);
    return [...(occupants[host] as ReadonlySet<number>)]
      .filter((other) => this.timetable.job(this.timetable.vm(other).job).kind === 'running')
      .map((other) => ({ other, rank: rankOf(other) }))
      .sort((a, b) => a.rank - b.rank || a.other - b.other)
      .map(({ other }) => other);
  }

  /** Gives a running job other moves; how to take that back, or null when a rule is against it. */
  #replace(index: number, job: RunningJob, change: (moves: readonly Move[]) => readonly Move[]): Undo | null {
    const before = this.timetable.remove(index);
    const moves = change(before.kind === 'run' ? before.moves : []);
    const isLegal = moves.every(({ position, host }) => host !== job.on[position]);
    if (isLegal && this.timetable.tryPlace(index, { kind: 'run', moves })) {
      return () => {
        this.timetable.remove(index);
        this.timetable.tryPlace(index, before);
      };
    }
    this.timetable.tryPlace(index, before);
    return null;
  }

  #memberOf(vm: number): { readonly index: number; readonly job: RunningJob; readonly position: number } {
    const index = this.timetable.vm(vm).job;
    const job = this.timetable.job(index) as RunningJob;
    return { index, job, position: job.vms.indexOf(vm) };
  }
}

const withMove = (moves: readonly Move[], move: Move): readonly Move[] =>
  [...moves, move].sort((a, b) => a.position - b.position);
