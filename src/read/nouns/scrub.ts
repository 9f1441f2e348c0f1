import type { XmlElement } from '../xml/element.ts';
import { branch, leaf } from '../xml/element.ts';
import { isSecret } from './secret.ts';

const SCRUBBED = 'SCRUBBED';

/** The same element without credentials: passwords, keys, tokens, and all that CONTEXT hands to the machine. */
export function scrubbed(element: XmlElement): XmlElement {
  if (isSecret(element.name)) return leaf(element.name, isEmpty(element) ? '' : SCRUBBED);
  if (element.name === 'CONTEXT') return emptied(element);
  return element.children.length === 0 ? element : branch(element.name, element.children.map(scrubbed));
}

/** Every value replaced, only the names stay. */
const emptied = (element: XmlElement): XmlElement =>
  element.children.length === 0
    ? leaf(element.name, isEmpty(element) ? '' : SCRUBBED)
    : branch(element.name, element.children.map(emptied));

const isEmpty = ({ text, children }: XmlElement): boolean => text === '' && children.length === 0;
