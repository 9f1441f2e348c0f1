import { createHash } from 'node:crypto';
import { type VmId, vmId } from '../../domain/ids.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Stay } from '../../domain/vm.ts';
import { bodyElement } from '../body.ts';
import type { CloudObject } from '../cloud-object.ts';
import { finishSnapshot } from '../finish.ts';
import { gather } from '../gather.ts';
import { readStays } from '../nouns/stay.ts';
import type { Capture, Recordable } from '../recording.ts';
import { branch, leaf } from '../xml/element.ts';
import { ValueError } from '../xml/values.ts';
import type { Door } from './door.ts';
import { type Picture, readPicture } from './picture.ts';
import type { Noun, Piece } from './pieces.ts';

/**
 * A live cloud as a source. Each reading is one picture of it; one that is as the last was costs no more than
 * comparing.
 *
 * @param now Unix seconds at which an epoch begins, asked at each reading.
 */
export function liveSource(door: Door, now: () => number): Recordable {
  const capture = async (): Promise<Capture> => {
    const picture = await readPicture(door);
    const takenAt = now();
    const objects = (): Iterable<CloudObject> => objectsOf(door, picture);
    return { name: door.name, objects, raw: () => gather(objects(), takenAt) };
  };
  let last: { readonly mark: string; readonly snapshot: Snapshot } | null = null;
  const read = async (): Promise<Snapshot> => {
    const picture = await readPicture(door);
    const takenAt = now();
    const mark = markOf(picture);
    if (last?.mark === mark) return { ...last.snapshot, takenAt };
    last = { mark, snapshot: finishSnapshot(gather(objectsOf(door, picture), takenAt)) };
    return last.snapshot;
  };
  const histories = async (vms: readonly VmId[]): Promise<ReadonlyMap<VmId, readonly Stay[]>> =>
    new Map((await door.shownVms(vms)).flatMap(historyIn));
  return { name: door.name, capture, read, histories };
}

/** A history that can not be read is none. */
function historyIn({ id, text }: Piece): readonly (readonly [VmId, readonly Stay[]])[] {
  try {
    return [[vmId(id), readStays(bodyElement('VM', id, text, 'the answer'))]];
  } catch (error) {
    if (error instanceof ValueError) return [];
    throw error;
  }
}

const NOUNS: readonly Noun[] = ['CLUSTER', 'HOST', 'DATASTORE', 'VNET', 'VM_GROUP', 'VM'];

function* objectsOf({ name }: Door, { lists, shown, unsettled }: Picture): Generator<CloudObject> {
  for (const noun of NOUNS) yield* cloudObjects(name, noun, lists[noun], false);
  yield* cloudObjects(name, 'VM', shown, true);
  if (unsettled === null) return;
  const element = branch('SNAPSHOT', [leaf('UNSETTLED', unsettled)]);
  yield { element, matched: false, single: false, origin: name };
}

function* cloudObjects(name: string, noun: Noun, pieces: readonly Piece[], single: boolean): Generator<CloudObject> {
  for (const { id, text } of pieces) {
    const element = bodyElement(noun, id, text, 'the answer');
    yield { element, matched: false, single, origin: `${name} ${noun}` };
  }
}

function markOf({ lists, shown, unsettled }: Picture): string {
  const hash = createHash('sha256');
  for (const pieces of [...NOUNS.map((noun) => lists[noun]), shown]) {
    for (const { text } of pieces) hash.update(text);
    hash.update('\0');
  }
  return hash.update(unsettled ?? '').digest('base64');
}
