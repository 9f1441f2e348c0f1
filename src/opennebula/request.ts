import { InputError } from '../domain/errors.ts';

/** What a call is given. Numbers are whole. */
export type Parameter = string | number | boolean;

/**
 * A call as XML-RPC has it.
 *
 * @throws InputError when a parameter can not be written in XML: a control character, a number with a fraction.
 */
export function requestText(method: string, parameters: readonly Parameter[]): string {
  const params = parameters.map((parameter) => `<param>\n<value>${typed(method, parameter)}</value>\n</param>\n`);
  return `<?xml version='1.0'?>\n<methodCall>\n<methodName>${method}</methodName>\n<params>\n${params.join('')}</params>\n</methodCall>\n`;
}

function typed(method: string, parameter: Parameter): string {
  if (typeof parameter === 'boolean') return `<boolean>${parameter ? 1 : 0}</boolean>`;
  if (typeof parameter === 'string') return `<string>${escaped(method, parameter)}</string>`;
  if (Number.isSafeInteger(parameter)) {
    const name = Math.abs(parameter) < 2 ** 31 ? 'int' : 'i8';
    return `<${name}>${parameter}</${name}>`;
  }
  throw new InputError(method, `a parameter is no whole number: ${parameter}`, 'Give a whole number.');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function escaped(method: string, text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML can not carry.
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u.test(text)) {
    throw new InputError(method, 'a parameter has a character that XML can not carry', 'Leave control characters out.');
  }
  return text.replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? character);
}
