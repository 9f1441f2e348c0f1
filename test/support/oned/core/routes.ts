import { mark, renewStay, stamp, unmark } from './history.ts';
import { type Cloud, lastStay, type Step, type UserRecord, type VmRecord } from './model.ts';
import { freeRoom, giveRoom } from './room.ts';
import type { PhaseName } from './states.ts';
import {
  bootFailure,
  type Cause,
  dispatch,
  type Enter,
  ends,
  noteError,
  nothing,
  type Rest,
  running,
  runsOn,
  startRunning,
  step,
  transferFailure,
} from './steps.ts';

const DEPLOY_PHASES = {
  fresh: { prolog: 'PROLOG', boot: 'BOOT', failure: 'BOOT_FAILURE', prologFailure: 'PROLOG_FAILURE', work: 'boot' },
  stopped: {
    prolog: 'PROLOG_RESUME',
    boot: 'BOOT_STOPPED',
    failure: 'BOOT_STOPPED_FAILURE',
    prologFailure: 'PROLOG_RESUME_FAILURE',
    work: 'restore',
  },
  undeployed: {
    prolog: 'PROLOG_UNDEPLOY',
    boot: 'BOOT_UNDEPLOY',
    failure: 'BOOT_UNDEPLOY_FAILURE',
    prologFailure: 'PROLOG_UNDEPLOY_FAILURE',
    work: 'boot',
  },
} as const;

/** From what a deploy starts: files as they are in the image, a saved memory, or the VM's own disks. */
export type DeployFrom = keyof typeof DEPLOY_PHASES;

/** deploy: the state is ACTIVE at once, the room is given when the prolog begins. */
export function deployRoute(cloud: Cloud, vm: VmRecord, from: DeployFrom): readonly Step[] {
  const { prolog, boot, failure, prologFailure, work } = DEPLOY_PHASES[from];
  const enterProlog: Enter = (inside, one, now) => {
    stamp(lastStay(one), now, 'startedAt', 'prologFrom');
    giveRoom(inside, one, now);
  };
  const onward = (): readonly Step[] => [
    step(boot, { work, enter: startRunning, failure: bootFailure(failure) }),
    running(),
  ];
  return [
    step('LCM_INIT'),
    step(prolog, {
      ...dispatch(cloud, vm),
      work: 'prolog',
      enter: enterProlog,
      failure: transferFailure(prologFailure, onward),
    }),
    ...onward(),
  ];
}

/** resume of a VM that kept its host. */
export function resumeRoute(
  cloud: Cloud,
  vm: VmRecord,
  from: 'SUSPENDED' | 'POWEROFF',
  user: UserRecord,
): readonly Step[] {
  const suspended = from === 'SUSPENDED';
  const back: Step['failure'] = () => [
    step(from, { enter: (_cloud, one, now) => stamp(lastStay(one), now, 'runningUntil') }),
  ];
  return [
    step(suspended ? 'BOOT_SUSPENDED' : 'BOOT_POWEROFF', {
      ...dispatch(cloud, vm),
      work: suspended ? 'restore' : 'boot',
      enter: (inside, one, now) => {
        renewStay(one, now);
        mark(inside, lastStay(one), 'resume', user);
      },
      failure: back,
    }),
    running((_cloud, one) => unmark(lastStay(one))),
  ];
}

/** suspend and poweroff: the VM stays on its host, and keeps its room. */
export function pauseRoute(cloud: Cloud, vm: VmRecord, cause: Cause): readonly Step[] {
  const suspend = cause.action === 'suspend';
  return [
    step(suspend ? 'SAVE_SUSPEND' : 'SHUTDOWN_POWEROFF', {
      ...dispatch(cloud, vm),
      work: suspend ? 'save' : 'shutdown',
      enter: ends(cause),
      failure: runsOn,
    }),
    step(suspend ? 'SUSPENDED' : 'POWEROFF', {
      enter: (_cloud, one, now) => stamp(lastStay(one), now, 'runningUntil'),
    }),
  ];
}

const LEAVE_PHASES = {
  stop: { first: 'SAVE_STOP', work: 'save', epilog: 'EPILOG_STOP', last: 'STOPPED', failure: 'EPILOG_STOP_FAILURE' },
  undeploy: {
    first: 'SHUTDOWN_UNDEPLOY',
    work: 'shutdown',
    epilog: 'EPILOG_UNDEPLOY',
    last: 'UNDEPLOYED',
    failure: 'EPILOG_UNDEPLOY_FAILURE',
  },
  terminate: { first: 'SHUTDOWN', work: 'shutdown', epilog: 'EPILOG', last: 'DONE', failure: 'EPILOG_FAILURE' },
} as const;

/** stop, undeploy and terminate: the room is free when the epilog is over. `at rest`: what runs no more skips the first step. */
export function leaveRoute(
  cloud: Cloud,
  vm: VmRecord,
  way: keyof typeof LEAVE_PHASES,
  cause: Cause & { readonly atRest: boolean },
): readonly Step[] {
  const { first, work, epilog, last, failure } = LEAVE_PHASES[way];
  const gone = step(last, { enter: (inside, one, now) => leave(inside, one, last === 'DONE', now) });
  const files = (enter: Enter, rest: Rest): Step =>
    step(epilog, { work: 'epilog', enter, failure: epilogFailure(failure, gone), ...rest });
  if (cause.atRest) {
    const enter: Enter = (inside, one, now) => {
      ends(cause)(inside, one, now);
      stamp(lastStay(one), now, 'epilogFrom');
    };
    return [files(enter, dispatch(cloud, vm)), gone];
  }
  return [
    step(first, { ...dispatch(cloud, vm), work, enter: ends(cause), failure: runsOn }),
    files((_cloud, one, now) => stamp(lastStay(one), now, 'runningUntil', 'epilogFrom'), {}),
    gone,
  ];
}

function leave(cloud: Cloud, vm: VmRecord, done: boolean, now: number): void {
  const stay = lastStay(vm);
  if (stay !== undefined && stay.endedAt === 0) {
    stamp(stay, now, 'endedAt');
    if (stay.epilogFrom !== 0) stamp(stay, now, 'epilogUntil');
    if (stay.runningFrom !== 0 && stay.runningUntil === 0) stamp(stay, now, 'runningUntil');
  }
  freeRoom(cloud, vm, stay, now);
  if (done) vm.endedAt = Math.floor(now);
}

function epilogFailure(phase: PhaseName, gone: Step): NonNullable<Step['failure']> {
  return () => [
    step(phase, {
      enter: (cloud, vm, now) => noteError(cloud, vm, 'EPILOG', now),
      failure: epilogFailure(phase, gone),
    }),
    gone,
  ];
}

/** DONE at once, for what holds nothing. */
export const vanishRoute = (): readonly Step[] => [
  step('DONE', { enter: (cloud, vm, now) => leave(cloud, vm, true, now) }),
];

/** What a failure or a recreate leaves behind is swept away first. */
export function cleanRoute(cloud: Cloud, vm: VmRecord, cause: Cause, last: 'DONE' | 'PENDING'): readonly Step[] {
  const sweep: Enter = (inside, one, now) => {
    ends(cause)(inside, one, now);
    if (one.deployId !== '' && last === 'PENDING') one.deployId = '';
    for (const stay of one.history.slice(-2)) freeRoom(inside, one, stay, now);
    const stay = lastStay(one);
    if (stay !== undefined && stay.endedAt === 0) stamp(stay, now, 'endedAt');
    if (stay !== undefined && stay.runningFrom !== 0 && stay.runningUntil === 0) stamp(stay, now, 'runningUntil');
  };
  const end: Enter = last === 'DONE' ? (inside, one, now) => leave(inside, one, true, now) : nothing;
  return [
    step(last === 'DONE' ? 'CLEANUP_DELETE' : 'CLEANUP_RESUBMIT', {
      ...dispatch(cloud, vm),
      work: 'epilog',
      enter: sweep,
    }),
    step(last, { enter: end }),
  ];
}

/** A single change of state that takes no driver. */
export const jumpRoute = (phase: PhaseName): readonly Step[] => [step(phase)];
