import type { Account } from '../domain/memory.ts';
import type { Operation } from '../domain/plan.ts';
import type { Stay, Vm } from '../domain/vm.ts';

/** What else is known of one VM besides how it is now. */
export interface Hints {
  /** Now, Unix seconds. */
  readonly now: number;
  /** The look before this one; null for the first. */
  readonly seenAt: number | null;
  /** What this planner did to it since then, oldest first. */
  readonly marks: readonly Mark[];
  /** All of its history records, oldest first, when they were asked for; null when only the last is known. */
  readonly records: readonly Stay[] | null;
  /** What its boot or restore is expected to take, seconds: counted out where nobody saw the end of it. */
  readonly startSeconds: number;
}

/**
 * A moment of one of this planner's own actions: work ends when a pause is accepted, and begins when a start is done.
 * `done-unseen`: it was over by then, since when is not known, because the process that sent it had ended.
 */
export interface Mark {
  readonly operation: Operation;
  readonly stage: 'sent' | 'accepted' | 'done' | 'done-unseen';
  readonly at: number;
}

/**
 * The account of a VM after one more look at it, to the second where the cloud or this planner's own doing says so.
 *
 * OpenNebula's running times (RSTIME … RETIME) hold boot and save, which are no work. So a stretch of work begins when
 * this planner saw its start done, else at RSTIME, or later when the VM was seen not working after that, or as much later
 * as a start of this planner's is expected to take; and it ends when this planner's pause was accepted, else at RETIME,
 * or when it was first seen not working any more. A start that is seen done after its VM was seen working corrects
 * where the stretch was taken to begin.
 */
export function accountOf(before: Account | null, vm: Vm, hints: Hints): Account {
  if (before === null) return firstLook(vm, hints);
  const marked = hints.marks.reduce(withMark, before);
  const settled = isNewRecord(before, vm) ? withRecordChanged(before, marked, vm, hints) : marked;
  const next = isWorking(vm) ? working(settled, vm, hints) : resting(settled, vm, hints);
  return {
    ...next,
    recordSince: vm.stay?.since ?? next.recordSince,
    startedAt: next.startedAt ?? vm.stay?.since ?? null,
  };
}

/** The account of a VM that is not there any more. */
export function accountAfter(before: Account, hints: Hints): Account {
  const marked = hints.marks.reduce(withMark, before);
  if (marked.workingSince === null) return marked;
  const last = hints.records?.at(-1);
  const ended = last?.runningUntil ?? last?.endedAt ?? null;
  return closed(marked, Math.min(ended ?? hints.now, hints.now), ended !== null);
}

/** Work delivered until `now`, seconds. */
export const deliveredBy = (account: Account, now: number): number =>
  Math.max(account.closedSeconds, reckonedBy(account, now));

/** The same, and less than what is closed as long as work began after `now`, as a look may be older than it says. */
export const reckonedBy = ({ closedSeconds, workingSince }: Account, now: number): number =>
  closedSeconds + (workingSince === null ? 0 : now - workingSince);

/** What the last history record alone says was delivered, boot and save included: as formulation counts. */
export function recordedSeconds({ stay }: Pick<Vm, 'stay'>, now: number): number {
  if (stay === null || stay.runningSince === null) return 0;
  return Math.max(0, (stay.runningUntil ?? stay.endedAt ?? now) - stay.runningSince);
}

/** Whether all of its history records would tell what nobody saw: a record ended and another began, not by this planner. */
export const wantsHistory = (before: Account, vm: Vm, marks: readonly Mark[]): boolean =>
  before.recordSince !== null && isNewRecord(before, vm) && marks.length === 0;

const ACTIVE = 3;
const MIGRATE = 4;
const PAUSES: ReadonlySet<Operation> = new Set(['suspend', 'stop', 'undeploy', 'terminate', 'poweroff', 'migrate']);
const STARTS: ReadonlySet<Operation> = new Set(['deploy', 'resume', 'migrate']);

/** LCM states in which the guest works: RUNNING, MIGRATE (live), UNKNOWN, and whatever is done beside it. */
const WORKING: ReadonlySet<number> = new Set([3, MIGRATE, 16, 17, 24, 25, 26, 57, 59, 62, 66, 69]);

/** LCM states of a boot, under way or failed: OpenNebula's running time has begun, work has not. */
const BOOTING: ReadonlySet<number> = new Set([2, 19, 20, 21, 22, 32, 35, 36, 37, 47, 48]);

const isBooting = ({ state, lcmState }: Vm): boolean => state === ACTIVE && BOOTING.has(lcmState);

const isWorking = ({ state, lcmState }: Vm): boolean => state === ACTIVE && WORKING.has(lcmState);

const isNewRecord = ({ recordSince }: Account, { stay }: Vm): boolean => stay !== null && stay.since !== recordSince;

/** A VM first met: what was noted in it, and its last record. */
function firstLook(vm: Vm, { now }: Hints): Account {
  const { stay } = vm;
  const past = isWorking(vm) || isBooting(vm) ? 0 : recordedSeconds(vm, now);
  return {
    vm: vm.id,
    closedSeconds: vm.deliveredBeforeSeconds + past,
    workingSince: isWorking(vm) ? Math.min(stay?.runningSince ?? stay?.since ?? now, now) : null,
    recordSince: stay?.since ?? null,
    startedAt: stay?.since ?? null,
    beganBy: null,
    hasWorked: !isBooting(vm),
    exact: true,
  };
}

const isStart = ({ operation, stage }: Mark): boolean => stage === 'done' && STARTS.has(operation);

function withMark(account: Account, mark: Mark): Account {
  const { operation, stage, at } = mark;
  const works = account.workingSince !== null;
  if (stage === 'accepted' && works && PAUSES.has(operation)) return closed(account, at, true);
  if (!isStart(mark)) return account;
  if (!works) return { ...account, workingSince: at, hasWorked: true };
  return account.beganBy === null ? account : corrected(account, Math.min(at, account.beganBy));
}

/** It did not work earlier than it was taken to; perhaps later. */
const corrected = (account: Account, began: number): Account => ({
  ...account,
  workingSince: Math.max(account.workingSince ?? began, began),
  beganBy: null,
});

/** A record was closed since the last look, and another opened. A live migration works on; everything else breaks the work. */
function withRecordChanged(before: Account, marked: Account, vm: Vm, hints: Hints): Account {
  const { stay } = vm;
  if (stay === null) return marked;
  const fresh = { ...marked, hasWorked: marked.workingSince !== null || hints.marks.some(isStart) };
  if (hints.records !== null) return { ...fromRecords(before, hints.records, stay), hasWorked: false };
  const isExplained = hints.marks.length > 0 || (vm.state === ACTIVE && vm.lcmState === MIGRATE);
  if (before.workingSince === null || isExplained) return fresh;
  return { ...closed(before, Math.min(stay.since, hints.now), false), hasWorked: false };
}

/** Counts every record from the one that was open to the one before the last; records that touch are one stretch. */
function fromRecords(before: Account, records: readonly Stay[], last: Stay): Account {
  const from = before.recordSince ?? Number.NEGATIVE_INFINITY;
  const between = records.filter(({ since }) => since >= from && since < last.since);
  const seconds = between.reduce((sum, record) => sum + secondsIn(record, before), 0);
  const end = between.at(-1)?.runningUntil ?? null;
  const goesOn = end !== null && last.runningSince !== null && last.runningSince <= end;
  return { ...before, closedSeconds: before.closedSeconds + seconds, workingSince: goesOn ? end : null, beganBy: null };
}

/** Of the record that was open, only what was not counted yet. */
function secondsIn(record: Stay, { recordSince, workingSince, hasWorked }: Account): number {
  if (record.since !== recordSince || !hasWorked) return recordedSeconds({ stay: record }, record.runningSince ?? 0);
  const end = record.runningUntil ?? record.endedAt;
  return workingSince === null || end === null ? 0 : Math.max(0, end - workingSince);
}

function working(account: Account, { stay }: Vm, hints: Hints): Account {
  if (account.workingSince !== null) return account;
  const { now, marks } = hints;
  const notBefore = [stay?.runningSince ?? now, ...seenIdle(account, stay, hints), marks.findLast(isKnown)?.at ?? 0];
  const began = Math.max(...notBefore, unseenStart(stay, hints));
  return { ...account, workingSince: Math.min(now, began), beganBy: now + CLOCK_SECONDS, hasWorked: true };
}

/** A look that says `now` was taken within the second that begins then. */
const CLOCK_SECONDS = 1;

/** A stretch may have begun and ended since the last look: then its record is all there is to know. */
function resting(account: Account, vm: Vm, hints: Hints): Account {
  const { stay } = vm;
  const ended = stay?.runningUntil ?? null;
  if (account.workingSince !== null) return closed(account, Math.min(ended ?? hints.now, hints.now), true);
  if (account.hasWorked || isBooting(vm) || stay === null || ended === null) return account;
  const began = Math.max(stay.runningSince ?? ended, ...seenIdle(account, stay, hints), unseenStart(stay, hints));
  return { ...closed({ ...account, workingSince: Math.min(began, ended) }, ended, true), hasWorked: true };
}

/** When its last record was last looked at, and it did not work. */
const seenIdle = ({ recordSince }: Account, stay: Stay | null, { seenAt }: Hints): readonly number[] =>
  seenAt !== null && recordSince === (stay?.since ?? null) ? [seenAt] : [];

const isKnown = ({ stage }: Mark): boolean => stage === 'accepted' || stage === 'done';

/** When a start of this planner's, of which it did not see the end, is expected to have been over; 0 without one. */
function unseenStart(stay: Stay | null, { now, marks, startSeconds }: Hints): number {
  const mine = marks.filter(({ operation }) => STARTS.has(operation));
  const sent = mine.findLast(({ stage }) => stage === 'sent' || stage === 'accepted');
  if (sent === undefined) return 0;
  const over = mine.find(({ stage, at }) => stage === 'done-unseen' && at >= sent.at)?.at ?? now;
  return Math.min(over, Math.max(sent.at, stay?.runningSince ?? 0) + startSeconds);
}

function closed(account: Account, end: number, isKnown: boolean): Account {
  const worked = Math.max(0, end - (account.workingSince ?? end));
  return {
    ...account,
    closedSeconds: account.closedSeconds + worked,
    workingSince: null,
    beganBy: null,
    exact: account.exact && isKnown,
  };
}
