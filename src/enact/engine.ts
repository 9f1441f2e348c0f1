import type { Answer, VmStatus } from '../domain/enactment.ts';
import type { VmId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { Arrivals } from './arrivals.ts';
import { Fates, type Present } from './fates.ts';
import { Ledger } from './ledger.ts';
import { gather, gatherAgain, starts } from './party.ts';
import { premiseOf } from './precondition.ts';
import { Queue } from './queue.ts';
import { arrives, departs, isUnderWay, type Task, tasksIn, tasksOf, type Watching } from './task.ts';
import { geographyOf, heldBack } from './throttle.ts';
import type { Enactment, EnactSettings, EnactWorld, Work } from './world.ts';

/**
 * Brings every task from waiting over sending and watching to its end. It goes round: look at the VMs that matter now,
 * judge what is watched, settle gangs, send what may be sent, wait until there is something to do.
 */
export class Engine implements Enactment {
  readonly #world: EnactWorld;
  readonly #settings: EnactSettings;
  readonly #ledger: Ledger;
  readonly #queue = new Queue();
  readonly #sends = new Set<Promise<void>>();
  #where = geographyOf({ hosts: [], vms: [] });
  #alarm = new AbortController();
  #running: Promise<void> | null = null;
  readonly #fates: Fates;
  readonly #arrivals = new Arrivals();
  /** Taken up from the journal, and not looked at yet: most of it will prove to be over. */
  #unseen: readonly Task[] = [];
  #unanswered = 0;
  #fatal: unknown = null;

  constructor(world: EnactWorld, settings: EnactSettings) {
    this.#world = world;
    this.#settings = settings;
    this.#ledger = new Ledger(world, settings);
    this.#fates = new Fates(this.#queue, this.#ledger, settings.patience);
    world.signal.addEventListener('abort', () => this.nudge(), { once: true });
  }

  take(work: Work): void {
    this.#where = geographyOf(work.snapshot);
    for (const task of this.#queue.replaceable())
      this.#fates.end(task, 'superseded', 'a newer plan stands in its place');
    const before = this.#queue.open().filter((task) => !this.#unseen.includes(task));
    const busy = this.#queue.vmsBut(this.#unseen);
    const tasks = tasksOf(work, this.#settings);
    if (this.#settings.gangOnFailure === 'undo') gather(tasks, work);
    this.#queue.add(tasks);
    for (const task of tasks) {
      if (this.#settings.dryRun) this.#fates.end(task, 'superseded', 'dry run: it would be sent');
      else if (busy.has(task.command.vm) && !followsArrival(task, before))
        this.#fates.end(task, 'superseded', 'an earlier action on its VM is under way');
      else if (this.#arrivals.isAwaited(task, this.#queue.open())) this.#fates.end(task, 'superseded', UNSEEN);
    }
    this.nudge();
  }

  recover(snapshot: Snapshot): void {
    this.#where = geographyOf(snapshot);
    const leases = new Map(snapshot.leases.flatMap(({ id, vms }) => vms.map((vm) => [vm, id] as const)));
    const entries = tasksIn(this.#world.journal.open(), (vm) => leases.get(vm) ?? null);
    const tasks = entries.toSorted((a, b) => a.dependsOn.length - b.dependsOn.length);
    this.#queue.add(tasks);
    for (const task of tasks) {
      const neverSent = task.phase.kind === 'waiting' && !task.undoes;
      if (neverSent) this.#fates.end(task, 'superseded', 'the planner was restarted before it was sent');
    }
    if (this.#settings.gangOnFailure === 'undo') gatherAgain(this.#queue.open(), snapshot);
    this.#unseen = tasks.filter(isUnderWay);
    this.nudge();
  }

  drive(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  nudge(): void {
    this.#alarm.abort();
  }

  busy(): ReadonlySet<VmId> {
    return new Set(
      this.#queue
        .open()
        .filter(isUnderWay)
        .map(({ command }) => command.vm),
    );
  }

  open(): number {
    return this.#queue.open().length;
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isOver()) await this.#round();
    } catch (error) {
      this.#fatal ??= error;
    }
    await Promise.allSettled(this.#sends);
    this.#running = null;
    if (this.#fatal !== null) throw this.#fatal;
  }

  #isOver(): boolean {
    return this.#world.signal.aborted || this.#fatal !== null || (this.open() === 0 && this.#sends.size === 0);
  }

  async #round(): Promise<void> {
    this.#alarm = new AbortController();
    const wakeAt = await this.#pass();
    if (!this.#isOver()) await this.#sleep(wakeAt);
  }

  async #sleep(wakeAt: number | null): Promise<void> {
    const seconds = Math.min(LONGEST_SECONDS, wakeAt === null ? LONGEST_SECONDS : wakeAt - this.#ledger.now());
    if (seconds > 0) await this.#world.wait(seconds, this.#alarm.signal);
  }

  /** Gives when the next pass is due; null when nothing is left but what is being sent. */
  async #pass(): Promise<number | null> {
    this.#dropHopeless();
    const wanted = this.#queue.interesting(this.#ledger.now());
    const present = wanted.length === 0 ? NOTHING : await this.#look(wanted);
    if (present === null) return this.#ledger.now() + this.#backOff();
    if (wanted.length > 0) this.#unseen = [];
    const before = this.#queue.ends();
    for (const task of this.#queue.open()) this.#fates.judge(task, present);
    for (const party of this.#queue.parties()) this.#fates.settle(party, present);
    this.#start(present);
    if (this.#queue.ends() > before) return this.#ledger.now();
    return this.#queue.wakeAt(this.#ledger.now(), this.#settings.patience.pollSeconds, new Set(wanted));
  }

  /** Null when the cloud does not answer. */
  async #look(vms: readonly VmId[]): Promise<Present | null> {
    try {
      const present = await this.#world.enactor.look(vms, this.#world.signal);
      this.#unanswered = 0;
      return present;
    } catch (error) {
      if (this.#unanswered++ === 0) this.#ledger.trouble(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  #backOff(): number {
    return Math.min(30, this.#settings.patience.pollSeconds * 2 ** Math.min(this.#unanswered, 6));
  }

  /** What waits for something that has not been done, or that is not to be done at all, is not begun. */
  #dropHopeless(): void {
    for (let dropped = true; dropped; ) {
      dropped = false;
      for (const { task, reason } of this.#queue.hopeless()) {
        this.#fates.end(task, 'superseded', reason);
        dropped = true;
      }
    }
  }

  #start(present: Present): void {
    const ready: Task[] = [];
    for (const task of this.#queue.ready(this.#ledger.now())) {
      if (present.has(task.command.vm) && this.#premiseHolds(task, present)) ready.push(task);
    }
    for (const task of ready) {
      if (!isComplete(task, ready)) {
        this.#ledger.waits(task, 'the other VMs of its gang can not start yet');
        continue;
      }
      const held = heldBack(task, this.#queue.open(), this.#settings.limits, this.#where);
      if (held === null) this.#send(task, present.get(task.command.vm) as VmStatus);
      else this.#ledger.waits(task, held);
    }
  }

  #premiseHolds(task: Task, present: Present): boolean {
    const premise = premiseOf(task, present.get(task.command.vm) ?? null);
    if (premise.kind === 'holds' && this.#arrivals.isUnseenBy(task)) {
      this.#fates.end(task, 'superseded', UNSEEN);
      return false;
    }
    if (premise.kind === 'holds') return true;
    if (premise.kind === 'gone') this.#fates.end(task, 'superseded', premise.reason);
    else this.#hold(task, premise.why);
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

  #send(task: Task, before: VmStatus): void {
    if (task.phase.kind !== 'waiting' || this.#fatal !== null) return;
    const { tries } = task.phase;
    this.#ledger.intend(task, before);
    const sentAt = this.#ledger.now();
    task.phase = { kind: 'sending', before, tries: tries + 1, sentAt, dueBy: this.#ledger.dueBy(task, sentAt) };
    this.#ledger.sent(task, before);
    this.#arrivals.note(task, sentAt);
    const sending = this.#world.enactor
      .send(task.command, NEVER)
      .catch((error: unknown): Answer => ({ kind: 'unheard', message: String(error) }))
      .then((answer) => this.#hear(task, answer))
      .catch((error: unknown) => {
        this.#fatal ??= error;
      })
      .finally(() => {
        this.#sends.delete(sending);
        this.nudge();
      });
    this.#sends.add(sending);
  }

  #hear(task: Task, answer: Answer): void {
    const { phase } = task;
    if (phase.kind !== 'sending') return;
    const { before, sentAt, dueBy } = phase;
    const watching: Watching = { kind: 'watching', stage: 'sent', before, sentAt, dueBy, seen: false };
    switch (answer.kind) {
      case 'accepted':
        task.phase = { ...watching, stage: 'accepted' };
        this.#ledger.accepted(task, phase.before);
        return;
      case 'unheard':
        task.phase = watching;
        this.#ledger.hitch(task, `no answer came: ${answer.message}`);
        return;
      case 'refused':
        this.#refused(task, answer);
    }
  }

  #refused(task: Task, { refusal, message }: Answer & { readonly kind: 'refused' }): void {
    if (task.phase.kind !== 'sending') return;
    const { tries, before, sentAt, dueBy } = task.phase;
    if (task.heritage === 'again' && refusal === 'replan') {
      // The first one may have been heard in the end: its VM shows it.
      task.heritage = 'none';
      task.phase = { kind: 'watching', stage: 'sent', before, sentAt, dueBy, seen: false };
      this.#ledger.hitch(task, `sent again and refused: ${message}`);
      return;
    }
    const { retries, retrySeconds } = this.#settings.patience;
    if (tries <= retries && (refusal === 'retry' || (refusal === 'replan' && this.#mayFindRoom(task)))) {
      const retryAt = this.#ledger.now() + retrySeconds * 2 ** (tries - 1);
      task.phase = { kind: 'waiting', retryAt, tries, since: null };
      this.#ledger.hitch(task, `refused for now: ${message}`);
      return;
    }
    const end = refusal === 'replan' ? 'superseded' : 'failed';
    this.#fates.end(task, end, `refused: ${message}`, refusal);
    if (refusal === 'stop') this.#halt(message);
  }

  /** Somebody is about to leave its host, or it goes back to where it was: the room may come. */
  #mayFindRoom(task: Task): boolean {
    const leaves = (other: Task): boolean => isUnderWay(other) && departs(other) && other.at === task.at;
    return task.undoes || (arrives(task) && this.#queue.open().some(leaves));
  }

  /** Every other command would fare alike. */
  #halt(message: string): void {
    this.#ledger.trouble(`the cloud refuses the planner: ${message}`);
    for (const task of this.#queue.waiting()) {
      this.#fates.end(task, task.undoes ? 'failed' : 'superseded', `the cloud refuses the planner: ${message}`);
    }
  }
}

/** Its VM is on its way to where it is to leave from: it waits for that. */
function followsArrival(task: Task, before: readonly Task[]): boolean {
  const others = before.filter(({ command, phase }) => command.vm === task.command.vm && phase.kind !== 'ended');
  return departs(task) && others.every((other) => isUnderWay(other) && arrives(other) && other.at === task.at);
}

const LONGEST_SECONDS = 3_600;
const UNSEEN = 'its plan does not see who goes to its host meanwhile';
const NOTHING: Present = new Map();
const NEVER = new AbortController().signal;

/** A gang begins to start when all its members can. */
function isComplete({ party }: Task, ready: readonly Task[]): boolean {
  if (party === null || !starts(party)) return true;
  return party.members.every((member) => {
    if (member.phase.kind === 'ended') return member.phase.end === 'done';
    return member.phase.kind !== 'waiting' || ready.includes(member);
  });
}
