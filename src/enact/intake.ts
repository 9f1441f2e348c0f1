import type { Snapshot } from '../domain/snapshot.ts';
import type { Journal } from '../ports.ts';
import { type Arrivals, UNSEEN } from './arrivals.ts';
import type { Fates } from './fates.ts';
import { gather, gatherAgain } from './party.ts';
import type { Queue } from './queue.ts';
import { arrives, departs, isUnderWay, type Task, tasksIn, tasksOf } from './task.ts';
import type { EnactSettings, Work } from './world.ts';

interface Parts {
  readonly queue: Queue;
  readonly fates: Fates;
  readonly arrivals: Arrivals;
  readonly settings: EnactSettings;
}

/** Brings work into the queue: that of a new plan in the place of the last one's, or what a journal has not seen the end of. */
export class Intake {
  readonly #queue: Queue;
  readonly #fates: Fates;
  readonly #arrivals: Arrivals;
  readonly #settings: EnactSettings;
  /** Taken up from the journal, and not looked at yet: most of it will prove to be over. */
  #unseen: readonly Task[] = [];

  constructor({ queue, fates, arrivals, settings }: Parts) {
    this.#queue = queue;
    this.#fates = fates;
    this.#arrivals = arrivals;
    this.#settings = settings;
  }

  take(work: Work): void {
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
  }

  recover(snapshot: Snapshot, journal: Journal): void {
    const leases = new Map(snapshot.leases.flatMap(({ id, vms }) => vms.map((vm) => [vm, id] as const)));
    const entries = tasksIn(journal.open(), (vm) => leases.get(vm) ?? null);
    const tasks = entries.toSorted((a, b) => a.dependsOn.length - b.dependsOn.length);
    this.#queue.add(tasks);
    for (const task of tasks) {
      const neverSent = task.phase.kind === 'waiting' && !task.undoes;
      if (neverSent) this.#fates.end(task, 'superseded', 'the planner was restarted before it was sent');
    }
    if (this.#settings.gangOnFailure === 'undo') gatherAgain(this.#queue.open(), snapshot);
    this.#unseen = tasks.filter(isUnderWay);
    // They may arrive at any moment yet, and are in no picture that was taken before.
    for (const task of this.#unseen) this.#arrivals.note(task, snapshot.takenAt);
  }

  /** All that was taken up has been looked at. */
  noteSeen(): void {
    this.#unseen = [];
  }
}

/** Its VM is on its way to where it is to leave from: it waits for that. */
function followsArrival(task: Task, before: readonly Task[]): boolean {
  const others = before.filter(({ command, phase }) => command.vm === task.command.vm && phase.kind !== 'ended');
  return departs(task) && others.every((other) => isUnderWay(other) && arrives(other) && other.at === task.at);
}
