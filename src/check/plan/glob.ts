/** Whether a text matches a shell pattern: `*` any text, `?` any character, `[a-c]` one of these, `[!a-c]` none. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/\[!?\]?[^\]]*\]|[\s\S]/g, translate);
  return new RegExp(`^${source}$`, 's').test(text);
}

function translate(token: string): string {
  if (token === '*') return '.*';
  if (token === '?') return '.';
  if (token.length === 1) return escaped(token);
  const negated = token.startsWith('[!');
  const members = token.slice(negated ? 2 : 1, -1).replace(/[\]\\^[]/g, '\\$&');
  return `[${negated ? '^' : ''}${members}]`;
}

const escaped = (character: string): string => character.replace(/[.+^${}()|[\]\\/]/, '\\$&');
