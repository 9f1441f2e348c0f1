/** One XML element as a small tree. A leaf has text and no children; a branch has children and no text. */
export interface XmlElement {
  readonly name: string;
  /** '' for a branch, and for a leaf that is empty or blank. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Every element at a path below this one (`HISTORY_RECORDS/HISTORY`), in document order. */
export function elementsAt(element: XmlElement, path: string): readonly XmlElement[] {
  let found: readonly XmlElement[] = [element];
  for (const name of path.split('/')) found = found.flatMap(({ children }) => children.filter((c) => c.name === name));
  return found;
}

/** The first element at a path, or null. */
export function elementAt(element: XmlElement, path: string): XmlElement | null {
  let here: XmlElement | undefined = element;
  for (const name of path.split('/')) {
    here = here.children.find((child) => child.name === name);
    if (here === undefined) return null;
  }
  return here;
}

/** Text of the first leaf at a path; '' when it is missing, empty or blank. */
export const textAt = (element: XmlElement, path: string): string => elementAt(element, path)?.text ?? '';

/** A leaf, for elements that a transport adds to what it read. */
export const leaf = (name: string, text: string): XmlElement => ({ name, text, children: [] });

/** A branch, for elements that a transport adds to what it read. */
export const branch = (name: string, children: readonly XmlElement[]): XmlElement => ({ name, text: '', children });
