import { gunzipSync, gzipSync } from 'node:zlib';
import type { RunResult } from '../task.ts';

const LARGEST_BYTES = 512 * 2 ** 20;

/** A result as text for the queue: leases of a month are megabytes of JSON that shrink to a tenth. */
export const packed = (result: RunResult): string => gzipSync(JSON.stringify(result)).toString('base64');

export const unpacked = (text: string): RunResult =>
  JSON.parse(gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: LARGEST_BYTES }).toString('utf8')) as RunResult;
