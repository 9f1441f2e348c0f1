import type { ActionEnd } from '../domain/enactment.ts';
import type { ActionId, VmId } from '../domain/ids.ts';
import { arrives, departs, isUnderWay, type Party, type Task } from './task.ts';

interface End {
  readonly end: ActionEnd;
  readonly reason: string;
}

/** The tasks that have not ended, in order, and how those of the same epochs have. */
export class Queue {
  #tasks: readonly Task[] = [];
  readonly #ended = new Map<string, End>();
  #ends = 0;

  add(tasks: readonly Task[]): void {
    const open = this.open();
    const epochs = new Set([...open, ...tasks].map(({ epoch }) => `${epoch}/`));
    for (const key of this.#ended.keys()) {
      if (!epochs.has(key.slice(0, key.indexOf('/') + 1))) this.#ended.delete(key);
    }
    this.#tasks = [...open, ...tasks];
  }

  open(): readonly Task[] {
    this.#tasks = this.#tasks.filter(({ phase }) => phase.kind !== 'ended');
    return this.#tasks;
  }

  note(task: Task, end: ActionEnd, reason: string): void {
    this.#ended.set(keyOf(task, task.action), { end, reason });
    this.#ends++;
  }

  /** How many have ended so far. */
  ends(): number {
    return this.#ends;
  }

  endOf(task: Task): End | null {
    return this.#ended.get(keyOf(task, task.action)) ?? null;
  }

  /** VMs of all tasks but these. */
  vmsBut(without: readonly Task[]): ReadonlySet<VmId> {
    const others = this.open().filter((task) => !without.includes(task));
    return new Set(others.map(({ command }) => command.vm));
  }

  waiting(): readonly Task[] {
    return this.open().filter(({ phase }) => phase.kind === 'waiting');
  }

  /** What has not begun; a gang that has begun is no more to be parted. */
  replaceable(): readonly Task[] {
    return this.waiting().filter(({ undoes, party }) => !undoes && !(party?.members.some(hasBegun) ?? false));
  }

  parties(): ReadonlySet<Party> {
    return new Set(this.open().flatMap(({ party }) => party ?? []));
  }

  /** Whoever came later than planned leaves as much later, so that a lease is whole that begins and ends in one plan. */
  delay(arrival: Task, at: number): void {
    const lateSeconds = at - (arrival.notBefore + arrival.expectedSeconds);
    if (lateSeconds <= 0) return;
    for (const task of this.waiting()) {
      const isItsEnd = task.epoch === arrival.epoch && task.command.vm === arrival.command.vm && departs(task);
      if (!isItsEnd || task.undoes || task.phase.kind !== 'waiting') continue;
      task.phase = { ...task.phase, retryAt: Math.max(task.phase.retryAt, task.notBefore + lateSeconds) };
    }
  }

  /** What may begin at that moment as far as other tasks are concerned. */
  ready(at: number): readonly Task[] {
    return this.#unblocked().filter((task) => readyAt(task) <= at);
  }

  /** VMs to look at: those that are watched, those that are about to be acted on, and whom a gang waits for. */
  interesting(about: readonly Task[]): readonly VmId[] {
    const watched = this.open().filter(({ phase }) => phase.kind === 'watching');
    const witnesses = [...this.parties()].flatMap((party) => (isAwaited(party) ? party.witnesses : []));
    const own = [...watched, ...about].map(({ command }) => command.vm);
    return [...new Set([...own, ...witnesses])];
  }

  /** When the next thing can happen; null when nothing but an answer is waited for. Who was not `considered` has his turn at once. */
  wakeAt(now: number, pollSeconds: number, considered: ReadonlySet<Task>): number | null {
    const open = this.open();
    const watches = open.some(({ phase }) => phase.kind === 'watching') || [...this.parties()].some(isAwaited);
    const starts = this.#unblocked().map((task) => {
      const at = readyAt(task);
      return at <= now && considered.has(task) ? now + pollSeconds : at;
    });
    const times = watches ? [...starts, now + pollSeconds] : starts;
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Waiting tasks that can never begin, with the reason. */
  hopeless(): readonly { readonly task: Task; readonly reason: string }[] {
    const lost = this.waiting().flatMap((task) => {
      const before = task.dependsOn.find((id) => this.#lost(task, id));
      return before === undefined ? [] : [{ task, reason: this.#whyLost(task, before) }];
    });
    return lost.length > 0 ? lost : this.#stuck();
  }

  #lost(task: Task, id: ActionId): boolean {
    const end = this.#ended.get(keyOf(task, id))?.end;
    return end === undefined ? this.#find(task, id) === undefined : end !== 'done';
  }

  #whyLost(task: Task, id: ActionId): string {
    const ended = this.#ended.get(keyOf(task, id));
    return ended === undefined
      ? `it depends on ${id}, which is not carried out`
      : `it depends on ${id}, which was not done: ${ended.reason}`;
  }

  /** Tasks that wait for each other in a circle: nothing would ever happen. */
  #stuck(): readonly { readonly task: Task; readonly reason: string }[] {
    const alive = this.open().some((task) => isUnderWay(task)) || [...this.parties()].some(isAwaited);
    if (alive || this.#unblocked().length > 0) return [];
    return this.waiting().map((task) => ({
      task,
      reason: `what it waits for waits for it: ${task.dependsOn.join(', ')}`,
    }));
  }

  #unblocked(): readonly Task[] {
    const earlier = new Set<VmId>();
    return this.open().filter((task) => {
      const { vm } = task.command;
      const free = !earlier.has(vm);
      earlier.add(vm);
      return free && task.phase.kind === 'waiting' && task.dependsOn.every((id) => this.#satisfied(task, id));
    });
  }

  /** Room is free when a whole gang has left; who leaves himself need not wait for that. */
  #satisfied(task: Task, id: ActionId): boolean {
    if (this.#ended.get(keyOf(task, id))?.end === 'done') return true;
    return !arrives(task) && this.#find(task, id)?.phase.kind === 'arrived';
  }

  #find({ epoch }: Task, id: ActionId): Task | undefined {
    return this.open().find((other) => other.epoch === epoch && other.action === id);
  }
}

const keyOf = ({ epoch }: Task, id: ActionId): string => `${epoch}/${id}`;

const hasBegun = ({ phase }: Task): boolean => phase.kind !== 'waiting' && phase.kind !== 'ended';

/** All its members have arrived, and the rest of the gang is looked at. */
const isAwaited = ({ members, broken }: Party): boolean =>
  broken === null && members.every(({ phase }) => phase.kind === 'arrived');

const readyAt = ({ phase, notBefore }: Task): number =>
  phase.kind === 'waiting' ? Math.max(notBefore, phase.retryAt) : Number.POSITIVE_INFINITY;
