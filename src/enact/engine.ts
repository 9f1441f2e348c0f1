import type { Answer, VmStatus } from '../domain/enactment.ts';
import type { VmId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { Answers } from './answers.ts';
import { Arrivals } from './arrivals.ts';
import { Fates, type Present } from './fates.ts';
import { HostGate } from './host-gate.ts';
import { Intake } from './intake.ts';
import { Ledger } from './ledger.ts';
import { Queue } from './queue.ts';
import { isUnderWay, type Task } from './task.ts';
import { geographyOf } from './throttle.ts';
import { Turns } from './turns.ts';
import type { Enactment, EnactSettings, EnactWorld, Work } from './world.ts';

/**
 * Brings every task from waiting over sending and watching to its end. It goes round: look at the VMs that matter now,
 * judge what is watched, settle gangs, send what may be sent, wait until there is something to do.
 */
export class Engine implements Enactment {
  readonly #world: EnactWorld;
  readonly #settings: EnactSettings;
  readonly #queue = new Queue();
  readonly #arrivals = new Arrivals();
  readonly #gate = new HostGate();
  readonly #ledger: Ledger;
  readonly #fates: Fates;
  readonly #intake: Intake;
  readonly #turns: Turns;
  readonly #answers: Answers;
  readonly #sends = new Set<Promise<void>>();
  #where = geographyOf({ hosts: [], vms: [] });
  #alarm = new AbortController();
  #running: Promise<void> | null = null;
  #unanswered = 0;
  #fatal: unknown = null;

  constructor(world: EnactWorld, settings: EnactSettings) {
    this.#world = world;
    this.#settings = settings;
    const ledger = new Ledger(world, settings);
    const fates = new Fates(this.#queue, ledger, settings);
    const parts = { queue: this.#queue, arrivals: this.#arrivals, gate: this.#gate, ledger, fates, settings };
    this.#ledger = ledger;
    this.#fates = fates;
    this.#intake = new Intake(parts);
    this.#turns = new Turns(parts);
    this.#answers = new Answers(parts);
    world.signal.addEventListener('abort', () => this.nudge(), { once: true });
  }

  take(work: Work): void {
    this.#where = geographyOf(work.snapshot);
    this.#intake.take(work);
    this.nudge();
  }

  recover(snapshot: Snapshot): void {
    this.#where = geographyOf(snapshot);
    this.#intake.recover(snapshot, this.#world.journal);
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
    await this.#answered();
    this.#running = null;
    if (this.#fatal !== null) throw this.#fatal;
  }

  /** When all that was sent is answered. Handing over waits for no answer: what was sent is in the journal. */
  #answered(): Promise<void> {
    const { signal } = this.#world;
    return new Promise((resolve) => {
      const end = (): void => {
        signal.removeEventListener('abort', end);
        resolve();
      };
      signal.addEventListener('abort', end);
      void Promise.allSettled(signal.aborted ? [] : this.#sends).then(end);
    });
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
    const ready = this.#queue.ready(this.#ledger.now());
    const near = this.#turns.near(ready, this.#where);
    const wanted = this.#queue.interesting(near);
    const present = wanted.length === 0 ? NOTHING : await this.#look(wanted, near);
    if (present === null) return this.#ledger.now() + this.#backOff();
    if (wanted.length > 0) this.#intake.noteSeen();
    const before = this.#queue.ends();
    for (const task of this.#queue.open()) this.#fates.judge(task, present);
    for (const party of this.#queue.parties()) this.#fates.settle(party, present);
    for (const { task, before } of this.#turns.next(present, this.#where)) this.#send(task, before);
    if (this.#queue.ends() > before) return this.#ledger.now();
    return this.#queue.wakeAt(this.#ledger.now(), this.#settings.patience.pollSeconds, new Set(ready));
  }

  /** Null when the cloud does not answer. */
  async #look(vms: readonly VmId[], near: readonly Task[]): Promise<Present | null> {
    const { enactor, signal } = this.#world;
    const { pollSeconds } = this.#settings.patience;
    try {
      const looking = { enactor, now: () => this.#ledger.now(), pollSeconds, signal };
      const [present] = await Promise.all([enactor.look(vms, signal), this.#gate.look(near, looking)]);
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
      .then((answer) => {
        if (!this.#world.signal.aborted) this.#answers.hear(task, answer);
      })
      .catch((error: unknown) => {
        this.#fatal ??= error;
      })
      .finally(() => {
        this.#sends.delete(sending);
        this.nudge();
      });
    this.#sends.add(sending);
  }
}

const LONGEST_SECONDS = 3_600;
const NOTHING: Present = new Map();
const NEVER = new AbortController().signal;
