import type { Terms } from '../domain/lease.ts';
import type { LeaseAttributes } from '../domain/vm.ts';
import { type Moment, readMoment, readSpan, secondOf } from './moment.ts';
import { quoted } from './xml/values.ts';

/** What one VM asks for, understood; its times still count from a submission that only its gang knows. */
export interface LeaseRequest {
  readonly start: 'best-effort' | 'now' | Moment;
  readonly notBefore: Moment | null;
  readonly finishBy: Moment | null;
  /** Seconds. Null says nothing: a scheduled action may, else it is without end too. */
  readonly duration: number | 'unlimited' | null;
  readonly preemptible: boolean;
  /** Null when none is named. */
  readonly weight: number | null;
  readonly group: string | null;
  readonly groupSize: number | null;
}

/** A request, or everything that is wrong with it: each a clause that names the attribute, what was found, what is due. */
export type ReadRequest =
  | { readonly kind: 'read'; readonly request: LeaseRequest }
  | { readonly kind: 'bad'; readonly problems: readonly string[] };

/**
 * Reads ONEPLAN, or HAIZEA as its alias, which knows fewer attributes.
 *
 * Absent attributes mean best effort, without end, not preemptible. Words may be written in either case.
 */
export function readLeaseRequest({ dialect, values }: LeaseAttributes): ReadRequest {
  const reader = new AttributeReader(dialect, values);
  const request: LeaseRequest = {
    start: reader.take('START', 'best-effort', readStart),
    notBefore: reader.take('NOT_BEFORE', null, readMoment),
    finishBy: reader.take('DEADLINE', null, readMoment),
    duration: reader.take('DURATION', null, readDuration),
    preemptible: reader.take('PREEMPTIBLE', false, readYesNo),
    weight: reader.take('WEIGHT', null, (text) => readWhole(text, 1, 1_000)),
    group: reader.take('GROUP', null, (text) => (text === '' ? null : text)),
    groupSize: reader.take('GROUP_SIZE', null, (text) => readWhole(text, 1, 10_000)),
  };
  const problems = [...reader.unknown(), ...reader.problems];
  if (problems.length === 0) problems.push(...contradictions(dialect, request, values));
  return problems.length === 0 ? { kind: 'read', request } : { kind: 'bad', problems };
}

/**
 * The terms of a request that was whole at `submittedAt`, Unix seconds.
 *
 * An exact START is a reservation; with a DEADLINE it only is the earliest start, as in Haizea.
 */
export function termsOf(request: LeaseRequest, submittedAt: number): Terms {
  const { start } = request;
  const exact = typeof start === 'string' ? null : secondOf(start, submittedAt);
  const notBefore = exact ?? (request.notBefore && secondOf(request.notBefore, submittedAt));
  if (start === 'now') return { kind: 'immediate' };
  if (request.finishBy !== null) {
    return { kind: 'deadline', notBefore, finishBy: secondOf(request.finishBy, submittedAt) };
  }
  return exact === null ? { kind: 'best-effort', notBefore } : { kind: 'advance-reservation', startAt: exact };
}

type AttributeName =
  | 'START'
  | 'NOT_BEFORE'
  | 'DEADLINE'
  | 'DURATION'
  | 'PREEMPTIBLE'
  | 'WEIGHT'
  | 'GROUP'
  | 'GROUP_SIZE';

/** What each attribute accepts, in the words of a message. */
const ACCEPTED: Readonly<Record<AttributeName, string>> = {
  START: 'now, best_effort, +HH:MM:SS after submission, or a date and time with zone such as 2030-01-31T09:00:00Z',
  NOT_BEFORE: '+HH:MM:SS after submission, or a date and time with zone such as 2030-01-31T09:00:00Z',
  DEADLINE: '+HH:MM:SS after submission, or a date and time with zone such as 2030-01-31T09:00:00Z',
  DURATION: 'HH:MM:SS, more than 00:00:00, or unlimited',
  PREEMPTIBLE: 'yes or no',
  WEIGHT: 'a whole number from 1 to 1000',
  GROUP: 'a name',
  GROUP_SIZE: 'a whole number from 1 to 10000',
};

const KNOWN: Readonly<Record<LeaseAttributes['dialect'], readonly AttributeName[]>> = {
  ONEPLAN: ['START', 'NOT_BEFORE', 'DEADLINE', 'DURATION', 'PREEMPTIBLE', 'WEIGHT', 'GROUP', 'GROUP_SIZE'],
  HAIZEA: ['START', 'DURATION', 'PREEMPTIBLE', 'GROUP'],
};

/** Takes attributes one by one and notes what it can not read. */
class AttributeReader {
  readonly problems: string[] = [];
  private readonly dialect: LeaseAttributes['dialect'];
  private readonly values: LeaseAttributes['values'];

  constructor(dialect: LeaseAttributes['dialect'], values: LeaseAttributes['values']) {
    this.dialect = dialect;
    this.values = values;
  }

  /** The attribute read; `absent` when it is not there or can not be read. */
  take<Absent, Present>(name: AttributeName, absent: Absent, read: (text: string) => Present | null): Absent | Present {
    if (!KNOWN[this.dialect].includes(name) || !Object.hasOwn(this.values, name)) return absent;
    const text = (this.values[name] ?? '').trim();
    const value = read(text);
    if (value !== null) return value;
    this.problems.push(`${this.dialect}/${name} is ${quoted(text)}, expected ${ACCEPTED[name]}`);
    return absent;
  }

  unknown(): readonly string[] {
    const known: readonly string[] = KNOWN[this.dialect];
    return Object.keys(this.values)
      .filter((name) => !known.includes(name))
      .map((name) => `${this.dialect} has no attribute ${quoted(name)}, expected ${known.join(', ')}`);
  }
}

/** What single attributes do not show: combinations that make no sense. */
function contradictions(
  dialect: LeaseAttributes['dialect'],
  { start, notBefore, finishBy, duration, group, groupSize }: LeaseRequest,
  values: LeaseAttributes['values'],
): readonly string[] {
  const said = (name: AttributeName): string => `${name}=${quoted(values[name] ?? '')}`;
  const problems: string[] = [];
  if (start === 'now' && (notBefore ?? finishBy) !== null) {
    problems.push(`${said('START')} starts at once or never, so NOT_BEFORE and DEADLINE have no place beside it`);
  }
  if (typeof start === 'object' && notBefore !== null) {
    problems.push(`${said('START')} and ${said('NOT_BEFORE')} both say when it begins, expected one of them`);
  }
  if (finishBy !== null && typeof duration !== 'number') {
    problems.push(`${said('DEADLINE')} needs a DURATION of HH:MM:SS to be planned for`);
  }
  if (groupSize !== null && group === null) problems.push(`${said('GROUP_SIZE')} needs the GROUP that it closes`);
  return problems.map((problem) => `${dialect}: ${problem}`);
}

function readStart(text: string): LeaseRequest['start'] | null {
  const word = text.toLowerCase();
  if (word === 'now') return 'now';
  return word === 'best_effort' ? 'best-effort' : readMoment(text);
}

function readDuration(text: string): LeaseRequest['duration'] {
  if (text.toLowerCase() === 'unlimited') return 'unlimited';
  const seconds = readSpan(text);
  return seconds === 0 ? null : seconds;
}

function readYesNo(text: string): boolean | null {
  const word = text.toLowerCase();
  if (word === 'yes') return true;
  return word === 'no' ? false : null;
}

function readWhole(text: string, least: number, most: number): number | null {
  if (!/^[0-9]{1,6}$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}
