import type { ActionEnd, VmStatus } from '../domain/enactment.ts';
import { observe } from './observe.ts';
import { LCM_INIT, stateName } from './states.ts';
import type { Task, Watching } from './task.ts';
import type { Patience } from './world.ts';

/** What becomes of a task that is watched. */
export type Judgement =
  | { readonly kind: 'goes-on'; readonly seen: boolean }
  | { readonly kind: 'done'; readonly note: string }
  /** A process that has ended sent it and had no answer, and nothing has happened. */
  | { readonly kind: 'unheard' }
  | {
      readonly kind: 'over';
      readonly end: ActionEnd;
      readonly reason: string;
      /** It was given up on and may come to its end all the same. */
      readonly mayHappenYet: boolean;
    };

/** Judges a task that was sent by the present of its VM; `at` in Unix seconds. */
export function judge(
  task: Task,
  phase: Watching,
  { status, at }: { readonly status: VmStatus | null; readonly at: number },
  patience: Patience,
): Judgement {
  const seen = observe(task.command, phase.before, status);
  const sinceSeconds = at - phase.sentAt;
  switch (seen.kind) {
    case 'done':
      return isCredible(task, phase, sinceSeconds, patience) ? seen : { kind: 'goes-on', seen: phase.seen };
    case 'failed':
      return over('failed', seen.reason);
    case 'under-way':
      // While it is only accepted, oned has not given it room yet.
      if (at < phase.dueBy) return { kind: 'goes-on', seen: phase.seen || status?.lcmState !== LCM_INIT };
      return {
        ...over('failed', `still ${stateName(status)} after ${Math.round(sinceSeconds)} s`),
        mayHappenYet: true,
      };
    case 'unchanged':
      if (task.heritage === 'taken-up' && phase.stage === 'sent' && at < phase.dueBy)
        // What was on its way as its process died may still arrive.
        return sinceSeconds < patience.graceSeconds ? { kind: 'goes-on', seen: false } : { kind: 'unheard' };
      return unchanged(phase, status, sinceSeconds, patience);
  }
}

const over = (end: ActionEnd, reason: string): Judgement & { readonly kind: 'over' } => ({
  kind: 'over',
  end,
  reason,
  mayHappenYet: false,
});

function isCredible({ command }: Task, { seen }: Watching, sinceSeconds: number, { graceSeconds }: Patience): boolean {
  const moves = command.operation === 'migrate' || command.operation === 'live-migrate';
  return !moves || seen || sinceSeconds >= graceSeconds;
}

function unchanged(phase: Watching, status: VmStatus | null, sinceSeconds: number, patience: Patience): Judgement {
  if (phase.seen) return over('failed', `it failed: the VM is back in ${stateName(status)}, its log says why`);
  if (sinceSeconds < patience.settleSeconds) return { kind: 'goes-on', seen: false };
  if (phase.stage === 'sent') return over('superseded', 'it was not heard by the cloud: nothing has happened');
  return over('failed', `accepted, but the VM is ${stateName(status)} as before: it failed, its log says why`);
}
