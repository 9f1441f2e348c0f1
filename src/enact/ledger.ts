import type { ActionEnd, ActionStage, Refusal, VmStatus } from '../domain/enactment.ts';
import type { Task } from './task.ts';
import type { EnactSettings, EnactWorld, News } from './world.ts';

/** Writes down and tells what happens to tasks. Whatever is written is on disk before the next step is taken. */
export class Ledger {
  readonly #world: EnactWorld;
  readonly #settings: EnactSettings;
  /** What a task was last said to wait for. */
  readonly #whys = new WeakMap<Task, string>();

  constructor(world: EnactWorld, settings: EnactSettings) {
    this.#world = world;
    this.#settings = settings;
  }

  now(): number {
    return this.#world.clock.unixSeconds();
  }

  /** When it must be over if it is sent at that moment. */
  dueBy({ expectedSeconds }: Task, from: number): number {
    const { timeoutFactor, timeoutFloorSeconds } = this.#settings.patience;
    return from + expectedSeconds * timeoutFactor + timeoutFloorSeconds;
  }

  intend(task: Task, before: VmStatus): void {
    task.intent = before;
    this.#write(task, before, { kind: 'intended' });
  }

  sent(task: Task, before: VmStatus): void {
    this.#write(task, before, { kind: 'sent' });
    this.#tell(task, 'sent');
  }

  accepted(task: Task, before: VmStatus): void {
    this.#write(task, before, { kind: 'accepted' });
    this.#tell(task, 'accepted');
  }

  underWay(task: Task): void {
    this.#tell(task, 'under-way');
  }

  waits(task: Task, why: string): void {
    this.#why('waits', task, why);
  }

  hitch(task: Task, why: string): void {
    this.#why('hitch', task, why);
  }

  ended(task: Task, end: ActionEnd, reason: string, refusal: Refusal | null): void {
    const { epoch, action, lease, command, intent, phase } = task;
    const sentAt = 'sentAt' in phase ? phase.sentAt : null;
    if (intent !== null) this.#write(task, 'before' in phase ? phase.before : intent, { kind: 'ended', end, reason });
    task.phase = { kind: 'ended', end };
    const endedAt = this.now();
    const outcome = { epoch, action, lease, command, end, reason, refusal, sentAt, endedAt };
    this.#world.heard({ kind: 'ended', of: task, outcome, at: endedAt });
  }

  trouble(message: string): void {
    this.#world.heard({ kind: 'trouble', message, at: this.now() });
  }

  #tell(task: Task, kind: Extract<News['kind'], 'sent' | 'accepted' | 'under-way'>): void {
    this.#world.heard({ kind, of: task, at: this.now() });
  }

  /** Told once for each reason. */
  #why(kind: 'waits' | 'hitch', task: Task, why: string): void {
    if (this.#whys.get(task) === why) return;
    this.#whys.set(task, why);
    this.#world.heard({ kind, of: task, why, at: this.now() });
  }

  #write(task: Task, before: VmStatus, stage: ActionStage): void {
    const { epoch, action, command, phase } = task;
    const at = this.now();
    const dueBy = 'dueBy' in phase ? phase.dueBy : this.dueBy(task, Math.max(at, task.notBefore));
    this.#world.journal.write({ epoch, action, command, stage, before, at, dueBy });
  }
}
