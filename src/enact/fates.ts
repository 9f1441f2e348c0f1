import type { ActionEnd, Refusal, VmStatus } from '../domain/enactment.ts';
import type { VmId } from '../domain/ids.ts';
import { judge } from './judge.ts';
import type { Ledger } from './ledger.ts';
import { absentee, isAttended, starts } from './party.ts';
import type { Queue } from './queue.ts';
import { arrives, type Party, type Task, undoing, WAITING, type Watching } from './task.ts';
import type { EnactSettings } from './world.ts';

/** VMs that were looked at just now; null for one that is gone. */
export type Present = ReadonlyMap<VmId, VmStatus | null>;

/** Gives tasks their ends: by what is seen of their VMs, and by what becomes of their gangs. */
export class Fates {
  readonly #queue: Queue;
  readonly #ledger: Ledger;
  readonly #settings: EnactSettings;

  constructor(queue: Queue, ledger: Ledger, settings: EnactSettings) {
    this.#queue = queue;
    this.#ledger = ledger;
    this.#settings = settings;
  }

  judge(task: Task, present: Present): void {
    const { phase, command } = task;
    if (phase.kind !== 'watching' || !present.has(command.vm)) return;
    const status = present.get(command.vm) ?? null;
    const judgement = judge(task, phase, { status, at: this.#ledger.now() }, this.#settings.patience);
    switch (judgement.kind) {
      case 'goes-on':
        if (judgement.seen && !phase.seen) {
          task.phase = { ...phase, seen: true };
          this.#ledger.underWay(task);
        }
        return;
      case 'unheard':
        if (task.party === null && !task.undoes && this.#settings.unheard === 'leave') {
          this.end(task, 'superseded', 'it died unheard with its process');
          return;
        }
        task.heritage = 'again';
        task.phase = WAITING;
        return;
      case 'done':
        if (task.party === null) this.end(task, 'done', judgement.note);
        else this.#arrive(task, phase, { status, note: judgement.note });
        return;
      case 'over':
        if (judgement.mayHappenYet && task.party !== null) this.#undo(task, phase.before, status);
        this.end(task, judgement.end, judgement.reason);
    }
  }

  #arrive(
    task: Task,
    { before, sentAt }: Watching,
    seen: { readonly status: VmStatus | null; readonly note: string },
  ): void {
    task.phase = { kind: 'arrived', before, after: seen.status, note: seen.note, sentAt };
  }

  /** all or none: a gang whose members have all arrived is done; of one that can not be whole all are undone. */
  settle(party: Party, present: Present): void {
    party.broken ??= this.#breakOf(party, present);
    const open = party.members.filter(({ phase }) => phase.kind !== 'ended');
    if (party.broken === null) {
      const whole = party.members.every(({ phase }) => phase.kind === 'arrived');
      if (whole && isAttended(party, present)) for (const task of open) this.end(task, 'done', noteOf(task));
      return;
    }
    const reason = `${party.lease} can not ${starts(party) ? 'start' : 'pause'} whole: ${party.broken}`;
    for (const task of open) {
      if (task.phase.kind === 'waiting') this.end(task, 'superseded', reason);
      else if (task.phase.kind === 'arrived') {
        const { before, after } = task.phase;
        this.#undo(task, before, after);
        this.end(task, 'failed', `undone, since ${reason}`);
      }
    }
  }

  #breakOf(party: Party, present: Present): string | null {
    const lost = party.members.find((task) => (this.#queue.endOf(task)?.end ?? 'done') !== 'done');
    if (lost === undefined) return absentee(party, present);
    return `VM ${lost.command.vm} could not: ${this.#queue.endOf(lost)?.reason}`;
  }

  /**
   * The intents are written down before the end of what is undone: after a crash they are taken up, and are not written
   * twice. What a plan had for the VM is void, its end above all: undone, it is to come back with its gang.
   */
  #undo(task: Task, before: VmStatus, after: VmStatus | null): void {
    if (after === null) return;
    const known = new Set(this.#queue.open().map(({ epoch, action }) => `${epoch}/${action}`));
    const tasks = undoing(task, { before, after }).filter(({ epoch, action }) => !known.has(`${epoch}/${action}`));
    for (const each of tasks) if (each.intent !== null) this.#ledger.intend(each, each.intent);
    for (const other of this.#queue.waiting()) {
      if (other.command.vm === task.command.vm && !other.undoes) this.end(other, 'superseded', 'its gang is undone');
    }
    this.#queue.add(tasks);
  }

  end(task: Task, end: ActionEnd, reason: string, refusal: Refusal | null = null): void {
    if (task.phase.kind === 'ended') return;
    this.#queue.note(task, end, reason);
    this.#ledger.ended(task, end, reason, refusal);
    if (end === 'done' && arrives(task)) this.#queue.delay(task, this.#ledger.now());
  }
}

const noteOf = ({ phase }: Task): string => (phase.kind === 'arrived' ? phase.note : '');
