import { open } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../domain/errors.ts';

/** A larger file is refused unread, and so is a compressed one that grows beyond it. */
const MAX_BYTES = 512 * 1024 * 1024;

const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const SPACE = 32;

/**
 * The bytes of a file, unpacked when its name ends in `.gz`.
 *
 * @throws InputError when it can not be read, is damaged or too large.
 */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    if (size > MAX_BYTES) throw new InputError(file, `${size} bytes are too many`, `At most ${MAX_BYTES} are read.`);
    const bytes = await handle.readFile();
    return file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new InputError(file, `can not be read (${code})`, 'Name a readable file of the benchmark.', { cause });
  }
}

/** Whole numbers of a text, one after the other; whatever else is in it is an error that says where. */
export class WholeNumbers {
  readonly #file: string;
  readonly #bytes: Uint8Array;
  #at = 0;
  #line = 1;

  constructor(file: string, bytes: Uint8Array) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /**
   * The next number.
   *
   * @throws InputError when there is none, or it lies outside `least` … `most`.
   */
  next(what: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
    this.#skipSpace();
    const begin = this.#at;
    const negative = this.#bytes[this.#at] === MINUS;
    if (negative) this.#at += 1;
    let value = 0;
    let digits = 0;
    for (; isDigit(this.#bytes[this.#at]); this.#at++, digits++) {
      value = value * 10 + (this.#bytes[this.#at] as number) - ZERO;
    }
    const ends = this.#at === this.#bytes.length || (this.#bytes[this.#at] as number) <= SPACE;
    if (digits === 0 || !ends || digits > 15) throw this.#wrong(what, begin);
    const signed = negative ? -value : value;
    if (signed < least || signed > most) {
      throw new InputError(this.#file, `${what} is ${signed} in line ${this.#line}, outside ${least} to ${most}`, HELP);
    }
    return signed;
  }

  /** So many numbers. */
  list(count: number, what: string, least = 0, most = Number.MAX_SAFE_INTEGER): number[] {
    const values = new Array<number>(count);
    for (let k = 0; k < count; k++) values[k] = this.next(what, least, most);
    return values;
  }

  /** True when nothing but space is left. */
  get isOver(): boolean {
    this.#skipSpace();
    return this.#at >= this.#bytes.length;
  }

  /** @throws InputError when more follows. */
  end(): void {
    if (!this.isOver)
      throw new InputError(this.#file, `more follows in line ${this.#line} after the last number`, HELP);
  }

  #skipSpace(): void {
    for (; this.#at < this.#bytes.length && (this.#bytes[this.#at] as number) <= SPACE; this.#at++) {
      if (this.#bytes[this.#at] === 10) this.#line += 1;
    }
  }

  #wrong(what: string, begin: number): InputError {
    const found =
      Buffer.from(this.#bytes.subarray(begin, begin + 20))
        .toString('latin1')
        .split(/\s/)[0] ?? '';
    const shown = found === '' ? 'the end of the file' : JSON.stringify(found);
    return new InputError(this.#file, `expected ${what}, found ${shown} in line ${this.#line}`, HELP);
  }
}

const HELP = 'Use the file as its publishers wrote it.';

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;
