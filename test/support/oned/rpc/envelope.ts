import { XMLParser } from 'fast-xml-parser';
import { escaped } from '../bodies/vm.ts';
import type { Answer } from '../core/answer.ts';

/** One argument of a call, as it was typed there. */
export type Argument =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean };

export interface Call {
  readonly method: string;
  readonly args: readonly Argument[];
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === 'param' });

/** A call as its XML says; null when it is none. */
export function parseCall(body: string): Call | null {
  try {
    const { methodCall } = parser.parse(body) as { methodCall?: { methodName?: unknown; params?: unknown } };
    if (typeof methodCall?.methodName !== 'string') return null;
    const params = (methodCall.params as { param?: readonly { value?: unknown }[] } | undefined)?.param ?? [];
    const args = params.map(({ value }) => argumentOf(value));
    return args.includes(null) ? null : { method: methodCall.methodName.trim(), args: args as Argument[] };
  } catch {
    return null;
  }
}

function argumentOf(value: unknown): Argument | null {
  if (typeof value === 'string') return { type: 'string', value };
  const [type, inner] =
    Object.entries((value ?? {}) as Record<string, unknown>).find(([name]) => name !== '#text') ?? [];
  const text = typeof inner === 'string' ? inner : '';
  if (type === 'string') return { type, value: text };
  if (type === 'boolean') return /^[01]$/.test(text) ? { type, value: text === '1' } : null;
  if (type === 'int' || type === 'i4') return /^-?\d+$/.test(text) ? { type: 'int', value: Number(text) } : null;
  return null;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\r\n<methodResponse>\r\n';

/** The body of an answer, as xmlrpc-c writes it. */
export function answerXml(method: string, answer: Answer<string | number | boolean>): string {
  const values =
    answer.kind === 'ok'
      ? [bool(true), typed(answer.value), i4(0)]
      : [
          bool(false),
          text(`[${method}] ${answer.message}`),
          i4(answer.code),
          i4(answer.object),
          '<value><i8>-1</i8></value>',
        ];
  return `${HEAD}<params>\r\n<param><value><array><data>\r\n${values.join('\r\n')}\r\n</data></array></value></param>\r\n</params>\r\n</methodResponse>\r\n`;
}

/** The body of a fault. */
export const faultXml = (code: number, message: string): string =>
  `${HEAD}<fault>\r\n<value><struct>\r\n<member><name>faultCode</name>\r\n${i4(code)}</member>\r\n<member><name>faultString</name>\r\n${text(message)}</member>\r\n</struct></value>\r\n</fault>\r\n</methodResponse>\r\n`;

const bool = (value: boolean): string => `<value><boolean>${value ? 1 : 0}</boolean></value>`;
const i4 = (value: number): string => `<value><i4>${value}</i4></value>`;
const text = (value: string): string => `<value><string>${escaped(value)}</string></value>`;

function typed(value: string | number | boolean): string {
  if (typeof value === 'boolean') return bool(value);
  return typeof value === 'number' ? i4(value) : text(value);
}
