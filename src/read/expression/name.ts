import type { Cursor } from './cursor.ts';

/**
 * Steps over a name: an identifier, or a path in quotes (`"CLUSTERS/ID"`, `"/HOST/TEMPLATE/RACK"`). OpenNebula takes
 * it for XPath; only plain paths of element names are read here, and anything else that XPath could make something of
 * is refused rather than guessed.
 */
export function takeName(cursor: Cursor): string {
  const { token } = cursor;
  if (token.kind !== 'string' || token.text === null) {
    cursor.expected('a name');
    return '';
  }
  if (XPATH.test(token.text)) {
    cursor.refuse(
      'Unsupported',
      `expected a plain path of element names, found the XPath ${JSON.stringify(token.text)}`,
    );
    return '';
  }
  cursor.step();
  return token.text;
}

/** Predicates, functions, wildcards, unions, axes, `//`, `.` and `..`. */
const XPATH = /[[\]()*@|:]|\/\/|(^|\/)\.{1,2}(\/|$)/;
