import { InputError } from '../../domain/errors.ts';

/** Reads `a=1,b=2`: each key once and known. Throws an `InputError` that names the option. */
export function fields(option: string, given: string, known: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of given.split(',')) {
    const [, key, value] = /^\s*([A-Za-z_]+)\s*=\s*(.*?)\s*$/s.exec(pair) ?? [];
    const name = key?.toLowerCase();
    if (name === undefined || value === undefined || value === '') {
      throw new InputError(option, `expected key=value, found "${pair}"`, `Separate pairs by commas; ${keys(known)}`);
    }
    if (!known.includes(name)) throw new InputError(option, `there is no key "${name}"`, keys(known));
    if (found.has(name)) throw new InputError(option, `"${name}" is given twice`, 'Give it once.');
    found.set(name, value);
  }
  return found;
}

const keys = (known: readonly string[]): string => `The keys are ${known.join(', ')}.`;
