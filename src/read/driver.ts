import { InputError } from '../domain/errors.ts';
import { type VmId, vmId } from '../domain/ids.ts';
import type { CloudObject } from './cloud-object.ts';
import { type Recording, recordingOf, type SourceOptions } from './recording.ts';
import { decodeUtf8, fileChunks } from './xml/chunks.ts';
import { openXml } from './xml/document.ts';
import { textAt } from './xml/element.ts';

const ROOT = 'SCHEDULER_DRIVER_ACTION';

/**
 * The document that oned 7.x hands a scheduler driver, for `place` or `optimize`: XML, or one line of base64 as on
 * standard input. Its REQUIREMENTS stand instead of our own matching.
 *
 * Reading throws an `InputError` when it is something else.
 */
export const driverSource = (file: string, options: SourceOptions): Recording =>
  driverDocument(file, () => fileChunks(file), options);

/** The same from bytes that are here already, `name` being what messages call them; they are gone through several times. */
export const driverDocument = (name: string, bytes: () => Iterable<Buffer>, options: SourceOptions): Recording =>
  recordingOf(`driver:${name}`, () => documentObjects(name, bytes()), options);

/** SCHED_MESSAGE of every VM that has one, as oned keeps it: with the date before it. */
export function schedulerMessages({ objects }: Pick<Recording, 'objects'>): ReadonlyMap<VmId, string> {
  const messages = new Map<VmId, string>();
  for (const { element, matched } of objects()) {
    const text = matched || element.name !== 'VM' ? '' : textAt(element, 'USER_TEMPLATE/SCHED_MESSAGE');
    if (text !== '') messages.set(vmId(Number(textAt(element, 'ID'))), text);
  }
  return messages;
}

function* documentObjects(file: string, bytes: Iterable<Buffer>): Generator<CloudObject> {
  const { root, objects, close } = openXml(file, decodeUtf8(file, plainChunks(file, bytes)));
  if (root !== ROOT) {
    close();
    throw new InputError(file, `expected ${ROOT}, found ${root}`, 'Give what oned hands a scheduler driver.');
  }
  for (const { pool, element } of objects) {
    yield { element, matched: pool === 'REQUIREMENTS', single: false, origin: `${file} ${pool}` };
  }
}

/** The bytes of the XML, taken out of base64 when they are in it. */
function* plainChunks(file: string, bytes: Iterable<Buffer>): Generator<Buffer> {
  let encoded: boolean | null = null;
  let carry = '';
  for (const chunk of bytes) {
    encoded ??= isBase64(chunk);
    if (!encoded) {
      yield chunk;
      continue;
    }
    const text = carry + base64In(file, chunk);
    const whole = text.length - (text.length % 4);
    yield Buffer.from(text.slice(0, whole), 'base64');
    carry = text.slice(whole);
  }
  if (carry.length > 0) yield Buffer.from(carry, 'base64');
}

/** XML begins with `<`, which base64 never has. */
const isBase64 = (start: Buffer): boolean =>
  !/^(\u00EF\u00BB\u00BF)?\s*</.test(start.subarray(0, 1024).toString('latin1'));

function base64In(file: string, chunk: Buffer): string {
  const text = chunk.toString('latin1').replace(/\s+/g, '');
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return text;
  throw new InputError(file, 'is neither XML nor base64', 'Give what oned hands a scheduler driver.');
}
