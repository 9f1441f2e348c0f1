import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { InputError } from '../../domain/errors.ts';
import type { SimulationEvent } from '../../domain/simulation-event.ts';

/** Bytes gathered before they are written. */
const CHUNK = 1 << 16;

/** An event log on disk, one JSON object a line, written as the run goes on. */
export interface EventFile {
  readonly write: (event: SimulationEvent) => void;
  readonly close: () => void;
}

export function openEventFile(file: string): EventFile {
  const descriptor = tried(file, () => openSync(file, 'w'));
  let gathered = '';
  const flush = (): void => {
    tried(file, () => writeSync(descriptor, gathered));
    gathered = '';
  };
  return {
    write: (event) => {
      gathered += `${JSON.stringify(event)}\n`;
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
  tried(folder, () => mkdirSync(folder, { recursive: true }));
};

function tried<Value>(file: string, attempt: () => Value): Value {
  try {
    return attempt();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'no reason given';
    throw new InputError('--output', `${file} can not be written (${code})`, 'Name a writable folder.', { cause });
  }
}
