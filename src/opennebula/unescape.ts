const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Text of an XML element without its entities, in one pass; null when there is an ampersand that begins none. A payload
 * of OpenNebula is XML escaped once more inside XML: this undoes the outer layer without a parser.
 */
export function unescaped(text: string): string | null {
  if (!text.includes('&')) return text;
  let sound = true;
  const plain = text.replace(/&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9a-f]{1,6}))?(;?)/gi, (...match) => {
    const character = match[4] === ';' ? characterOf(match[1], match[2], match[3]) : null;
    sound &&= character !== null;
    return character ?? '';
  });
  return sound ? plain : null;
}

function characterOf(name?: string, decimal?: string, hexadecimal?: string): string | null {
  if (name !== undefined) return NAMED[name] ?? null;
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : null;
}
