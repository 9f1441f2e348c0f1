import type { HostId } from '../../domain/ids.ts';
import type { Lease } from '../../domain/lease.ts';
import type { Operation } from '../../domain/plan.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Violation } from '../../domain/violation.ts';
import type { Vm } from '../../domain/vm.ts';
import { momentOf } from '../finding.ts';
import type { Span } from '../span.ts';
import { after, type Condition, conditionOf, works } from './condition.ts';
import { deliveredBefore, finishOf, ownEnd, releaseOf, runsFrom, workedSeconds } from './delivery.ts';
import type { Step } from './order.ts';

/** What one VM goes through. */
export interface Track {
  readonly vm: Vm;
  readonly lease: Lease | null;
  /** Room in oned's account, seconds: `from` is −∞ for what it holds now, `until` ∞ when nothing ends it. */
  readonly holds: readonly Span[];
  /** While its guest works. */
  readonly runs: readonly Span[];
  /** Deploys and resumes. */
  readonly arrivals: readonly Step[];
  /** What ends or interrupts its work, and the seconds delivered when that begins. */
  readonly departures: readonly Departure[];
  /** When everything asked for is delivered; null when it never is, or is without end. */
  readonly finishAt: number | null;
  readonly illegal: readonly Violation[];
}

/** The work of a VM ends or is interrupted. */
export interface Departure {
  readonly step: Step;
  readonly deliveredSeconds: number;
}

/** A VM as read: its lease, and the hosts whose account lists it. */
interface Start {
  readonly vm: Vm;
  readonly lease: Lease | null;
  readonly on: readonly HostId[];
  readonly now: number;
  readonly policy: Policy;
}

/** A VM on its way through its actions. */
interface Walk {
  readonly condition: Condition;
  /** Where it is or last was. */
  readonly host: number | null;
  readonly holds: readonly Span[];
  readonly runs: readonly Span[];
  readonly arrivals: readonly Step[];
  readonly departures: readonly Departure[];
  readonly illegal: readonly Violation[];
}

const ENDLESS = Number.POSITIVE_INFINITY;
const DEPARTING: ReadonlySet<Operation> = new Set(['stop', 'suspend', 'undeploy', 'terminate', 'poweroff']);
const MOVING: ReadonlySet<Operation> = new Set(['migrate', 'live-migrate']);

/** Carries out a VM's own steps, each after the one before is over, from the condition it was read in. */
export function trackOf(start: Start, steps: readonly Step[]): Track {
  const walk = steps.reduce((sofar, step) => take(start, endItself(start, sofar, step.begin), step), beginning(start));
  const { holds, runs, arrivals, departures, illegal } = endItself(start, walk, ENDLESS);
  const finishAt = finishOf(start.vm, start.lease, runs, start.now);
  return { vm: start.vm, lease: start.lease, holds, runs, arrivals, departures, finishAt, illegal };
}

function beginning({ vm, lease, on, now, policy }: Start): Walk {
  const arrival = lease === null ? null : runsFrom(vm, policy, now);
  const condition = arrival === null ? conditionOf(vm) : 'running';
  const span = (host: number, until: number): Span => ({ vm: vm.id, host, from: now, until });
  return {
    condition,
    host: vm.stay?.host ?? null,
    holds: on.map((host) => ({ ...span(host, releaseOf({ vm, lease }, host, { now, policy })), from: -ENDLESS })),
    runs: works(condition) && vm.stay !== null ? [{ ...span(vm.stay.host, ENDLESS), from: arrival ?? now }] : [],
    arrivals: [],
    departures: [],
    illegal: [],
  };
}

/** One action: refused where oned refuses it, else work and room change hands as in oned's account. */
function take(start: Start, walk: Walk, step: Step): Walk {
  const refusal = refusalOf(walk, step);
  if (refusal !== null) return { ...walk, illegal: [...walk.illegal, refusal] };
  const { operation, host } = step.action;
  const condition = after(walk.condition, operation) ?? walk.condition;
  const departs = DEPARTING.has(operation);
  const runs = runsAfter(walk, step, condition);
  const delivered = deliveredBefore(start.vm, start.now) + workedSeconds(runs);
  return {
    ...walk,
    condition,
    host,
    holds: holdsAfter(walk, step, start.policy),
    runs,
    arrivals: departs || MOVING.has(operation) ? walk.arrivals : [...walk.arrivals, step],
    departures: departs ? [...walk.departures, { step, deliveredSeconds: delivered }] : walk.departures,
  };
}

/** legal: the operation is one of its condition's, and the VM is where it is said to be, or moves elsewhere. */
function refusalOf({ condition, host }: Walk, { action, begin }: Step): Violation | null {
  const refuse = (why: string): Violation => ({
    rule: 'legal',
    message: `${action.id}: no ${action.operation} of vm ${action.vm} at ${momentOf(begin)}: it ${why}`,
  });
  if (after(condition, action.operation) === null) return refuse(`is ${condition}`);
  if (MOVING.has(action.operation) && host === action.host) return refuse(`is on host ${host} already`);
  const elsewhere = DEPARTING.has(action.operation) || action.operation === 'resume';
  return elsewhere && host !== null && host !== action.host ? refuse(`is on host ${host}, not ${action.host}`) : null;
}

/** A guest works until it is shut down or saved, and again once it is up; a live migration does not interrupt it. */
function runsAfter(walk: Walk, { action, begin, end }: Step, next: Condition): readonly Span[] {
  const until = action.operation === 'live-migrate' ? end : begin;
  const before = works(walk.condition) ? closed(walk.runs, until) : walk.runs;
  return works(next) ? [...before, { vm: action.vm, host: action.host, from: end, until: ENDLESS }] : before;
}

/**
 * Room is taken as soon as a VM is deployed or sent somewhere, and given back when it is gone: saved and stored,
 * shut down, or arrived elsewhere. Suspended and powered off VMs keep it, unless the policy over-commits on purpose.
 */
function holdsAfter(walk: Walk, { action, begin, end }: Step, { preemption }: Policy): readonly Span[] {
  const arrived: Span = { vm: action.vm, host: action.host, from: begin, until: ENDLESS };
  switch (action.operation) {
    case 'deploy':
      return [...walk.holds, arrived];
    case 'migrate':
    case 'live-migrate':
      return [...closed(walk.holds, works(walk.condition) ? end : begin), arrived];
    case 'stop':
    case 'undeploy':
    case 'terminate':
      return closed(walk.holds, end);
    case 'suspend':
      return preemption.operation === 'suspend-overcommit' ? closed(walk.holds, end) : walk.holds;
    case 'resume':
      return walk.holds.some(({ until }) => until > begin) ? walk.holds : [...walk.holds, arrived];
    case 'poweroff':
      return walk.holds;
  }
}

/** What ends without the planner, when that is before `before`. */
function endItself({ vm, lease, now, policy }: Start, walk: Walk, before: number): Walk {
  if (!works(walk.condition)) return walk;
  const end = ownEnd(vm, lease, walk.runs, { now, policy });
  if (end === null || end.at >= before) return walk;
  const gone = Math.max(now + 1, end.at + policy.overheads.shutdownSeconds);
  return {
    ...walk,
    condition: 'done',
    runs: closed(walk.runs, end.at),
    holds: end.frees ? closed(walk.holds, gone) : walk.holds,
  };
}

const closed = (spans: readonly Span[], at: number): readonly Span[] =>
  spans.map((span) => (span.until > at ? { ...span, until: Math.max(span.from, at) } : span));

/** Whether a hold is one of the present, not of the plan. */
export const isPresent = ({ from }: Span): boolean => from === -ENDLESS;
