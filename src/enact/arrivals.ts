import { arrives, type Task } from './task.ts';

/**
 * Where VMs were sent lately. Where oned checks the room of each arrival it is not needed; where the policy over-commits
 * on purpose, nobody goes where somebody has gone whom his plan could not see.
 */
export class Arrivals {
  #sent: readonly { readonly task: Task; readonly at: number }[] = [];

  note(task: Task, at: number): void {
    if (!arrives(task)) return;
    this.#sent = [...this.#sent.filter((each) => each.at > at - KEPT_SECONDS), { task, at }];
  }

  isUnseenBy(task: Task): boolean {
    if (task.command.enforce || !arrives(task)) return false;
    const { pictureAt } = task;
    return this.#sent.some((each) => isForeign(each.task, task) && each.at > pictureAt - READING_SECONDS);
  }

  /** Somebody of an earlier plan is still to go there. */
  isAwaited(task: Task, open: readonly Task[]): boolean {
    if (task.command.enforce || !arrives(task)) return false;
    return this.isUnseenBy(task) || open.some((other) => arrives(other) && isForeign(other, task));
  }
}

const isForeign = (other: Task, task: Task): boolean =>
  other.at === task.at && (other.epoch !== task.epoch || other.undoes);

/** Why somebody is left to the next plan. */
export const UNSEEN = 'its plan does not see who goes to its host meanwhile';

/** A snapshot may be so much older than it says. */
const READING_SECONDS = 5;
const KEPT_SECONDS = 3_600;
