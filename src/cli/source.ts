import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { InputError } from '../domain/errors.ts';
import { connect } from '../opennebula/client.ts';
import { commandsOn } from '../opennebula/commands.ts';
import { type Environment, readCredentials } from '../opennebula/credentials.ts';
import { endpointOf } from '../opennebula/endpoint.ts';
import type { Clock } from '../ports.ts';
import { driverSource } from '../read/driver.ts';
import { folderSource } from '../read/folder.ts';
import { onevmSource } from '../read/onevm.ts';
import type { Recordable } from '../read/recording.ts';
import { sqliteSource } from '../read/sqlite.ts';
import { xmlrpcSource } from '../read/xmlrpc.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { Io } from './io.ts';
import type { SourceArgs } from './options.ts';

const REMEDY = 'Write xmlrpc, xmlrpc:URL, onevm, folder:DIR, sqlite:FILE or driver:FILE.';

/** What a live cloud is read with. */
export interface LiveWorld {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** A database is the one that oned writes now, and not a copy of some day: its now is the clock's, too. */
  readonly databaseIsLive?: boolean;
}

/** The process's own, until its signal fires. */
export const liveWorld = ({ signal }: Pick<Io, 'signal'>): LiveWorld => ({
  environment: process.env,
  clock: SYSTEM_CLOCK,
  signal,
});

/**
 * The cloud that the command is about: named as an argument or with `--from`, else the bundled one. Live sources take
 * the clock's now unless `--now` is given.
 */
export function sourceOf(args: SourceArgs & { readonly source?: string | undefined }, live: LiveWorld): Recordable {
  if (args.source !== undefined && args.from !== undefined) {
    throw new InputError('--from', `the source is given twice, ${args.source} and ${args.from}`, 'Give it once.');
  }
  return sourceNamed(args.source ?? args.from ?? bundledCloud(), args.now ?? null, live);
}

function sourceNamed(name: string, now: number | null, live: LiveWorld): Recordable {
  const [, kind, place] = /^([a-z0-9]+)(?::(.+))?$/s.exec(name) ?? [];
  if (kind === 'xmlrpc') return xmlrpcNamed(place ?? null, now, live);
  if (kind === 'onevm' && place === undefined) return onevmNamed(now, live);
  if (place === undefined) throw new InputError('--from', `"${name}" does not say what it is`, REMEDY);
  switch (kind) {
    case 'folder':
      return folderSource(place, { now });
    case 'sqlite':
      return sqliteSource(place, { now: live.databaseIsLive === true ? nowOf(now, live.clock) : now });
    case 'driver':
      return driverSource(place, { now });
    default:
      throw new InputError('--from', `there is no source "${kind}"`, REMEDY);
  }
}

function xmlrpcNamed(url: string | null, now: number | null, { environment, clock, signal }: LiveWorld): Recordable {
  const client = connect(endpointOf(url, environment), readCredentials(environment));
  return xmlrpcSource({ client, now: nowOf(now, clock), signal });
}

const onevmNamed = (now: number | null, { environment, clock, signal }: LiveWorld): Recordable =>
  onevmSource({ commands: commandsOn({ environment }), now: nowOf(now, clock), signal });

const nowOf =
  (now: number | null, clock: Clock): (() => number) =>
  () =>
    now ?? Math.floor(clock.unixSeconds());

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
