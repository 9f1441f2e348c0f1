import type { Command, VmStatus } from '../domain/enactment.ts';
import {
  ACTIVE,
  DONE,
  HOLD,
  hasFailed,
  isOnTheWayOf,
  isRunning,
  PENDING,
  POWEROFF,
  STOPPED,
  SUSPENDED,
  stateName,
  UNDEPLOYED,
} from './states.ts';

/** What a VM's present says of a command that was sent to it. */
export type Observation =
  /** As before: not begun, not yet to be seen, or come back after it failed. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'under-way' }
  | { readonly kind: 'done'; readonly note: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Compares the present of a VM with how it was before the command, and with what the command leads to. The history grows by a record with each start on a host and each
 * migration: so a VM that was started and is elsewhere by now is told from one that never was.
 */
export function observe(command: Command, before: VmStatus, now: VmStatus | null): Observation {
  if (now === null || now.state === DONE) return gone(command);
  if (isOnTheWayOf(now, command.operation)) return UNDER_WAY;
  if (hasFailed(now)) return failed(`the VM is in ${stateName(now)}: it needs onevm recover`);
  return OBSERVERS[command.operation](command, before, now);
}

const UNDER_WAY: Observation = { kind: 'under-way' };
const UNCHANGED: Observation = { kind: 'unchanged' };
const done = (note: string): Observation => ({ kind: 'done', note });
const failed = (reason: string): Observation => ({ kind: 'failed', reason });

/** Who leaves has left when it is gone, whoever ended it. */
function gone({ operation }: Command): Observation {
  if (operation === 'terminate') return done('the VM is terminated');
  return LEAVING.includes(operation)
    ? done('the VM is gone, and with it what it held')
    : failed('the VM is gone: it has ended or was deleted meanwhile');
}

const LEAVING: readonly Command['operation'][] = ['stop', 'undeploy', 'suspend', 'poweroff'];

type Observer = (command: Command, before: VmStatus, now: VmStatus) => Observation;

const OBSERVERS: Readonly<Record<Command['operation'], Observer>> = {
  deploy: started,
  resume: resumed,
  suspend: (_, before, now) => rested(before, now, [SUSPENDED]),
  stop: (_, before, now) => left(before, now, STOPPED),
  undeploy: (_, before, now) => left(before, now, UNDEPLOYED),
  terminate: (_, before, now) => asBefore(before, now),
  poweroff: (_, before, now) => rested(before, now, [POWEROFF]),
  migrate: moved,
  'live-migrate': moved,
};

function started({ host }: Command, before: VmStatus, now: VmStatus): Observation {
  if (now.sequence <= before.sequence) return asBefore(before, now);
  if (now.host !== host) return failed(`somebody else started it on host ${now.host}`);
  if (isRunning(now)) return done(`it runs on host ${host}`);
  return now.state === ACTIVE ? UNDER_WAY : done(`it was started on host ${host} and is ${stateName(now)} by now`);
}

/** A resume of what holds no host only puts it back into the queue. */
function resumed(_: Command, before: VmStatus, now: VmStatus): Observation {
  if (before.state === STOPPED || before.state === UNDEPLOYED) {
    return now.state === before.state ? UNCHANGED : done(`it is ${stateName(now)}`);
  }
  if (isRunning(now)) return done(`it runs on host ${now.host}`);
  return now.state === ACTIVE && before.state !== ACTIVE ? UNDER_WAY : asBefore(before, now);
}

/** What has left its host may have been put into the queue again since. */
function left(before: VmStatus, now: VmStatus, into: number): Observation {
  if (now.state === into) return done(`it is ${stateName(now)}`);
  if (now.state === PENDING || now.state === HOLD) return done(`it has left its host and is ${stateName(now)}`);
  if (now.sequence > before.sequence && now.host !== before.host) {
    return done(`it has left its host and is ${stateName(now)} on host ${now.host}`);
  }
  return asBefore(before, now);
}

const rested = (before: VmStatus, now: VmStatus, into: readonly number[]): Observation =>
  into.includes(now.state) ? done(`it is ${stateName(now)}`) : asBefore(before, now);

function moved({ host }: Command, before: VmStatus, now: VmStatus): Observation {
  const still = now.state === before.state && now.lcmState === before.lcmState;
  if (now.host === host && (still || isRunning(now))) return done(`it is on host ${host}`);
  if (now.host === before.host && still && now.sequence > before.sequence) {
    return failed(`the move to host ${host} failed: it is back on host ${before.host}`);
  }
  if (now.host === host) {
    return now.state === ACTIVE ? UNDER_WAY : done(`it is on host ${host}, and ${stateName(now)} by now`);
  }
  return asBefore(before, now);
}

/** Anything but the state of before is somebody else's doing, or the driver's. */
function asBefore(before: VmStatus, now: VmStatus): Observation {
  const still = now.state === before.state && now.lcmState === before.lcmState && now.host === before.host;
  return still ? UNCHANGED : failed(`it is ${stateName(now)} now`);
}
