import type { Source } from '../ports.ts';
import type { CloudObject } from './cloud-object.ts';
import { finishSnapshot } from './finish.ts';
import { gather } from './gather.ts';
import type { RawCloud } from './raw-cloud.ts';

/** What every source is told. */
export interface SourceOptions {
  /** Unix seconds to take for now, or what to ask at each reading; null takes the newest time in the recording. */
  readonly now: number | null | (() => number);
}

/** A cloud of one moment that can be gone through object by object, and so be written elsewhere. */
export interface Capture {
  /** How messages name it. */
  readonly name: string;
  /** The cloud before requirements are matched. Throws an `InputError` when it can not be read. */
  raw(): RawCloud;
  /** Every object, one at a time. Throws an `InputError` when it can not be read. */
  objects(): Iterable<CloudObject>;
}

/** A source that can be written elsewhere. */
export interface Recordable extends Source {
  /** Holds one moment of it. Throws an `InputError` when a live cloud can not be read. */
  capture(): Promise<Capture>;
}

/** A source that stands still: it is its own capture. */
export interface Recording extends Recordable, Capture {}

/** A recording from the way its objects are found. */
export function recordingOf(name: string, objects: () => Iterable<CloudObject>, { now }: SourceOptions): Recording {
  const raw = (): RawCloud => gather(objects(), typeof now === 'function' ? now() : now);
  const recording = { name, objects, raw, read: async () => finishSnapshot(raw()) };
  return { ...recording, capture: async () => recording };
}
