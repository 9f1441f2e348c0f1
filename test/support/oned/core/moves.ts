import { addStay, mark, stamp, unmark } from './history.ts';
import { type Cloud, lastStay, type Step, type VmRecord } from './model.ts';
import { freeRoom, giveRoom } from './room.ts';
import {
  bootFailure,
  type Cause,
  dispatch,
  type Enter,
  running,
  startRunning,
  step,
  transferFailure,
} from './steps.ts';

/** migrate --live: both hosts hold the room until it is over. */
export function liveRoute(cloud: Cloud, vm: VmRecord, cause: Cause): readonly Step[] {
  const enter: Enter = (inside, one, now) => {
    one.resched = false;
    stamp(lastStay(one), now, 'startedAt');
    mark(inside, one.history.at(-2), cause.action, cause.user);
    giveRoom(inside, one, now);
  };
  const arrive: Enter = (inside, one, now) => {
    const before = one.history.at(-2);
    stamp(before, now, 'endedAt', 'runningUntil');
    freeOther(inside, one, now);
    stamp(lastStay(one), now, 'runningFrom');
  };
  return [step('MIGRATE', { ...dispatch(cloud, vm), work: 'migrate', enter, failure: turnBack }), running(arrive)];
}

/** Room on the host that was left, unless it only changed its datastore. */
function freeOther(cloud: Cloud, vm: VmRecord, now: number): void {
  const before = vm.history.at(-2);
  if (before !== undefined && before.host !== lastStay(vm)?.host) freeRoom(cloud, vm, before, now);
}

/** A migration that failed before it began: the VM runs on where it was, in a record of its own. */
const turnBack: NonNullable<Step['failure']> = () => [
  running((cloud, vm, now) => {
    const before = vm.history.at(-2);
    const there = lastStay(vm);
    if (before === undefined || there === undefined) return;
    stamp(there, now, 'endedAt');
    stamp(before, now, 'endedAt', 'runningUntil');
    if (before.host !== there.host) freeRoom(cloud, vm, there, now);
    addStay(vm, before.host, before.datastore);
    stamp(lastStay(vm), now, 'startedAt', 'runningFrom');
  }),
];

/** migrate of a running VM by saving it, or by powering it off, and going on elsewhere. */
export function coldRoute(cloud: Cloud, vm: VmRecord, cause: Cause): readonly Step[] {
  const saved = cause.action === 'migrate';
  const enter: Enter = (inside, one, now) => {
    one.resched = false;
    stamp(lastStay(one), now, 'startedAt');
    mark(inside, one.history.at(-2), cause.action, cause.user);
    mark(inside, lastStay(one), cause.action, cause.user);
    giveRoom(inside, one, now);
  };
  const move: Enter = (inside, one, now) => {
    stamp(one.history.at(-2), now, 'endedAt', 'runningUntil');
    freeOther(inside, one, now);
    stamp(lastStay(one), now, 'prologFrom');
  };
  const onward = (): readonly Step[] => [
    step(saved ? 'BOOT_MIGRATE' : 'BOOT', {
      work: saved ? 'restore' : 'boot',
      enter: startRunning,
      failure: bootFailure(saved ? 'BOOT_MIGRATE_FAILURE' : 'BOOT_FAILURE'),
    }),
    running((_cloud, one) => unmark(lastStay(one))),
  ];
  return [
    step('SAVE_MIGRATE', { ...dispatch(cloud, vm), work: saved ? 'save' : 'shutdown', enter, failure: turnBack }),
    step('PROLOG_MIGRATE', {
      work: 'transfer',
      enter: move,
      failure: transferFailure('PROLOG_MIGRATE_FAILURE', onward),
    }),
    ...onward(),
  ];
}

/** migrate of a VM that is suspended or powered off: only its files and its room move. */
export function movedRoute(cloud: Cloud, vm: VmRecord, from: 'SUSPENDED' | 'POWEROFF', cause: Cause): readonly Step[] {
  const phase = from === 'SUSPENDED' ? 'PROLOG_MIGRATE_SUSPEND' : 'PROLOG_MIGRATE_POWEROFF';
  const enter: Enter = (inside, one, now) => {
    one.resched = false;
    const before = one.history.at(-2);
    mark(inside, before, cause.action, cause.user);
    stamp(before, now, 'endedAt');
    stamp(lastStay(one), now, 'startedAt', 'prologFrom');
    giveRoom(inside, one, now);
    freeOther(inside, one, now);
  };
  const arrive = step(from, { enter: (_cloud, one, now) => stamp(lastStay(one), now, 'prologUntil') });
  const failure = from === 'SUSPENDED' ? 'PROLOG_MIGRATE_SUSPEND_FAILURE' : 'PROLOG_MIGRATE_POWEROFF_FAILURE';
  return [
    step(phase, { ...dispatch(cloud, vm), work: 'transfer', enter, failure: transferFailure(failure, () => [arrive]) }),
    arrive,
  ];
}

/** migrate of a VM that nobody sees any more: it is booted elsewhere, from its files. */
export function rescueRoute(cloud: Cloud, vm: VmRecord, cause: Cause): readonly Step[] {
  const enter: Enter = (inside, one, now) => {
    one.resched = false;
    mark(inside, one.history.at(-2), cause.action, cause.user);
    stamp(one.history.at(-2), now, 'endedAt', 'runningUntil');
    stamp(lastStay(one), now, 'startedAt', 'runningFrom');
    giveRoom(inside, one, now);
    freeOther(inside, one, now);
  };
  return [
    step('BOOT', { ...dispatch(cloud, vm), work: 'boot', enter, failure: bootFailure('BOOT_FAILURE') }),
    running(),
  ];
}
