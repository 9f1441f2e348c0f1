import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../domain/errors.ts';
import { driverSource } from '../read/driver.ts';
import { folderSource } from '../read/folder.ts';
import type { Recording } from '../read/recording.ts';
import { sqliteSource } from '../read/sqlite.ts';
import type { SourceArgs } from './options.ts';

const REMEDY = 'Write folder:DIR, sqlite:FILE or driver:FILE.';

/** The cloud that the command is about: named as an argument or with `--from`, else the bundled one. */
export function sourceOf(args: SourceArgs & { readonly source?: string | undefined }): Recording {
  if (args.source !== undefined && args.from !== undefined) {
    throw new InputError('--from', `the source is given twice, ${args.source} and ${args.from}`, 'Give it once.');
  }
  return sourceNamed(args.source ?? args.from ?? bundledCloud(), args.now ?? null);
}

function sourceNamed(name: string, now: number | null): Recording {
  const [, kind, place] = /^([a-z0-9]+):(.+)$/s.exec(name) ?? [];
  if (place === undefined) throw new InputError('--from', `"${name}" does not say what it is`, REMEDY);
  switch (kind) {
    case 'folder':
      return folderSource(place, { now });
    case 'sqlite':
      return sqliteSource(place, { now });
    case 'driver':
      return driverSource(place, { now });
    default:
      throw new InputError('--from', `there is no source "${kind}"`, REMEDY);
  }
}

/** The example that comes with the package, found from `src/cli` and from `dist/src/cli`. */
function bundledCloud(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const roots = [join(here, '..', '..'), join(here, '..', '..', '..')];
  const folder = roots.map((root) => join(root, 'fixtures', 'clouds', 'lab')).find((path) => existsSync(path));
  if (folder === undefined)
    throw new InputError('oneplan', 'the bundled cloud is missing', 'Name a source with --from.');
  const near = relative('.', folder);
  return `folder:${near.startsWith('..') ? folder : near}`;
}
