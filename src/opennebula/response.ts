import { oneLine, type Reply, replyOf, type Value } from './reply.ts';
import { unescaped } from './unescape.ts';

/** What an answer is, from its text: a value, a refusal, a fault, or garbage. Takes time in proportion to its length. */
export function readResponse(text: string): Reply<Value> {
  try {
    const answer = new Reading(text).response();
    return answer.kind === 'fault' ? faultOf(answer.value) : replyOf(answer.value);
  } catch (error) {
    if (!(error instanceof NotXmlRpc)) throw error;
    return { kind: 'garbage', message: `${error.message}: ${JSON.stringify(oneLine(text.slice(0, 80)))}` };
  }
}

class NotXmlRpc extends Error {}

function faultOf(value: Value): Reply<Value> {
  const { faultCode, faultString } = typeof value === 'object' && !Array.isArray(value) ? (value as Members) : {};
  return { kind: 'fault', message: oneLine(`${String(faultString ?? 'no reason given')} (${String(faultCode)})`) };
}

type Members = Readonly<Record<string, Value>>;

const MAX_DEPTH = 16;
const WHOLE = /^\s*[+-]?[0-9]{1,19}\s*$/;

/** Goes through the text once. Only what XML-RPC allows is accepted, tag by tag; attributes and comments are not in it. */
class Reading {
  #at = 0;
  #depth = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  response(): { readonly kind: 'params' | 'fault'; readonly value: Value } {
    this.#prologue();
    this.#tag('<methodResponse>');
    const kind = this.#isNext('<fault>') ? 'fault' : 'params';
    const inner = kind === 'fault' ? ['<fault>'] : ['<params>', '<param>'];
    for (const tag of inner) this.#tag(tag);
    const value = this.#value();
    for (const tag of inner.toReversed()) this.#tag(tag.replace('<', '</'));
    this.#tag('</methodResponse>');
    this.#blank();
    if (this.#at !== this.#text.length) throw new NotXmlRpc('something follows the answer');
    return { kind, value };
  }

  #prologue(): void {
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    this.#blank();
    if (!this.#text.startsWith('<?xml', this.#at)) return;
    const end = this.#text.slice(this.#at, this.#at + 200).indexOf('?>');
    if (end === -1) throw new NotXmlRpc('the answer is no XML-RPC');
    this.#at += end + 2;
  }

  #value(): Value {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotXmlRpc('values are nested too deep');
    if (this.#takes('<value/>')) return this.#left('');
    this.#tag('<value>');
    const start = this.#at;
    const name = this.#typeName();
    if (name === null) this.#at = start;
    const value = name === null ? this.#chars() : this.#typed(name);
    this.#tag('</value>');
    return this.#left(value);
  }

  #left<T>(value: T): T {
    this.#depth -= 1;
    return value;
  }

  /** Null when the value has no type, and is text. */
  #typeName(): string | null {
    this.#blank();
    const found = /^<(string|int|i4|i8|boolean|array|struct)(\/?)>/.exec(this.#text.slice(this.#at, this.#at + 12));
    if (found?.[1] === undefined) return null;
    if (found[2] !== '/') this.#at += found[0].length;
    return found[1];
  }

  #typed(name: string): Value {
    // Blanks after an opening tag belong to the text.
    if (this.#text.startsWith(`<${name}/>`, this.#at)) {
      this.#at += name.length + 3;
      return emptyOf(name);
    }
    const value = this.#content(name);
    this.#tag(`</${name}>`);
    return value;
  }

  #content(name: string): Value {
    if (name === 'array') return this.#array();
    if (name === 'struct') return this.#members();
    const text = this.#chars();
    if (name === 'string') return text;
    const number = WHOLE.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(number)) throw new NotXmlRpc('a number in the answer is none');
    return name === 'boolean' ? number !== 0 : number;
  }

  #array(): readonly Value[] {
    if (this.#takes('<data/>')) return [];
    this.#tag('<data>');
    const values: Value[] = [];
    while (this.#isNext('<value')) values.push(this.#value());
    this.#tag('</data>');
    return values;
  }

  #members(): Members {
    const members = new Map<string, Value>();
    while (this.#takes('<member>')) {
      this.#tag('<name>');
      const name = this.#chars();
      this.#tag('</name>');
      members.set(name, this.#value());
      this.#tag('</member>');
    }
    return Object.fromEntries(members);
  }

  /** Text up to the next tag. */
  #chars(): string {
    const end = this.#text.indexOf('<', this.#at);
    const plain = end === -1 ? null : unescaped(this.#text.slice(this.#at, end));
    if (plain === null) throw new NotXmlRpc('the answer is cut off or has entities that are not known');
    this.#at = end;
    return plain;
  }

  #tag(tag: string): void {
    if (!this.#takes(tag)) throw new NotXmlRpc(`the answer is no XML-RPC, ${tag} is missing`);
  }

  #takes(tag: string): boolean {
    if (!this.#isNext(tag)) return false;
    this.#at += tag.length;
    return true;
  }

  #isNext(tag: string): boolean {
    this.#blank();
    return this.#text.startsWith(tag, this.#at);
  }

  #blank(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? '-')) this.#at += 1;
  }
}

function emptyOf(name: string): Value {
  if (name === 'string') return '';
  if (name === 'struct') return {};
  throw new NotXmlRpc(`<${name}/> is no value`);
}
