import { SaxesParser } from 'saxes';
import { InputError } from '../../domain/errors.ts';
import type { Item, ItemReader } from './item.ts';

/** An element with its attributes. Text is not kept: these formats have none that matters. */
export interface LwfElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly LwfElement[];
}

interface Open extends LwfElement {
  readonly children: LwfElement[];
}

const MAX_DEPTH = 32;
const MAX_ELEMENTS = 100_000;
const MAX_QUIET_CHARS = 2 ** 20;

/** What a reader of one such document says about it. */
export interface LwfDocument {
  readonly root: string;
  /** Elements that are read as wholes, each by its name; what is inside is given to the reader. */
  readonly wholes: Readonly<Record<string, (element: LwfElement, place: string) => Iterable<Item>>>;
}

/**
 * Reads a document whole by whole, so that memory holds one. Every failure is an `InputError` with line and column:
 * not well-formed, cut short, another root, a document type, one element too large.
 */
export function wholesReader(source: string, { root, wholes }: LwfDocument): ItemReader {
  const saxes = new SaxesParser();
  const open: Open[] = [];
  let found: Item[] = [];
  let [depth, elements, lastTagAt, rooted] = [0, 0, 0, false];
  const failure = (problem: string): InputError =>
    new InputError(`${source}:${saxes.line}:${saxes.column}`, problem, 'Give the file whole, as it was made.');

  const enter = (name: string, attributes: Record<string, string>): void => {
    depth += 1;
    lastTagAt = saxes.position;
    if (depth > MAX_DEPTH) throw failure(`elements are nested deeper than ${MAX_DEPTH}`);
    if (!rooted && name !== root) throw failure(`expected <${root}>, found <${name}>`);
    rooted = true;
    if (open.length > 0 || Object.hasOwn(wholes, name)) open.push({ name, attributes, children: [] });
    elements = open.length > 0 ? elements + 1 : 0;
    if (elements > MAX_ELEMENTS) throw failure(`more than ${MAX_ELEMENTS} elements in one <${open[0]?.name}>`);
  };
  const leave = (): void => {
    depth -= 1;
    lastTagAt = saxes.position;
    const element = open.pop();
    if (element === undefined) return;
    const parent = open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else found.push(...(wholes[element.name]?.(element, `line ${saxes.line}`) ?? []));
  };

  saxes.on('error', ({ message }) => {
    throw failure(message.replace(/^[\d:]+ /, '').replace(/\.$/, ''));
  });
  saxes.on('doctype', () => {
    throw failure('a DOCTYPE is not accepted');
  });
  saxes.on('opentag', ({ name, attributes }) => enter(name, attributes as Record<string, string>));
  saxes.on('closetag', leave);
  const taken = (): readonly Item[] => {
    const items = found;
    found = [];
    return items;
  };
  return {
    feed(text) {
      saxes.write(text);
      if (saxes.position - lastTagAt > MAX_QUIET_CHARS) throw failure(`${MAX_QUIET_CHARS} characters without a tag`);
      return taken();
    },
    end() {
      saxes.close();
      return taken();
    },
  };
}

/** The first child of that name, or null. */
export const childOf = (element: LwfElement | null, name: string): LwfElement | null =>
  element?.children.find((child) => child.name === name) ?? null;
