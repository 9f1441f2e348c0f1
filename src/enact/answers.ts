import type { Answer } from '../domain/enactment.ts';
import type { Fates } from './fates.ts';
import type { Ledger } from './ledger.ts';
import type { Queue } from './queue.ts';
import { arrives, departs, isUnderWay, type Task, type Watching } from './task.ts';
import type { EnactSettings } from './world.ts';

type Refused = Answer & { readonly kind: 'refused' };

interface Parts {
  readonly queue: Queue;
  readonly ledger: Ledger;
  readonly fates: Fates;
  readonly settings: EnactSettings;
}

/** What becomes of a task by what the cloud answers: it is watched, tried again, given up, or everything is. */
export class Answers {
  readonly #queue: Queue;
  readonly #ledger: Ledger;
  readonly #fates: Fates;
  readonly #settings: EnactSettings;

  constructor({ queue, ledger, fates, settings }: Parts) {
    this.#queue = queue;
    this.#ledger = ledger;
    this.#fates = fates;
    this.#settings = settings;
  }

  hear(task: Task, answer: Answer): void {
    const { phase } = task;
    if (phase.kind !== 'sending') return;
    const { before, sentAt, dueBy } = phase;
    const watching: Watching = { kind: 'watching', stage: 'sent', before, sentAt, dueBy, seen: false };
    switch (answer.kind) {
      case 'accepted':
        task.phase = { ...watching, stage: 'accepted' };
        this.#ledger.accepted(task, before);
        return;
      case 'unheard':
        task.phase = watching;
        this.#ledger.hitch(task, `no answer came: ${answer.message}`);
        return;
      case 'refused':
        if (task.heritage === 'again' && answer.refusal === 'replan') {
          // The first one may have been heard in the end: its VM shows it.
          task.heritage = 'none';
          task.phase = watching;
          this.#ledger.hitch(task, `sent again and refused: ${answer.message}`);
        } else this.#refused(task, answer, phase.tries);
    }
  }

  #refused(task: Task, { refusal, message }: Refused, tries: number): void {
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
