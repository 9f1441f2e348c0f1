import type { Answer } from '../core/answer.ts';
import type { Cloud, UserRecord } from '../core/model.ts';
import type { Argument } from './envelope.ts';

/** Who calls, when. */
export interface Caller {
  readonly cloud: Cloud;
  readonly user: UserRecord;
  readonly now: number;
}

/** A method of the API: the types of its arguments after the session, and what it does. */
export interface Method {
  readonly types: readonly Argument['type'][];
  /** How many of them may be left out. */
  readonly optional: number;
  readonly run: (caller: Caller, args: Arguments) => Answer<string | number | boolean>;
}

/** Arguments by place, after their types were checked. What was left out is 0, empty or false. */
export interface Arguments {
  readonly int: (place: number, without?: number) => number;
  readonly text: (place: number) => string;
  readonly bool: (place: number) => boolean;
}

export const argumentsOf = (args: readonly Argument[]): Arguments => ({
  int: (place, without = 0) => Number(args[place]?.value ?? without),
  text: (place) => String(args[place]?.value ?? ''),
  bool: (place) => args[place]?.value === true,
});

const NAMES = { string: 'string', int: 'integer', boolean: 'boolean' } as const;

/** Why arguments are not of a method's types, in the words of xmlrpc-c; null when they are. */
export function wrongTypes({ types, optional }: Method, args: readonly Argument[]): string | null {
  if (args.length < types.length - optional) return 'Not enough parameters';
  // The last is looked at first, as the recorded refusal shows.
  for (const [place, argument] of [...args.entries()].reverse()) {
    const wanted = types[place];
    if (wanted !== undefined && wanted !== argument.type)
      return `Parameter that is supposed to be ${NAMES[wanted]} is not`;
  }
  return null;
}
