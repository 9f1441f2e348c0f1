import { InputError } from '../domain/errors.ts';
import type { Verdict } from '../domain/verdict.ts';
import { type CloudObject, UNREADABLE } from './cloud-object.ts';
import { textAt } from './xml/element.ts';
import { idAt, ValueError } from './xml/values.ts';

/** How one noun is read, named and put together. */
export interface Reading<T> {
  readonly kind: 'vm' | 'host' | 'vm-group' | 'datastore' | 'network' | 'cluster';
  /** As messages say it: `VM`. */
  readonly word: string;
  /** What to do about a malformed one, given its id. */
  readonly remedy: (id: number) => string;
  /** Null leaves it out without a word. Throws a `ValueError` when it is malformed. */
  readonly read: (element: CloudObject['element']) => T | null;
  /** What a list says, with what a single object adds. */
  readonly complete: (listed: T, single: T) => T;
}

interface Entry<T> {
  readonly origin: string;
  readonly single: boolean;
  /** Null when it is malformed: a verdict says so. */
  readonly value: T | null;
}

/** All objects of one noun, each read as it arrives; what is wrong with one becomes a verdict on it. */
export class Shelf<T> {
  readonly #entries = new Map<number, Entry<T>>();
  readonly #verdicts: Verdict[] = [];
  readonly #reading: Reading<T>;

  constructor(reading: Reading<T>) {
    this.#reading = reading;
  }

  /** Throws an `InputError` when two lists name the same object: they are not of one moment. */
  add(object: CloudObject): void {
    try {
      const id = idAt(object.element, 'ID');
      this.#put(id, object, this.#entries.get(id));
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      this.#reject(-1, error, 'is left out');
    }
  }

  /** What was read, ascending by id. */
  get values(): readonly T[] {
    return [...this.#entries].toSorted(([a], [b]) => a - b).flatMap(([, { value }]) => (value === null ? [] : [value]));
  }

  /** What is wrong with the rest, ascending by id. */
  get verdicts(): readonly Verdict[] {
    return this.#verdicts.toSorted((a, b) => Number(a.about.id) - Number(b.about.id));
  }

  has(id: number): boolean {
    return this.#entries.has(id);
  }

  #put(id: number, object: CloudObject, known: Entry<T> | undefined): void {
    if (known !== undefined && !known.single && !object.single) {
      this.#refuseSecond(id, object, known);
      return;
    }
    const value = this.#read(id, object, known);
    if (value === null) return;
    if (known === undefined || known.value === null) this.#entries.set(id, { ...object, value });
    else this.#entries.set(id, { ...known, value: this.#reading.complete(known.value, value) });
  }

  #read(id: number, { element, origin, single }: CloudObject, known: Entry<T> | undefined): T | null {
    try {
      const reason = textAt(element, UNREADABLE);
      if (reason !== '') throw new ValueError('body', reason);
      return this.#reading.read(element);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      const isKnown = known !== undefined && known.value !== null;
      this.#reject(id, error, isKnown ? 'is read without what its own file adds' : 'is left out');
      if (!isKnown) this.#entries.set(id, { origin, single, value: null });
      return null;
    }
  }

  #refuseSecond(id: number, object: CloudObject, known: Entry<T>): void {
    const { word } = this.#reading;
    if (known.origin !== object.origin) {
      const problem = `${word} ${id} is also in ${known.origin}`;
      throw new InputError(object.origin, problem, 'Keep the lists of one moment in one folder.');
    }
    this.#reject(id, new ValueError('ID', 'listed twice'), 'is read as it is listed first');
  }

  #reject(id: number, { code, message }: ValueError, consequence: string): void {
    const { kind, word, remedy } = this.#reading;
    const named = id === -1 ? `a ${word} without a number` : `${word} ${id}`;
    this.#verdicts.push({ about: { kind, id }, code, message: `${named} ${consequence}: ${message}. ${remedy(id)}` });
  }
}
