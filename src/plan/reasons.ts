import type { Lease } from '../domain/lease.ts';
import type { Operation } from '../domain/plan.ts';
import { leaving } from './leaving.ts';
import type { Setting } from './setting.ts';
import type { Dispatched } from './step.ts';
import { clock, list, span, when } from './words.ts';

/** Why an action is done, in the operator's words. `helped` are the actions that wait for it. */
export function reasonOf(setting: Setting, action: Dispatched, helped: readonly Dispatched[]): string {
  const verb = DONE[action.step.operation];
  const moment = when(action.begins, setting.now);
  switch (action.step.purpose) {
    case 'start':
      return startReason(setting, action);
    case 'continue':
      return `${verb} ${moment} on ${setting.hostName(action.from)}, where it still holds its room`;
    case 'pause':
      return `${verb} ${moment} ${benefit(setting, helped) ?? pauseMotive(setting, action)}`;
    case 'resume':
      return `${verb} again ${moment} on ${setting.hostName(action.step.takes)}${behind(setting, action)}`;
    case 'move':
      return `${verb} ${moment} from ${setting.hostName(action.from)} to ${setting.hostName(action.step.takes)} ${moveMotive(setting, action, helped)}`;
    case 'detour':
      return detourReason(setting, action);
    case 'end':
      return `${verb} ${moment}: ${overWords(leaseOf(setting, action))}`;
  }
}

const DONE: Readonly<Record<Operation, string>> = {
  deploy: 'deployed',
  resume: 'resumed',
  suspend: 'suspended',
  stop: 'stopped',
  undeploy: 'undeployed',
  terminate: 'terminated',
  poweroff: 'powered off',
  migrate: 'migrated',
  'live-migrate': 'migrated live',
};

function leaseOf(setting: Setting, { step }: Dispatched): Lease {
  const job = setting.problem.jobs[setting.problem.vms[step.vm]?.job ?? -1];
  return setting.lease(job?.lease as Lease['id']);
}

const nameOf = (setting: Setting, action: Dispatched): string => leaseOf(setting, action).name;

function startReason(setting: Setting, action: Dispatched): string {
  const { terms } = leaseOf(setting, action);
  const moment = when(action.begins, setting.now);
  const host = setting.hostName(action.step.takes);
  const after = behind(setting, action);
  switch (terms.kind) {
    case 'advance-reservation':
      return `deployed ${moment} on ${host}, as reserved${cleared(setting, action)}`;
    case 'immediate':
      return `deployed ${moment}, as asked: fits on ${host}${after}`;
    case 'deadline':
      return `deployed ${moment} on ${host}, to be done by ${clock(terms.finishBy, setting.now)}${after}`;
    case 'best-effort':
      if (after !== '') return `deployed ${moment} on ${host}${after}`;
      if (terms.notBefore !== null && terms.notBefore > setting.now && action.begins - terms.notBefore < SOON)
        return `deployed ${moment} on ${host}: not before ${clock(terms.notBefore, setting.now)}, as asked`;
      return action.begins <= setting.now
        ? `deployed now: first in line, fits on ${host}`
        : `deployed ${moment} on ${host}, when there is room`;
  }
}

/** A start so close to its earliest moment waited for nothing else but the grid. */
const SOON = 600;

/** Whose leaving made the room: `, as soon as sim-a and sim-b are gone`; nothing when it was free. */
function behind(setting: Setting, action: Dispatched): string {
  const names = madeRoom(setting, action);
  return names.length === 0 ? '' : `, as soon as ${list(names)} ${names.length === 1 ? 'is' : 'are'} gone`;
}

/** A reservation does not wait for others: they leave in time. */
function cleared(setting: Setting, action: Dispatched): string {
  const names = madeRoom(setting, action);
  return names.length === 0 ? '' : `; before that ${list(names)} ${names.length === 1 ? 'leaves' : 'leave'}`;
}

const madeRoom = (setting: Setting, { step, after }: Dispatched): readonly string[] => [
  ...new Set(
    after.filter((other) => other.step.vm !== step.vm && other.step.gives).map((other) => nameOf(setting, other)),
  ),
];

/** `so that reservation course can start at 04:11 on lab-09`; null when nobody waits for it. */
function benefit(setting: Setting, helped: readonly Dispatched[]): string | null {
  const arrivals = helped.filter(({ step }) => step.takes !== null);
  const [first] = arrivals;
  if (first === undefined) return null;
  const names = list(arrivals.map((each) => withKind(leaseOf(setting, each))));
  const doing = first.step.purpose === 'start' ? 'start' : first.step.purpose === 'resume' ? 'go on' : 'move';
  const where = setting.hostName(first.step.takes);
  return `so that ${names} can ${doing} ${when(first.begins, setting.now)} on ${where}`;
}

const withKind = ({ terms, name }: Lease): string =>
  terms.kind === 'advance-reservation' ? `reservation ${name}` : name;

const pauseMotive = (setting: Setting, action: Dispatched): string =>
  leaving(setting, action.step.vm, action.from) ?? `to make room on ${setting.hostName(action.from)}`;

function moveMotive(setting: Setting, action: Dispatched, helped: readonly Dispatched[]): string {
  const motive = leaving(setting, action.step.vm, action.from) ?? benefit(setting, helped);
  if (motive !== null) return motive;
  switch (setting.problem.shape.kind) {
    case 'pack':
      return 'so that fewer hosts are in use';
    case 'balance':
      return 'to even out the load';
    case 'none':
      return 'so that the rules hold';
  }
}

function detourReason(setting: Setting, action: Dispatched): string {
  const circle = 'VMs that change places wait for each other';
  const { step, from } = action;
  if (step.takes === null)
    return `stopped ${when(action.begins, setting.now)}: ${circle} and no host has room to pass through`;
  if (step.gives)
    return `migrated ${when(action.begins, setting.now)} from ${setting.hostName(from)} by way of ${setting.hostName(step.takes)}: ${circle}`;
  return `deployed ${when(action.begins, setting.now)} on ${setting.hostName(step.takes)}, once the others are where they belong`;
}

const overWords = ({ durationSeconds }: Lease): string =>
  durationSeconds === null ? 'its time is over' : `its ${span(durationSeconds)} are over`;
