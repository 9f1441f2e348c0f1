import type { VerdictCode } from '../../domain/verdict.ts';
import { elementAt, elementsAt, textAt, type XmlElement } from './element.ts';

/** A value that is missing or makes no sense. Caught where its object is read, and becomes a verdict on that object. */
export class ValueError extends Error {
  override readonly name = 'ValueError';

  constructor(
    /** Path below the object: `HOST_SHARE/MAX_CPU`. */
    readonly path: string,
    /** `expected a whole number, found "-"`. */
    readonly problem: string,
    readonly code: VerdictCode = 'Malformed',
  ) {
    super(`${problem} at ${path}`);
  }
}

/** What a number may be, both ends included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

export const NATURAL: Range = { least: 0, most: Number.MAX_SAFE_INTEGER };
export const ANY_WHOLE: Range = { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };
/** Ids of OpenNebula are 32-bit. */
const ID: Range = { least: 0, most: 2 ** 31 - 1 };
/** Unix seconds up to the year 9999. */
const TIME: Range = { least: 0, most: 253_402_300_799 };

/** The text at a path. Throws a {@link ValueError} when there is none. */
export function requiredTextAt(element: XmlElement, path: string): string {
  const text = textAt(element, path).trim();
  if (text === '') throw new ValueError(path, 'expected a value, found nothing');
  return text;
}

/** A whole number in range; `missing` stands for an absent or empty one, which is otherwise a {@link ValueError}. */
export function wholeAt(element: XmlElement, path: string, range: Range = NATURAL, missing?: number): number {
  const text = textAt(element, path).trim();
  if (text === '' && missing !== undefined) return missing;
  return wholeOf(text, path, range);
}

/** A whole number in range, or null when absent or empty. Throws a {@link ValueError} when it is something else. */
export function optionalWholeAt(element: XmlElement, path: string, range: Range = NATURAL): number | null {
  const text = textAt(element, path).trim();
  return text === '' ? null : wholeOf(text, path, range);
}

/** Text as a whole number in range; the path is for the {@link ValueError}. */
export function wholeOf(text: string, path: string, range: Range = NATURAL): number {
  if (!/^[+-]?\d+$/.test(text)) throw new ValueError(path, `expected a whole number, found ${quoted(text)}`);
  return inRange(Number(text), text, path, range);
}

/** A decimal number in range; `missing` stands for an absent or empty one, which is otherwise a {@link ValueError}. */
export function decimalAt(element: XmlElement, path: string, range: Range, missing?: number): number {
  const text = textAt(element, path).trim();
  if (text === '' && missing !== undefined) return missing;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    throw new ValueError(path, `expected a number, found ${quoted(text)}`);
  }
  return inRange(Number(text), text, path, range);
}

/** An object's number, as OpenNebula counts: 32 bits, from 0. */
export const idAt = (element: XmlElement, path: string): number => wholeAt(element, path, ID);

/** The numbers of objects that are named at a path, one an element: `VMS/ID`. */
export const idsAt = (element: XmlElement, path: string): readonly number[] =>
  elementsAt(element, path).map(({ text }) => wholeOf(text.trim(), path, ID));

/** The numbers in a comma-separated list: `8,9,10`. Absent or empty is none. */
export const listedIdsAt = (element: XmlElement, path: string): readonly number[] =>
  listedAt(element, path).map((text) => wholeOf(text, path, ID));

/** The words in a comma-separated list: `web, db`. Absent or empty is none. */
export const listedAt = (element: XmlElement, path: string): readonly string[] => listed(textAt(element, path));

/** The words in comma-separated text, without the blanks around them. */
export const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Unix seconds. Throws a {@link ValueError} when absent. */
export const timeAt = (element: XmlElement, path: string): number => wholeAt(element, path, TIME);

/** Unix seconds, or null when OpenNebula says 0, −1 or nothing: it has not happened. */
export function optionalTimeAt(element: XmlElement, path: string): number | null {
  const time = wholeAt(element, path, { least: -1, most: TIME.most }, 0);
  return time > 0 ? time : null;
}

/** Reads every element at a path; a {@link ValueError} in one is named from the object, not from the element. */
export function eachAt<T>(object: XmlElement, path: string, read: (element: XmlElement) => T): readonly T[] {
  return elementsAt(object, path).map((element) => {
    try {
      return read(element);
    } catch (error) {
      if (error instanceof ValueError) throw new ValueError(`${path}/${error.path}`, error.problem, error.code);
      throw error;
    }
  });
}

/** True for YES, TRUE, 1 in any case; `missing` when absent or empty. */
export function yesAt(element: XmlElement, path: string, missing: boolean): boolean {
  const text = textAt(element, path).trim().toUpperCase();
  return text === '' ? missing : text === 'YES' || text === 'TRUE' || text === '1';
}

/** True when there is an element at the path, empty or not. */
export const isAt = (element: XmlElement, path: string): boolean => elementAt(element, path) !== null;

function inRange(value: number, text: string, path: string, { least, most }: Range): number {
  if (value >= least && value <= most) return value === 0 ? 0 : value;
  throw new ValueError(path, `expected a number from ${least} to ${most}, found ${quoted(text)}`);
}

/** Text as a message shows it: on one line, and short. */
export function quoted(text: string): string {
  if (text === '') return 'nothing';
  const line = text.replace(/\s+/g, ' ').trim();
  return `"${line.length > 40 ? `${line.slice(0, 40)}…` : line}"`;
}
