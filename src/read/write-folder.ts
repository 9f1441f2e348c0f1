import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../domain/errors.ts';
import type { CloudObject } from './cloud-object.ts';
import { scrubbed } from './nouns/scrub.ts';
import type { Capture } from './recording.ts';
import { attempt } from './xml/chunks.ts';
import { branch, elementsAt, leaf, textAt } from './xml/element.ts';
import { xmlText } from './xml/write.ts';

/**
 * Writes a recording as a folder of XML that reads back to the same snapshot, `now` included, and holds no credential.
 * Returns the files written, ascending.
 *
 * Throws an `InputError` when the recording can not be read, or the folder can not be written or has XML in it already.
 */
export function writeFolder(recording: Capture, directory: string): readonly string[] {
  const { takenAt } = recording.raw();
  prepare(directory);
  const files = new PoolFiles(directory);
  try {
    const notes = [leaf('TAKEN_AT', String(takenAt))];
    for (const object of recording.objects()) {
      if (object.element.name === 'SNAPSHOT') {
        notes.push(...elementsAt(object.element, 'UNSETTLED'));
        continue;
      }
      const { file, pool } = placeOf(object);
      files.add(file, pool, scrubbed(object.element));
    }
    files.add('snapshot.xml', null, branch('SNAPSHOT', notes));
    for (const { command, pool } of Object.values(LISTS)) files.need(`one${command}-list.xml`, pool);
  } finally {
    files.close();
  }
  return files.names;
}

function prepare(directory: string): void {
  attempt(directory, () => mkdirSync(directory, { recursive: true }));
  const old = attempt(directory, () => readdirSync(directory)).find((name) => name.endsWith('.xml'));
  if (old === undefined) return;
  throw new InputError(directory, `has ${old} in it already`, 'Name a new folder: lists of two moments do not mix.');
}

/** The command that prints a noun, and the root element of its list. */
const LISTS: Readonly<Record<string, { readonly command: string; readonly pool: string }>> = {
  CLUSTER: { command: 'cluster', pool: 'CLUSTER_POOL' },
  HOST: { command: 'host', pool: 'HOST_POOL' },
  DATASTORE: { command: 'datastore', pool: 'DATASTORE_POOL' },
  VNET: { command: 'vnet', pool: 'VNET_POOL' },
  VM_GROUP: { command: 'vmgroup', pool: 'VM_GROUP_POOL' },
  VM: { command: 'vm', pool: 'VM_POOL' },
};

/** The file an object belongs in, and the root that file has around its objects. */
function placeOf({ element, matched, single, origin }: CloudObject): { file: string; pool: string | null } {
  if (matched) return { file: 'requirements.xml', pool: 'REQUIREMENTS' };
  const list = LISTS[element.name];
  if (list === undefined)
    throw new InputError(origin, `${element.name} is not an object that is written`, 'Take it out.');
  if (single) return { file: `one${list.command}-show-${textAt(element, 'ID')}.xml`, pool: null };
  return { file: `one${list.command}-list.xml`, pool: list.pool };
}

/** Files that are open and being filled, each with its root. */
class PoolFiles {
  readonly #open = new Map<string, { readonly descriptor: number; readonly pool: string | null }>();
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get names(): readonly string[] {
    return [...this.#open.keys()].sort();
  }

  add(name: string, pool: string | null, element: CloudObject['element']): void {
    const file = pool === null ? this.#free(name) : name;
    this.#write(this.#descriptor(file, pool), `${xmlText(element)}\n`);
  }

  /** A list that is there even when it is empty. */
  need(name: string, pool: string): void {
    this.#descriptor(name, pool);
  }

  close(): void {
    for (const { descriptor, pool } of this.#open.values()) {
      if (pool !== null) this.#write(descriptor, `</${pool}>\n`);
      closeSync(descriptor);
    }
  }

  /** A name not yet taken that sorts after those taken, since the first file about an object counts. */
  #free(name: string): string {
    return this.#open.has(name) ? this.#free(name.replace('.xml', '_.xml')) : name;
  }

  #descriptor(name: string, pool: string | null): number {
    const known = this.#open.get(name);
    if (known !== undefined) return known.descriptor;
    const path = join(this.#directory, name);
    const descriptor = attempt(path, () => openSync(path, 'wx', 0o600));
    this.#open.set(name, { descriptor, pool });
    if (pool !== null) this.#write(descriptor, `<${pool}>\n`);
    return descriptor;
  }

  #write(descriptor: number, text: string): void {
    attempt(this.#directory, () => writeSync(descriptor, text));
  }
}
