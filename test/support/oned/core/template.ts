/** Attributes of an object: text, or a vector of more attributes. A name may come more than once. */
export type Template = readonly Attribute[];
export type Attribute = readonly [name: string, value: string | Template];

/**
 * OpenNebula's template syntax: `NAME="value"`, `NAME=value`, `NAME=[ A="x", B=y ]`, lines that begin with # are
 * comments. Null when it can not be read.
 */
export function parseTemplate(text: string): Template | null {
  const body = text.trim().startsWith('<') ? null : text.replace(/^\s*#.*$/gm, '');
  if (body === null) return null;
  const found: Attribute[] = [];
  let rest = body.trim();
  while (rest !== '') {
    const head = /^([A-Za-z0-9_-]+)\s*=\s*/.exec(rest);
    if (head === null) return null;
    const taken = takeValue(rest.slice(head[0].length));
    if (taken === null) return null;
    found.push([(head[1] as string).toUpperCase(), taken.value]);
    rest = taken.rest.trim();
  }
  return found;
}

interface Taken {
  readonly value: string | Template;
  readonly rest: string;
}

function takeValue(text: string): Taken | null {
  if (text.startsWith('[')) return takeVector(text.slice(1));
  const quoted = takeQuoted(text);
  if (quoted !== null) return quoted;
  const bare = /^[^\n\r]*/.exec(text)?.[0] ?? '';
  return { value: bare.trim(), rest: text.slice(bare.length) };
}

function takeQuoted(text: string): Taken | null {
  const match = /^"((?:\\.|[^"\\])*)"/s.exec(text);
  if (match === null) return null;
  return { value: (match[1] as string).replace(/\\(["\\])/g, '$1'), rest: text.slice(match[0].length) };
}

function takeVector(text: string): Taken | null {
  const found: Attribute[] = [];
  let rest = text.trim();
  while (!rest.startsWith(']')) {
    const head = /^([A-Za-z0-9_-]+)\s*=\s*/.exec(rest);
    if (head === null) return null;
    const body = rest.slice(head[0].length);
    const taken = takeQuoted(body) ?? takeBare(body);
    found.push([(head[1] as string).toUpperCase(), taken.value]);
    rest = taken.rest.trim().replace(/^,/, '').trim();
  }
  return { value: found, rest: rest.slice(1) };
}

function takeBare(text: string): Taken {
  const bare = /^[^,\]]*/.exec(text)?.[0] ?? '';
  return { value: bare.trim(), rest: text.slice(bare.length) };
}

/** Text of the first attribute of this name; empty when there is none, or it is a vector. */
export function textOf(template: Template, name: string): string {
  const value = template.find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
}

/** The vectors of this name. */
export const vectorsOf = (template: Template, name: string): readonly Template[] =>
  template.flatMap(([key, value]) => (key === name && typeof value !== 'string' ? [value] : []));

/** The template with an attribute in place of all of its name. */
export const withAttribute = (template: Template, name: string, value: string | Template): Template => [
  ...template.filter(([key]) => key !== name),
  [name, value],
];

/** What `one.vm.update` with append does: each name of the addition takes the place of all that had it. */
export function merged(template: Template, addition: Template): Template {
  const names = new Set(addition.map(([name]) => name));
  return [...template.filter(([name]) => !names.has(name)), ...addition];
}

/** As oned prints it: by name, text as CDATA. */
export const templateXml = (template: Template): string =>
  template
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? cdata(value) : templateXml(value)}</${name}>`)
    .join('');

/** Text as oned writes it; what would end the section is split in two. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
