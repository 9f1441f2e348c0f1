import { type Cloud, type HistoryRecord, lastStay, type UserRecord, type VmRecord } from './model.ts';

/** HISTORY/ACTION by the name of what ended a stay. */
export const ACTION_NUMBER = {
  none: 0,
  migrate: 1,
  'live-migrate': 2,
  undeploy: 5,
  'undeploy-hard': 6,
  hold: 7,
  release: 8,
  stop: 9,
  suspend: 10,
  resume: 11,
  delete: 12,
  'delete-recreate': 13,
  reboot: 14,
  'reboot-hard': 15,
  resched: 16,
  unresched: 17,
  poweroff: 19,
  'poweroff-hard': 20,
  terminate: 27,
  'terminate-hard': 28,
  'poff-migrate': 48,
  'poff-hard-migrate': 49,
} as const;

export type HistoryAction = keyof typeof ACTION_NUMBER;

const whole = (now: number): number => Math.floor(now);

/** A new record for this place, with no times yet. */
export function addStay(vm: VmRecord, host: number, datastore: number): void {
  vm.history.push({
    sequence: (lastStay(vm)?.sequence ?? -1) + 1,
    host,
    datastore,
    startedAt: 0,
    endedAt: 0,
    prologFrom: 0,
    prologUntil: 0,
    runningFrom: 0,
    runningUntil: 0,
    epilogFrom: 0,
    epilogUntil: 0,
    action: 0,
    userId: -1,
    groupId: -1,
    requestId: -1,
  });
}

/** Ends the last record and begins one at the same place, as a resume does. */
export function renewStay(vm: VmRecord, now: number): void {
  const last = lastStay(vm);
  if (last === undefined) return;
  last.endedAt = whole(now);
  addStay(vm, last.host, last.datastore);
  stamp(lastStay(vm), now, 'startedAt', 'runningFrom');
}

type TimeField = {
  [Key in keyof HistoryRecord]: Key extends `${string}At` | `${string}From` | `${string}Until` ? Key : never;
}[keyof HistoryRecord];

/** Writes the time into these fields. */
export function stamp(stay: HistoryRecord | undefined, now: number, ...fields: readonly TimeField[]): void {
  if (stay === undefined) return;
  for (const field of fields) stay[field] = whole(now);
}

/** Says in a record who ends it, and how. */
export function mark(
  cloud: Cloud,
  stay: HistoryRecord | undefined,
  action: HistoryAction,
  user: UserRecord | null,
): void {
  if (stay === undefined) return;
  stay.action = ACTION_NUMBER[action];
  stay.userId = user?.id ?? -1;
  stay.groupId = user?.groupId ?? -1;
  stay.requestId = user === null ? -1 : cloud.nextRequestId;
  if (user !== null) cloud.nextRequestId += 1;
}

/** Takes back what `mark` said: a VM that runs again has not been ended. */
export function unmark(stay: HistoryRecord | undefined): void {
  if (stay === undefined) return;
  stay.action = 0;
  stay.userId = -1;
  stay.groupId = -1;
  stay.requestId = -1;
}
