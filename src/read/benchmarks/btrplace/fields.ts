import { InputError } from '../../../domain/errors.ts';

/** A JSON object, by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** One value of a document and the place it has there, so that what is wrong with it can be named. */
export class Field {
  readonly #file: string;
  readonly #value: unknown;
  readonly #place: string;

  constructor(file: string, value: unknown, place: string) {
    this.#file = file;
    this.#value = value;
    this.#place = place;
  }

  /** The field of that name; nothing when it is not there. */
  at(name: string | number): Field {
    const value = typeof this.#value === 'object' && this.#value !== null ? (this.#value as Fields)[name] : undefined;
    return new Field(this.#file, value, this.#place === '' ? String(name) : `${this.#place}.${name}`);
  }

  get isAbsent(): boolean {
    return this.#value === undefined || this.#value === null;
  }

  /** Name and value of every field of an object. */
  entries(): readonly (readonly [name: string, value: Field])[] {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.refuse('expected an object');
    return Object.keys(value as Fields).map((name) => [name, this.at(name)]);
  }

  list(): readonly Field[] {
    if (!Array.isArray(this.#value)) this.refuse('expected a list');
    return (this.#value as readonly unknown[]).map((_, index) => this.at(index));
  }

  text(): string {
    if (typeof this.#value !== 'string') this.refuse('expected a text');
    return this.#value as string;
  }

  /** A whole number of at least 0. */
  whole(): number {
    if (!isWhole(this.#value)) this.refuse('expected a whole number of at least 0');
    return this.#value as number;
  }

  /** A list of whole numbers, as it is. */
  wholes(): readonly number[] {
    if (!Array.isArray(this.#value) || !this.#value.every(isWhole)) this.refuse('expected a list of whole numbers');
    return this.#value as readonly number[];
  }

  /** A number that is the name of an object, `"17"`. */
  static numberOf(name: string): number | null {
    return /^\d{1,9}$/.test(name) ? Number(name) : null;
  }

  refuse(what: string, remedy = 'Name an unchanged instance of BtrPlace.'): never {
    throw new InputError(this.#file, `${what} at ${this.#place || 'the top level'}`, remedy);
  }
}

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
