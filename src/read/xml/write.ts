import { XMLBuilder } from 'fast-xml-parser';
import type { XmlElement } from './element.ts';

const builder = new XMLBuilder({ preserveOrder: true, format: true, indentBy: '  ', suppressEmptyNode: true });

/** An element as XML, indented, without a line break before or after it. Read again, it is the same element. */
export const xmlText = (element: XmlElement): string =>
  // A bare carriage return would be read as a line feed.
  builder
    .build([node(element)])
    .trim()
    .replaceAll('\r', '&#13;');

interface Node {
  readonly [name: string]: readonly Node[] | string;
}

function node({ name, text, children }: XmlElement): Node {
  if (children.length > 0) return { [name]: children.map(node) };
  return { [name]: text === '' ? [] : [{ '#text': text }] };
}
