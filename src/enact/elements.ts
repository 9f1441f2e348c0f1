import type { SaxesTagPlain } from 'saxes';
import { SaxesParser } from 'saxes';
import { InputError } from '../domain/errors.ts';

/** What is looked for: the objects of one noun, and paths below them. */
export interface Sought {
  readonly noun: 'VM' | 'HOST';
  readonly fields: ReadonlySet<string>;
}

/**
 * Some fields of each object in a list or of one shown alone (`<VM_POOL><VM>…` or `<VM>…`), from OpenNebula's XML: path
 * below the object → text. Of several elements with the same path the last one counts.
 *
 * @throws InputError when it is not well-formed.
 */
export function elementsIn(
  xml: string,
  { noun, fields: sought }: Sought,
  source: string,
): readonly ReadonlyMap<string, string>[] {
  const found: ReadonlyMap<string, string>[] = [];
  const path: string[] = [];
  let fields = new Map<string, string>();
  let text = '';
  // Owners may write elements of that name further down.
  const isObject = (): boolean => [noun, `${noun}_POOL/${noun}`].includes(path.join('/'));
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new InputError(source, `the answer is not well-formed XML (${error.message})`, ANSWER_REMEDY);
  });
  parser.on('opentag', ({ name }: SaxesTagPlain) => {
    path.push(name);
    text = '';
    if (isObject()) fields = new Map();
  });
  const add = (piece: string): void => {
    if (text.length < LONGEST) text += piece;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const inner = path.slice(path[0] === noun ? 1 : 2).join('/');
    if (sought.has(inner)) fields.set(inner, text.trim());
    if (isObject()) found.push(fields);
    path.pop();
    text = '';
  });
  parser.write(xml).close();
  return found;
}

/**
 * A whole number that an object has to have.
 *
 * @throws InputError when it is not there, or is none.
 */
export function wholeAt(
  fields: ReadonlyMap<string, string>,
  { noun, path }: { readonly noun: Sought['noun']; readonly path: string },
  source: string,
): number {
  const text = fields.get(path) ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text);
  const problem = `expected a whole number at ${noun}/${path}, found "${text.slice(0, 20)}"`;
  throw new InputError(source, problem, ANSWER_REMEDY);
}

const LONGEST = 64;
const ANSWER_REMEDY = 'Check that OpenNebula answers there, and its log.';
