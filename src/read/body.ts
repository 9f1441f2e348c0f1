import { InputError } from '../domain/errors.ts';
import { UNREADABLE } from './cloud-object.ts';
import { openXml } from './xml/document.ts';
import { branch, leaf, type XmlElement } from './xml/element.ts';

/**
 * One object from the XML that a transport has of it alone; XML that is none, or of another noun, stands as an element
 * that says so, and becomes a verdict on that object.
 *
 * @param place where it was found, as a message says it: `its row of the database`.
 */
export function bodyElement(noun: string, id: number, body: unknown, place: string): XmlElement {
  try {
    if (typeof body !== 'string') return unreadable(noun, id, `no text in ${place}`);
    for (const { element } of openXml(noun, [body]).objects) {
      return element.name === noun ? element : unreadable(noun, id, `expected ${noun}, found ${element.name}`);
    }
    return unreadable(noun, id, `no element in ${place}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return unreadable(noun, id, error.problem);
  }
}

const unreadable = (noun: string, id: number, reason: string): XmlElement =>
  branch(noun, [leaf('ID', String(id)), leaf(UNREADABLE, reason)]);
