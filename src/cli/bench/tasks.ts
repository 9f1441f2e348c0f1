import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../domain/errors.ts';
import { FAMILIES, type Family } from '../../read/benchmarks/families.ts';

/** One instance to be run: a file of a family, or an epoch that is made on the spot. */
export type BenchTask =
  | { readonly kind: 'file'; readonly family: Family; readonly file: string }
  | { readonly kind: 'generated'; readonly size: string; readonly load: number; readonly seed: number };

/** Which instances the arguments ask for. */
export interface Wanted {
  readonly families: readonly Family[];
  /** Files, and folders of files; none for those that come with the package. */
  readonly files: readonly string[];
  readonly generate: readonly string[];
  readonly loads: readonly number[];
  readonly seed: number;
  /** Generated epochs of each size and load, with seeds from `seed` on. */
  readonly count: number;
}

/** What is run, in order. */
export function tasksOf({ families, files, generate, loads, seed, count }: Wanted): readonly BenchTask[] {
  const [family] = families;
  if (files.length > 0 && family !== undefined) {
    return files.flatMap((file) =>
      filesOf(family, file).map((each) => ({ kind: 'file', family, file: each }) as const),
    );
  }
  if (generate.length > 0) {
    const seeds = Array.from({ length: count }, (_, nth) => seed + nth);
    const each = generate.flatMap((size) => loads.map((load) => ({ kind: 'generated', size, load }) as const));
    return each.flatMap((terms) => seeds.map((one) => ({ ...terms, seed: one })));
  }
  return families.flatMap((each) => bundled(each).map((file) => ({ kind: 'file', family: each, file }) as const));
}

/** How a task is called before it is read. */
export const taskName = (task: BenchTask): string =>
  task.kind === 'file' ? basename(task.file) : `generated ${task.size}, load ${task.load}, seed ${task.seed}`;

/** The family of that name. */
export function familyNamed(name: string): Family {
  const family = FAMILIES.find((each) => each.name === name);
  if (family !== undefined) return family;
  throw new InputError(
    'bench',
    `there is no family "${name}"`,
    `Name one of ${FAMILIES.map((each) => each.name).join(', ')}.`,
  );
}

/** A file stands for itself, a folder for its instances. */
const filesOf = (family: Family, path: string): readonly string[] =>
  existsSync(path) && statSync(path).isDirectory() ? instancesIn(family, path) : [path];

const instancesIn = (family: Family, folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => family.files.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(folder, name));

/** The instances that come with the package, found from `src/cli/bench` and from `dist/src/cli/bench`. */
function bundled(family: Family): readonly string[] {
  const here = dirname(fileURLToPath(import.meta.url));
  const roots = [join(here, '..', '..', '..'), join(here, '..', '..', '..', '..')];
  const folders = roots.map((root) => join(root, 'fixtures', 'instances', family.folder));
  const folder = folders.find((path) => existsSync(path));
  if (folder === undefined) return [];
  const near = relative('.', folder);
  return instancesIn(family, near.startsWith('..') ? folder : near);
}
