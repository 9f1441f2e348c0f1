import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';

/** `7:3`: line and column of a key, or of the nearest thing above it that is there. */
export function placeOf(document: Document, lines: LineCounter, path: readonly PropertyKey[], key?: string): string {
  const offset = (key === undefined ? null : offsetOfKey(document, path, key)) ?? offsetOf(document, path);
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}`;
}

function offsetOfKey(document: Document, path: readonly PropertyKey[], key: string): number | null {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return null;
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range !== undefined && node.range !== null) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
