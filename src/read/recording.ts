import type { Source } from '../ports.ts';
import type { CloudObject } from './cloud-object.ts';
import { finishSnapshot } from './finish.ts';
import { gather } from './gather.ts';
import type { RawCloud } from './raw-cloud.ts';

/** What every source is told. */
export interface SourceOptions {
  /** Unix seconds to take for now; null takes the newest time in the recording. */
  readonly now: number | null;
}

/** A source that can be gone through object by object, and so be written elsewhere. */
export interface Recording extends Source {
  /** The cloud before requirements are matched. Throws an `InputError` when it can not be read. */
  raw(): RawCloud;
  /** Every object, one at a time. Throws an `InputError` when it can not be read. */
  objects(): Iterable<CloudObject>;
}

/** A recording from the way its objects are found. */
export function recordingOf(name: string, objects: () => Iterable<CloudObject>, { now }: SourceOptions): Recording {
  const raw = (): RawCloud => gather(objects(), now);
  return { name, objects, raw, read: async () => finishSnapshot(raw()) };
}
