import type { Attributes } from '../raw-cloud.ts';
import type { XmlElement } from '../xml/element.ts';
import { isSecret } from './secret.ts';

/** Every leaf below an object by its path (`HOST_SHARE/MAX_CPU`), distinct values in document order, secrets left out. */
export function attributesOf(object: XmlElement): Attributes {
  const found = new Map<string, string[]>();
  for (const child of object.children) collect(child, child.name, found);
  return Object.fromEntries(found);
}

function collect(element: XmlElement, path: string, found: Map<string, string[]>): void {
  if (isSecret(element.name)) return;
  for (const child of element.children) collect(child, `${path}/${child.name}`, found);
  if (element.children.length > 0) return;
  const values = found.get(path);
  if (values === undefined) found.set(path, [element.text]);
  else if (!values.includes(element.text)) values.push(element.text);
}
