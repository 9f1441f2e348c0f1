import { HOST_STATES, takesVms } from '../domain/host.ts';
import type { HostId } from '../domain/ids.ts';
import type { Enactor } from '../ports.ts';
import { arrives, type Task } from './task.ts';

/**
 * Which hosts take VMs now. oned deploys to a host that was disabled since the plan was made when an administrator asks
 * for it, and the planner is one: so it has to look itself.
 */
export class HostGate {
  #states: ReadonlyMap<HostId, number> = new Map();
  /** Null before the first look. */
  #lookedAt: number | null = null;
  #freshUntil = Number.NEGATIVE_INFINITY;

  /**
   * Looks again if somebody is about to go to a host, and the last look is old or older than his plan; throws when the
   * cloud does not answer.
   */
  async look(about: readonly Task[], { enactor, now, pollSeconds, signal }: Looking): Promise<void> {
    const began = now();
    const arriving = about.filter((task) => targetOf(task) !== null);
    const knows = ({ pictureAt }: Task): boolean => this.#lookedAt !== null && this.#lookedAt >= pictureAt;
    if (arriving.length === 0 || (began < this.#freshUntil && arriving.every(knows))) return;
    this.#states = await enactor.hosts(signal);
    this.#lookedAt = began;
    this.#freshUntil = began + Math.max(pollSeconds, SHARE * (now() - began));
  }

  /** Why it can not go where it is to go; null when it can. */
  refusalOf(task: Task): string | null {
    const host = targetOf(task);
    if (host === null || this.#lookedAt === null) return null;
    const state = this.#states.get(host);
    if (state === undefined) return `host ${host} is gone`;
    if (takesVms(state)) return null;
    return `host ${host} takes no VMs: it is ${HOST_STATES[state as keyof typeof HOST_STATES] ?? `in state ${state}`}`;
  }
}

interface Looking {
  readonly enactor: Enactor;
  /** Unix seconds. */
  readonly now: () => number;
  readonly pollSeconds: number;
  readonly signal: AbortSignal;
}

/** What is undone goes back to where it was. */
const targetOf = (task: Task): HostId | null => (arrives(task) && !task.undoes ? task.command.host : null);

/** A list of thousands of hosts takes seconds: looking takes no more than a tenth of the time. */
const SHARE = 10;
