import { SaxesParser } from 'saxes';
import { InputError } from '../../domain/errors.ts';
import type { XmlElement } from './element.ts';

/** One object of a document: a VM, a host, … */
export interface PoolObject {
  /** The element it stands in (`VM_POOL`, `REQUIREMENTS`), or null when it is the document's root. */
  readonly pool: string | null;
  readonly element: XmlElement;
}

const MAX_DEPTH = 64;
/** Characters between two tags, and in one object: far above what OpenNebula writes, far below what hurts. */
const MAX_TEXT_CHARS = 16 * 2 ** 20;
const MAX_OBJECT_CHARS = 32 * 2 ** 20;
/** What an element costs in memory beside its text, in characters. */
const ELEMENT_CHARS = 64;

interface Growing {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

/** Builds one tree per object from the events of the library's parser. Every failure is an `InputError` with its place. */
export class ObjectParser {
  root: string | null = null;
  /** Elements that hold objects, from the root inwards. */
  readonly #pools: string[] = [];
  /** The object that is being read, from its own element inwards. */
  readonly #open: Growing[] = [];
  #done: PoolObject[] = [];
  #objectChars = 0;
  #lastEventAt = 0;
  readonly #source: string;
  readonly #saxes: SaxesParser;

  constructor(source: string) {
    this.#source = source;
    this.#saxes = new SaxesParser();
    this.#saxes.on('error', ({ message }) => {
      throw this.failure(message.replace(/^[\d:]+ /, '').replace(/\.$/, ''));
    });
    this.#saxes.on('doctype', () => {
      throw this.failure('a DOCTYPE is not accepted: OpenNebula writes none, and entities are not expanded');
    });
    this.#saxes.on('xmldecl', ({ encoding }) => this.#checkEncoding(encoding));
    this.#saxes.on('opentag', ({ name }) => this.#openTag(name));
    this.#saxes.on('closetag', () => this.#closeTag());
    this.#saxes.on('text', (text) => this.#addText(text));
    this.#saxes.on('cdata', (text) => this.#addText(text));
  }

  write(chunk: string): void {
    this.#saxes.write(chunk);
    if (this.#saxes.position - this.#lastEventAt <= MAX_TEXT_CHARS) return;
    throw this.failure(`more than ${MAX_TEXT_CHARS} characters without a tag`);
  }

  end(): void {
    this.#saxes.close();
  }

  /** The objects that are complete and not yet taken. */
  take(): readonly PoolObject[] {
    const taken = this.#done;
    this.#done = [];
    return taken;
  }

  failure(problem: string): InputError {
    const place = `${this.#source}:${this.#saxes.line}:${this.#saxes.column}`;
    return new InputError(
      place,
      problem,
      'Record it again, whole, as XML in UTF-8 (onevm list -x --extended, onehost list -x, …).',
    );
  }

  #openTag(name: string): void {
    this.#lastEventAt = this.#saxes.position;
    if (this.#pools.length + this.#open.length >= MAX_DEPTH) {
      throw this.failure(`elements are nested deeper than ${MAX_DEPTH}`);
    }
    this.root ??= name;
    if (this.#open.length === 0 && holdsObjects(name)) this.#pools.push(name);
    else this.#open.push({ name, text: '', children: [] });
    this.#grow(name.length + ELEMENT_CHARS);
  }

  #closeTag(): void {
    this.#lastEventAt = this.#saxes.position;
    const element = this.#open.pop();
    if (element === undefined) {
      this.#pools.pop();
      return;
    }
    if (element.children.length > 0 || element.text.trim() === '') element.text = '';
    const parent = this.#open.at(-1);
    if (parent !== undefined) {
      parent.children.push(element);
      return;
    }
    this.#done.push({ pool: this.#pools.at(-1) ?? null, element });
    this.#objectChars = 0;
  }

  #addText(text: string): void {
    this.#lastEventAt = this.#saxes.position;
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
    else if (text.trim() !== '' && this.root !== null) throw this.failure('text between objects');
    this.#grow(text.length);
  }

  #grow(chars: number): void {
    this.#objectChars += chars;
    if (this.#objectChars <= MAX_OBJECT_CHARS) return;
    throw this.failure('one object is larger than any that OpenNebula has');
  }

  #checkEncoding(encoding: string | undefined): void {
    if (encoding === undefined || /^(utf-?8|us-ascii)$/i.test(encoding)) return;
    throw this.failure(`encoding ${encoding} is not read`);
  }
}

/** `VM_POOL`, … and the two levels above and beside it in a scheduler driver's document. */
const holdsObjects = (name: string): boolean =>
  name.endsWith('_POOL') || name === 'REQUIREMENTS' || name === 'SCHEDULER_DRIVER_ACTION';
