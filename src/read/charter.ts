import type { ScheduledAction, Vm } from '../domain/vm.ts';

/** Scheduled actions after which a VM runs no more. */
const ENDS: readonly string[] = [
  'terminate',
  'terminate-hard',
  'stop',
  'undeploy',
  'undeploy-hard',
  'poweroff',
  'poweroff-hard',
];

/**
 * How long a VM runs until a scheduled action ends it, seconds, at least 1; null when none does.
 *
 * OpenNebula acts at a fixed time, whenever the VM began. So the length counts from where its run began, what it
 * delivered before included, or from its submission while it waits: then it is an upper bound, which a late start
 * shortens. A repeating action (a nightly poweroff) is no end.
 */
export function charterSeconds(vm: Vm): number | null {
  const ends = vm.scheduled.filter(isEnd).map(({ at }) => at);
  if (ends.length === 0) return null;
  const begunAt =
    vm.stay === null ? vm.submittedAt : (vm.stay.runningSince ?? vm.stay.since) - vm.deliveredBeforeSeconds;
  return Math.max(1, Math.min(...ends) - begunAt);
}

const isEnd = ({ action, done, repeats }: ScheduledAction): boolean => !done && !repeats && ENDS.includes(action);
