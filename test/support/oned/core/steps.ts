import { type HistoryAction, mark, stamp, unmark } from './history.ts';
import type { DriverWork } from './latency.ts';
import { type Cloud, lastStay, type Step, type UserRecord, type VmRecord } from './model.ts';
import { secondsFor } from './pace.ts';
import type { PhaseName } from './states.ts';

/** Who asked, and for what: written into the history. */
export interface Cause {
  readonly action: HistoryAction;
  readonly user: UserRecord | null;
}

/** What changes when a phase is entered. */
export type Enter = Step['enter'];

/** What a step may have besides its phase. */
export interface Rest {
  readonly work?: DriverWork;
  readonly enter?: Enter;
  readonly failure?: Step['failure'];
  readonly afterSeconds?: number;
}

/** Nothing besides the phase changes. */
export const nothing: Enter = () => undefined;

/** A step that is seen as soon as the one before is over, unless `afterSeconds` says otherwise. */
export const step = (phase: PhaseName, rest: Rest = {}): Step => ({
  phase,
  afterSeconds: rest.afterSeconds ?? 0,
  work: rest.work ?? null,
  enter: rest.enter ?? nothing,
  failure: rest.failure ?? null,
});

/** How long an action takes from being accepted until its first state is seen. */
export const dispatch = (cloud: Cloud, vm: VmRecord): { readonly afterSeconds: number } => ({
  afterSeconds: secondsFor(cloud, vm, 'dispatch'),
});

/** RUNNING, with the name that the hypervisor gave it. */
export const running = (enter: Enter = nothing): Step =>
  step('RUNNING', {
    enter: (cloud, vm, now) => {
      enter(cloud, vm, now);
      if (vm.deployId === '') vm.deployId = `${cloud.hosts.get(lastStay(vm)?.host ?? -1)?.name ?? ''}:${vm.name}:dummy`;
    },
  });

/** What the driver said, where the owner sees it. */
export function noteError(cloud: Cloud, vm: VmRecord, what: string, now: number): void {
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
export function bootFailure(phase: PhaseName): NonNullable<Step['failure']> {
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

/** The files are there, and the hypervisor begins. */
export const startRunning: Enter = (_cloud, vm, now) => stamp(lastStay(vm), now, 'prologUntil', 'runningFrom');

/** Files that could not be moved: the VM waits in the failure until it is recovered. */
export function transferFailure(phase: PhaseName, onward: () => readonly Step[]): NonNullable<Step['failure']> {
  return () => [
    step(phase, {
      enter: (cloud, vm, now) => noteError(cloud, vm, 'PROLOG', now),
      failure: transferFailure(phase, onward),
    }),
    ...onward(),
  ];
}

/** A driver that fails leaves the VM running as it was. */
export const runsOn: NonNullable<Step['failure']> = () => [running((_cloud, vm) => unmark(lastStay(vm)))];

/** Writes into the last record who ends it, and how. */
export const ends =
  (cause: Cause): Enter =>
  (cloud, vm) => {
    vm.resched = false;
    mark(cloud, lastStay(vm), cause.action, cause.user);
  };
