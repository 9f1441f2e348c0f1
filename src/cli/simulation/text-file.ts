import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../domain/errors.ts';

/** Bytes gathered before they are written. */
const CHUNK = 1 << 16;

/** A long file that is written as its text comes. */
export interface TextFile {
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** Throws an `InputError` when it can not be written. */
export function openTextFile(file: string): TextFile {
  const descriptor = tried(file, () => openSync(file, 'w'));
  let gathered = '';
  const flush = (): void => {
    tried(file, () => writeSync(descriptor, gathered));
    gathered = '';
  };
  return {
    write: (text) => {
      gathered += text;
      if (gathered.length > CHUNK) flush();
    },
    close: () => {
      flush();
      closeSync(descriptor);
    },
  };
}

/** Makes the folder for results, if it is not there. */
export const makeFolder = (folder: string): void => {
  tried(folder, () => makeWithParents(resolve(folder)));
};

/** One after another: Node's own recursion never ends where a file system takes no folders (/proc). */
function makeWithParents(folder: string): void {
  if (existsSync(folder)) return;
  makeWithParents(dirname(folder));
  mkdirSync(folder);
}

function tried<Value>(file: string, attempt: () => Value): Value {
  try {
    return attempt();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'no reason given';
    throw new InputError('--output', `${file} can not be written (${code})`, 'Name a writable folder.', { cause });
  }
}
