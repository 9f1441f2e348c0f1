import { addStay, type HistoryAction, mark, renewStay, stamp, unmark } from './history.ts';
import type { DriverWork } from './latency.ts';
import { type Cloud, lastStay, type Step, type UserRecord, type VmRecord } from './model.ts';
import { secondsFor } from './pace.ts';
import { freeRoom, giveRoom } from './room.ts';
import type { PhaseName } from './states.ts';

/** Who asked, and for what: written into the history. */
export interface Cause {
  readonly action: HistoryAction;
  readonly user: UserRecord | null;
}

type Enter = Step['enter'];

interface Rest {
  readonly work?: DriverWork;
  readonly enter?: Enter;
  readonly failure?: Step['failure'];
  readonly afterSeconds?: number;
}

const nothing: Enter = () => undefined;

/** A step that is seen as soon as the one before is over, unless `afterSeconds` says otherwise. */
const step = (phase: PhaseName, rest: Rest = {}): Step => ({
  phase,
  afterSeconds: rest.afterSeconds ?? 0,
  work: rest.work ?? null,
  enter: rest.enter ?? nothing,
  failure: rest.failure ?? null,
});

const dispatch = (cloud: Cloud, vm: VmRecord): { readonly afterSeconds: number } => ({
  afterSeconds: secondsFor(cloud, vm, 'dispatch'),
});

/** RUNNING, with the name that the hypervisor gave it. */
const running = (enter: Enter = nothing): Step =>
  step('RUNNING', {
    enter: (cloud, vm, now) => {
      enter(cloud, vm, now);
      if (vm.deployId === '') vm.deployId = `${cloud.hosts.get(lastStay(vm)?.host ?? -1)?.name ?? ''}:${vm.name}:dummy`;
    },
  });

/** What the driver said, where the owner sees it. */
function noteError(cloud: Cloud, vm: VmRecord, what: string, now: number): void {
  const host = cloud.hosts.get(lastStay(vm)?.host ?? -1)?.name ?? '';
  const text = `${logTime(now)}: ${what}: ${host}:${vm.name}:dummy`;
  vm.userTemplate = [...vm.userTemplate.filter(([name]) => name !== 'ERROR'), ['ERROR', text]];
}

/** `Mon Nov 23 02:16:08 2026`, UTC. */
export function logTime(now: number): string {
  const [day, date, month, year, time] = new Date(now * 1000).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${(date ?? '').replace(/^0/, ' ')} ${time} ${year}`;
}

/** The way into a phase that lasts until somebody recovers the VM; success goes on to RUNNING, a retry boots again. */
function bootFailure(phase: PhaseName): NonNullable<Step['failure']> {
  return () => [
    step(phase, {
      enter: (cloud, vm, now) => {
        stamp(lastStay(vm), now, 'runningUntil');
        if (phase === 'BOOT_STOPPED_FAILURE' || phase === 'BOOT_UNDEPLOY_FAILURE') stamp(lastStay(vm), now, 'endedAt');
        noteError(cloud, vm, 'DEPLOY', now);
      },
      failure: bootFailure(phase),
    }),
    running(recovered),
  ];
}

/** What a failed boot wrote is taken back when the VM runs after all. */
const recovered: Enter = (_cloud, vm) => {
  const stay = lastStay(vm);
  if (stay === undefined) return;
  stay.runningUntil = 0;
  stay.endedAt = 0;
};

const startRunning: Enter = (_cloud, vm, now) => stamp(lastStay(vm), now, 'prologUntil', 'runningFrom');

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

/** Files that could not be moved: the VM waits in the failure until it is recovered. */
function transferFailure(phase: PhaseName, onward: () => readonly Step[]): NonNullable<Step['failure']> {
  return () => [
    step(phase, {
      enter: (cloud, vm, now) => noteError(cloud, vm, 'PROLOG', now),
      failure: transferFailure(phase, onward),
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

/** A driver that fails leaves the VM running as it was. */
const runsOn: NonNullable<Step['failure']> = () => [running((_cloud, vm) => unmark(lastStay(vm)))];

const ends =
  (cause: Cause): Enter =>
  (cloud, vm) => {
    vm.resched = false;
    mark(cloud, lastStay(vm), cause.action, cause.user);
  };

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
