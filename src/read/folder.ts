import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../domain/errors.ts';
import { type CloudObject, isShort } from './cloud-object.ts';
import { type Recording, recordingOf, type SourceOptions } from './recording.ts';
import { attempt, fileStart, fileText } from './xml/chunks.ts';
import { openXml } from './xml/document.ts';

/**
 * A folder of XML as `onevm list -x --extended`, `onehost list -x`, … print it, or a folder with such a folder `xml`
 * or `cli-xml` in it. Files are known by their root element. `onevm show -x` files complete the lists: they alone
 * have scheduled actions. The plain `onevm list -x` is read only without an extended one.
 *
 * Reading throws an `InputError` when a list is damaged or there are no hosts or VMs.
 */
export const folderSource = (directory: string, options: SourceOptions): Recording =>
  recordingOf(`folder:${directory}`, () => folderObjects(directory), options);

function* folderObjects(directory: string): Generator<CloudObject> {
  const files = filesOf(directory);
  for (const noun of ['HOST', 'VM']) requireNoun(directory, files, noun);
  for (const { path, single } of inOrder(files)) {
    for (const { pool, element } of openXml(path, fileText(path)).objects) {
      yield { element, single, matched: pool === 'REQUIREMENTS', origin: path };
    }
  }
}

/** One file of the folder that is about the cloud. */
interface CloudFile {
  readonly path: string;
  readonly noun: string;
  readonly single: boolean;
  /** A plain `onevm list -x`. */
  readonly short: boolean;
}

const NOUNS: readonly string[] = ['VM', 'HOST', 'CLUSTER', 'DATASTORE', 'VNET', 'VM_GROUP'];
/** What this program itself adds when it writes a folder. */
const NOTES: readonly string[] = ['REQUIREMENTS', 'SNAPSHOT'];

/** Where the lists are: here, or in a folder that recordings use. */
function filesOf(directory: string): readonly CloudFile[] {
  const here = readdir(directory);
  const folders = ['xml', 'cli-xml'].filter((name) => here.includes(name)).map((name) => join(directory, name));
  for (const folder of [directory, ...folders]) {
    const names = readdir(folder).filter((name) => name.endsWith('.xml'));
    const files = names.toSorted().flatMap((name) => surveyed(join(folder, name), name));
    if (files.length > 0) return files;
  }
  throw new InputError(directory, 'no XML of OpenNebula in it', RECORD);
}

const RECORD = 'Fill it with the output of onehost list -x, onevm list -x --extended and the other lists.';

const readdir = (directory: string): readonly string[] =>
  attempt(directory, () => readdirSync(directory, { encoding: 'utf8' }));

/** What one file holds; none when it is about something else. */
function surveyed(path: string, name: string): readonly CloudFile[] {
  const promised = promisedNoun(name);
  if (promised === null && !looksLikeXml(path)) return [];
  const { root, objects, close } = openXml(path, fileText(path));
  try {
    const single = NOUNS.includes(root);
    const noun = single ? root : root.replace(/_POOL$/, '');
    if (promised !== null && noun !== promised) {
      throw new InputError(path, `expected ${promised}_POOL or ${promised}, found ${root}`, RECORD);
    }
    if (NOTES.includes(root)) return [{ path, noun: root, single: false, short: false }];
    if (!NOUNS.includes(noun)) return [];
    return [{ path, noun, single, short: root === 'VM_POOL' && startsShort(objects) }];
  } finally {
    close();
  }
}

function startsShort(objects: ReturnType<typeof openXml>['objects']): boolean {
  for (const { element } of objects) return isShort(element);
  return false;
}

/** The noun that a file named after its command must hold: `onehost-list.xml` hosts. */
function promisedNoun(name: string): string | null {
  const command = /^one(vmgroup|vm|host|cluster|datastore|vnet)-/.exec(name)?.[1];
  if (command === undefined) return null;
  return command === 'vmgroup' ? 'VM_GROUP' : command.toUpperCase();
}

/** Not so a prompt or a message that a command left behind instead. */
const looksLikeXml = (path: string): boolean => /^\uFEFF?\s*</.test(fileStart(path, 1024).toString('utf8'));

function requireNoun(directory: string, files: readonly CloudFile[], noun: string): void {
  if (files.some((file) => file.noun === noun)) return;
  const command = noun === 'VM' ? 'onevm list -x --extended' : 'onehost list -x';
  throw new InputError(directory, `no file in it has ${noun}_POOL as its root`, `Add the output of ${command}.`);
}

/** Lists, then what completes them; a short list only when there is no other. */
function inOrder(files: readonly CloudFile[]): readonly CloudFile[] {
  const lists = files.filter(({ single, short }) => !single && !short);
  const short = lists.some(({ noun }) => noun === 'VM') ? [] : files.filter((file) => file.short);
  return [...lists, ...files.filter(({ single }) => single), ...short];
}
