import type { VmStatus } from '../domain/enactment.ts';
import { HOLD, hasFailed, isLegal, isOnItsWay, PENDING, STOPPED, stateName, UNDEPLOYED } from './states.ts';
import type { Task } from './task.ts';

/** Whether a command may be sent to a VM as it is now. */
export type Premise =
  | { readonly kind: 'holds' }
  /** Not yet. */
  | { readonly kind: 'waits'; readonly why: string }
  /** No more. */
  | { readonly kind: 'gone'; readonly reason: string };

/** Holds the plan's picture of a VM against its present, and the operation against what oned accepts there. */
export function premiseOf(task: Task, now: VmStatus | null): Premise {
  if (now === null) return gone('the VM is gone');
  if (isOnItsWay(now)) return { kind: 'waits', why: `the VM is in ${stateName(now)}` };
  if (hasFailed(now)) return gone(`the VM is in ${stateName(now)}: it needs onevm recover`);
  if (isLocked(task, now)) return gone('the VM is locked');
  const { operation } = task.command;
  if (!isLegal(operation, now)) return gone(`the VM is ${stateName(now)}, where ${operation} is not possible`);
  return placeOf(task, now) ?? stateOf(task, now) ?? { kind: 'holds' };
}

const gone = (reason: string): Premise => ({ kind: 'gone', reason });

/** Deploy and migrations are administration (lock 3); anything else is management (lock 2). */
function isLocked({ command: { operation } }: Task, { lock }: VmStatus): boolean {
  if (lock === null || lock === undefined) return false;
  const administers = operation === 'deploy' || operation === 'migrate' || operation === 'live-migrate';
  return administers || lock !== 3;
}

/** A VM that holds a host has to be where it was planned to be; null when it is. */
function placeOf({ command, at, expected }: Task, now: VmStatus): Premise | null {
  switch (command.operation) {
    case 'deploy':
      return null;
    case 'migrate':
    case 'live-migrate': {
      if (now.host === command.host) return gone(`the VM is on host ${now.host} already`);
      const from = expected?.stay?.host ?? now.host;
      return now.host === from ? null : gone(`the VM is on host ${now.host}, not on ${from}`);
    }
    default:
      return now.host === at || at === null || now.state < 3
        ? null
        : gone(`the VM is on host ${now.host}, not on ${at}`);
  }
}

/** What its owner has done meanwhile is a new present: it is for the next plan. Null when it is as it was. */
function stateOf({ command, expected }: Task, now: VmStatus): Premise | null {
  if (expected === null || expected.state === now.state) return null;
  const queued = [PENDING, STOPPED, UNDEPLOYED];
  if (command.operation === 'deploy' && queued.includes(now.state)) return null;
  const who = now.state === HOLD ? 'its owner holds the VM' : `the VM is ${stateName(now)}`;
  return gone(`${who}, it was ${stateName({ ...now, ...expected })} when this was planned`);
}
