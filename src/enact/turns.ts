import type { VmStatus } from '../domain/enactment.ts';
import { type Arrivals, UNSEEN } from './arrivals.ts';
import type { Fates, Present } from './fates.ts';
import type { HostGate } from './host-gate.ts';
import type { Ledger } from './ledger.ts';
import { starts } from './party.ts';
import { premiseOf } from './precondition.ts';
import type { Queue } from './queue.ts';
import { isUnderWay, type Task } from './task.ts';
import { type Geography, heldBack } from './throttle.ts';
import type { EnactSettings } from './world.ts';

interface Parts {
  readonly queue: Queue;
  readonly ledger: Ledger;
  readonly fates: Fates;
  readonly arrivals: Arrivals;
  readonly gate: HostGate;
  readonly settings: EnactSettings;
}

/** Who may begin now: those whose premise holds in the cloud as it is, whose gang is complete, and whom nothing holds back. */
export class Turns {
  readonly #queue: Queue;
  readonly #ledger: Ledger;
  readonly #fates: Fates;
  readonly #arrivals: Arrivals;
  readonly #gate: HostGate;
  readonly #settings: EnactSettings;

  constructor({ queue, ledger, fates, arrivals, gate, settings }: Parts) {
    this.#queue = queue;
    this.#ledger = ledger;
    this.#fates = fates;
    this.#arrivals = arrivals;
    this.#gate = gate;
    this.#settings = settings;
  }

  /**
   * Those whose turn may be now, as far as can be said without looking at their VMs: a few more than may be sent, since of
   * thousands that wait for theirs the cloud need not be asked each time.
   */
  near(ready: readonly Task[], where: Geography): readonly Task[] {
    const { limits } = this.#settings;
    const open = this.#queue.open();
    const most = limits.total === null ? ready.length : SPARE * (limits.total - open.filter(isUnderWay).length);
    const near = new Set<Task>();
    for (const task of ready) {
      if (near.size >= most) break;
      if (!isComplete(task, ready) || this.#heldBack(task, open, where) !== null) continue;
      for (const each of task.party?.members.filter((member) => ready.includes(member)) ?? [task]) near.add(each);
    }
    return [...near];
  }

  /** One after the other, since who begins may hold back the next: each is sent before the next is asked for. */
  *next(present: Present, where: Geography): Generator<{ readonly task: Task; readonly before: VmStatus }> {
    const ready = this.#queue.ready(this.#ledger.now()).filter((task) => this.#premiseHolds(task, present));
    for (const task of ready) {
      const before = present.get(task.command.vm) ?? null;
      const held = isComplete(task, ready)
        ? this.#heldBack(task, this.#queue.open(), where)
        : 'the other VMs of its gang can not start yet';
      if (held !== null) this.#ledger.waits(task, held);
      else if (before !== null) yield { task, before };
    }
  }

  #heldBack(task: Task, open: readonly Task[], where: Geography): string | null {
    return heldBack(task, open, this.#settings.limits, where) ?? this.#arrivals.crossing(task, open);
  }

  /** What was not looked at has its turn the next time. */
  #premiseHolds(task: Task, present: Present): boolean {
    const status = present.get(task.command.vm);
    if (status === undefined) return false;
    const premise = premiseOf(task, status);
    const closed = this.#gate.refusalOf(task);
    if (premise.kind === 'gone') this.#fates.end(task, 'superseded', premise.reason);
    else if (closed !== null) this.#fates.end(task, 'superseded', closed);
    else if (premise.kind !== 'holds') this.#hold(task, premise.why);
    else if (this.#arrivals.isUnseenBy(task)) this.#fates.end(task, 'superseded', UNSEEN);
    else return true;
    return false;
  }

  /** Waits for its VM, but not for ever. */
  #hold(task: Task, why: string): void {
    if (task.phase.kind !== 'waiting') return;
    const now = this.#ledger.now();
    const since = task.phase.since ?? now;
    if (now >= this.#ledger.dueBy(task, since)) {
      this.#fates.end(task, task.undoes ? 'failed' : 'superseded', `${why} for ${Math.round(now - since)} s`);
      return;
    }
    task.phase = { ...task.phase, since, retryAt: now + this.#settings.patience.pollSeconds };
    this.#ledger.waits(task, why);
  }
}

/** Some of those whose turn it seems to be will prove not to be as they were planned. */
const SPARE = 3;

/** A gang begins to start when all its members can. */
function isComplete({ party }: Task, ready: readonly Task[]): boolean {
  if (party === null || !starts(party)) return true;
  return party.members.every((member) => {
    if (member.phase.kind === 'ended') return member.phase.end === 'done';
    return member.phase.kind !== 'waiting' || ready.includes(member);
  });
}
