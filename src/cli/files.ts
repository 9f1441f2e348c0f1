import { writeFileSync } from 'node:fs';
import { InputError } from '../domain/errors.ts';

/** Writes a file that the operator asked for. Throws an `InputError` when it can not be written. */
export function writeText(option: string, file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'no reason given';
    throw new InputError(option, `${file} can not be written (${code})`, 'Name a file in a writable folder.', {
      cause,
    });
  }
}

/** JSON as files have it: indented, with a last newline. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
