import type { ActionEnd, Command, JournalEntry, VmStatus } from '../domain/enactment.ts';
import type { ActionId, HostId, LeaseId, VmId } from '../domain/ids.ts';
import type { Operation } from '../domain/plan.ts';
import type { Vm } from '../domain/vm.ts';
import { POWEROFF, STOPPED, UNDEPLOYED } from './states.ts';
import type { EnactSettings, Subject, Work } from './world.ts';

/** One action on its way to its end. */
export interface Task extends Subject {
  /** Where it acts: where to, for deploy and migrations; else where the VM is. Null when that is not known. */
  readonly at: HostId | null;
  /** Later than planned where the start that it follows was. */
  notBefore: number;
  readonly expectedSeconds: number;
  /** Of the same epoch. */
  readonly dependsOn: readonly ActionId[];
  /** The VM as the plan saw it; null when an earlier action of the plan, or one that is undone, came between. */
  readonly expected: Pick<Vm, 'state' | 'lcmState' | 'stay'> | null;
  /** When the plan's picture of the cloud was taken, Unix seconds; 0 when that is not known. */
  readonly pictureAt: number;
  /** The gang that it belongs to, of which either all or none is done. */
  party: Party | null;
  /** Undoes what another did: it stays when a newer plan comes, and waits until its VM can be acted on. */
  readonly undoes: boolean;
  /** The VM when the intent was written down; null before. */
  intent: VmStatus | null;
  /** Taken up from the journal of a process that has ended. `again`: sent by this one as well, as it had not been heard. */
  heritage: 'none' | 'taken-up' | 'again';
  phase: Phase;
}

/** The VMs of a gang that start, or are paused, together: all of them or none. */
export interface Party {
  readonly lease: LeaseId;
  readonly members: readonly Task[];
  /** VMs of the gang that nothing is done to: they have to be where the others go to for the gang to be whole. */
  readonly witnesses: readonly VmId[];
  /** Why it can not be whole; null while it may be. */
  broken: string | null;
}

export type Phase =
  /** `since`: when it was first held back, null while it was not. */
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly tries: number; readonly since: number | null }
  | {
      readonly kind: 'sending';
      readonly before: VmStatus;
      readonly tries: number;
      readonly sentAt: number;
      readonly dueBy: number;
    }
  | Watching
  /** Done, and its gang is not yet; `after` is the VM as it was seen then. */
  | {
      readonly kind: 'arrived';
      readonly before: VmStatus;
      readonly after: VmStatus | null;
      readonly note: string;
      readonly sentAt: number;
    }
  | { readonly kind: 'ended'; readonly end: ActionEnd };

/** Sent, and its end not seen. */
export interface Watching {
  readonly kind: 'watching';
  readonly stage: 'sent' | 'accepted';
  readonly before: VmStatus;
  readonly sentAt: number;
  readonly dueBy: number;
  /** The VM was seen on its way. */
  readonly seen: boolean;
}

export const WAITING: Phase = { kind: 'waiting', retryAt: 0, tries: 0, since: null };

/** Whether a command of it may have effect in the cloud. */
export const isUnderWay = ({ phase }: Task): boolean => phase.kind === 'sending' || phase.kind === 'watching';

/** It needs room on a host. */
export const arrives = ({ command: { operation } }: Task): boolean =>
  TARGETED.includes(operation) || operation === 'resume';

/** Its VM gives up its host. */
export const departs = ({ command: { operation } }: Task): boolean =>
  !TARGETED.includes(operation) && operation !== 'resume';

/** Operations with a host to go to. */
const TARGETED: readonly Operation[] = ['deploy', 'migrate', 'live-migrate'];

/** The actions of a plan as tasks, in its order. */
export function tasksOf({ epoch, actions, snapshot }: Work, { enforce }: EnactSettings): readonly Task[] {
  const vms = new Map<VmId, Vm>(snapshot.vms.map((vm) => [vm.id, vm]));
  const acted = new Set<VmId>();
  return actions.map((action) => {
    const { id, vm, lease, operation, host, datastore, networks } = action;
    const first = !acted.has(vm);
    acted.add(vm);
    return {
      epoch,
      action: id,
      lease,
      command: { vm, operation, host: TARGETED.includes(operation) ? host : null, datastore, networks, enforce },
      at: host,
      notBefore: action.notBefore,
      expectedSeconds: action.expectedSeconds,
      dependsOn: action.dependsOn,
      expected: (first ? vms.get(vm) : null) ?? null,
      pictureAt: snapshot.takenAt,
      party: null,
      undoes: false,
      intent: null,
      heritage: 'none',
      phase: WAITING,
    };
  });
}

/** How a VM was before something was done to it, and as it was seen last. */
export interface Change {
  readonly before: VmStatus;
  readonly after: VmStatus;
}

/**
 * What undoes a task that is done, and what puts its VM back into the queue when it came from there. The intent of
 * each is as the VM will be when its turn comes.
 */
export function undoing(task: Task, { before, after }: Change): readonly Task[] {
  return inverse(task.command, before).map((operation, index, all) => {
    const follows = all[index - 1];
    const returns = operation === 'deploy';
    return {
      ...task,
      action: undoId(operation, task.command.vm),
      command: {
        ...task.command,
        operation,
        host: returns ? before.host : null,
        datastore: null,
        networks: [],
        enforce: true,
      },
      at: returns ? before.host : task.at,
      notBefore: 0,
      dependsOn: follows === undefined ? [] : [undoId(follows, task.command.vm)],
      expected: null,
      party: null,
      undoes: true,
      intent: follows === undefined ? after : { ...after, state: UNDEPLOYED, lcmState: 0 },
      heritage: 'none',
      phase: WAITING,
    };
  });
}

const undoId = (operation: Operation, vm: VmId): ActionId => `${UNDO}${operation}-${vm}` as ActionId;
const UNDO = 'undo-';

function inverse({ operation }: Command, before: VmStatus): readonly Operation[] {
  switch (operation) {
    case 'deploy':
      if (before.state === STOPPED) return ['stop'];
      return before.state === UNDEPLOYED ? ['undeploy'] : ['undeploy', 'resume'];
    case 'resume':
      return [before.state === POWEROFF ? 'poweroff' : 'suspend'];
    case 'stop':
    case 'undeploy':
      return ['deploy'];
    case 'suspend':
    case 'poweroff':
      return ['resume'];
    case 'terminate':
    case 'migrate':
    case 'live-migrate':
      return [];
  }
}

/** What the journal has not seen the end of, as tasks; `leaseOf` gives the gang that a VM belongs to now. */
export function tasksIn(entries: readonly JournalEntry[], leaseOf: (vm: VmId) => LeaseId | null): readonly Task[] {
  const open = new Set(entries.map(({ epoch, action }) => `${epoch}/${action}`));
  return entries.map((entry) => {
    const task = taskOf(entry, leaseOf(entry.command.vm));
    return { ...task, dependsOn: task.dependsOn.filter((id) => open.has(`${entry.epoch}/${id}`)) };
  });
}

function taskOf({ epoch, action, command, stage, before, at, dueBy }: JournalEntry, lease: LeaseId | null): Task {
  const undoes = action.startsWith(UNDO);
  const sent = stage.kind === 'sent' || stage.kind === 'accepted';
  return {
    epoch,
    action,
    lease,
    command,
    at: command.host ?? before.host,
    notBefore: 0,
    expectedSeconds: Math.max(0, dueBy - at),
    dependsOn: undoes && command.operation === 'resume' ? [undoId('undeploy', command.vm)] : [],
    expected: null,
    pictureAt: 0,
    party: null,
    undoes,
    intent: before,
    heritage: 'taken-up',
    phase: sent ? { kind: 'watching', stage: stage.kind, before, sentAt: at, dueBy, seen: false } : WAITING,
  };
}
