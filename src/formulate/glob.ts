/** Whether a name matches a glob: `*` any text, `?` any character, `[a-c]` and `[!a-c]` one of a set. */
export function globMatcher(glob: string): (name: string) => boolean {
  const pattern = glob.replace(/\[(!?)([^\]]+)\]|[\s\S]/gu, (part: string, negated?: string, set?: string) => {
    if (set !== undefined) return `[${negated === '!' ? '^' : ''}${set.replace(/[\\^[\]]/gu, '\\$&')}]`;
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    return part.replace(/[\\^$.|+(){}[\]]/u, '\\$&');
  });
  const compiled = compile(`^${pattern}$`);
  return (name) => compiled?.test(name) ?? name === glob;
}

/** A range such as `[z-a]` is no pattern: such a glob matches itself alone. */
function compile(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return null;
  }
}
