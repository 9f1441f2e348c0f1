import { arrives, isUnderWay, type Task } from './task.ts';

/**
 * Where VMs were sent lately, and whom that concerns. oned gives room only a moment after it has accepted a deploy: so two
 * that do not fit together can both pass its check, and a plan may not count on who went to a host since it was read.
 */
export class Arrivals {
  #sent: readonly { readonly task: Task; readonly at: number }[] = [];

  note(task: Task, at: number): void {
    if (!arrives(task)) return;
    this.#sent = [...this.#sent.filter((each) => each.at > at - KEPT_SECONDS), { task, at }];
  }

  /**
   * Why it waits for others that go to its host; null when it need not. Those of one plan fit together, unless somebody of
   * another has gone there whom that plan does not see: then one after the other has to pass oned's check.
   *
   * @param all what has not ended, in its order.
   */
  crossing(task: Task, all: readonly Task[]): string | null {
    if (!arrives(task)) return null;
    const isDoubtful = this.#isStrangerTo(task);
    const turn = all.indexOf(task);
    const comes = all.some((other, index) => {
      const isAhead = isUnderWay(other) || (index < turn && !task.undoes && isToFollow(other));
      return (
        isAhead &&
        arrives(other) &&
        !isThere(other) &&
        (isForeign(other, task) || (isDoubtful && isBeside(other, task)))
      );
    });
    return comes ? 'somebody whom its plan does not see goes to its host' : null;
  }

  /** Where oned does not check the room, nobody goes where somebody has gone whom his plan could not see. */
  isUnseenBy(task: Task): boolean {
    return !task.command.enforce && arrives(task) && this.#isStrangerTo(task);
  }

  /** Somebody of an earlier plan is still to go there. */
  isAwaited(task: Task, open: readonly Task[]): boolean {
    if (task.command.enforce || !arrives(task)) return false;
    return this.isUnseenBy(task) || open.some((other) => arrives(other) && isForeign(other, task));
  }

  /** Whether somebody of another plan was sent to its host after the picture that its plan was made by. */
  #isStrangerTo(task: Task): boolean {
    return this.#sent.some((each) => isForeign(each.task, task) && each.at > task.pictureAt - READING_SECONDS);
  }
}

const isBeside = (other: Task, task: Task): boolean => other !== task && other.at === task.at;

const isForeign = (other: Task, task: Task): boolean =>
  isBeside(other, task) && (other.epoch !== task.epoch || other.undoes !== task.undoes);

/** Still to be sent, as others of its gang were. */
const isToFollow = ({ phase, party }: Task): boolean =>
  phase.kind === 'waiting' && (party?.members.some((member) => member.phase.kind !== 'waiting') ?? false);

const isThere = ({ phase }: Task): boolean => phase.kind === 'arrived' || (phase.kind === 'watching' && phase.seen);

/** Why somebody is left to the next plan. */
export const UNSEEN = 'its plan does not see who goes to its host meanwhile';

/** A snapshot may be so much older than it says. */
const READING_SECONDS = 5;
const KEPT_SECONDS = 3_600;
