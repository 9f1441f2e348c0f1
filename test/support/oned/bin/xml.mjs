// XML as the commands print it: indented, empty elements closed at once.

/** One document, indented by two. */
export function pretty(xml) {
  const lines = [];
  let depth = 0;
  const tokens = /<([A-Z0-9_]+)>((?:[^<]|<!\[CDATA\[[\s\S]*?\]\]>)*)<\/\1>|<([A-Z0-9_]+)\/>|<(\/?)([A-Z0-9_]+)>/g;
  for (const [token, leaf, text, empty, slash, name] of xml.matchAll(tokens)) {
    if (slash === '/') depth -= 1;
    const indent = '  '.repeat(depth);
    if (leaf !== undefined) lines.push(text === '' ? `${indent}<${leaf}/>` : `${indent}<${leaf}>${text}</${leaf}>`);
    else lines.push(empty === undefined ? indent + token : `${indent}<${empty}/>`);
    if (name !== undefined && slash === '') depth += 1;
  }
  return lines.join('\n');
}

/** The elements of a pool, each as its own XML. */
export const membersOf = (pool, noun) => pool.match(new RegExp(`<${noun}><ID>[\\s\\S]*?</${noun}>(?=<${noun}><ID>|</${noun}_POOL>)`, 'g')) ?? [];

/** Text of the first element of this name. */
export function textOf(xml, name) {
  const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(xml);
  return found?.[1] ?? '';
}
