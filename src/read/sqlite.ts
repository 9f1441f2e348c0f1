import Database from 'better-sqlite3';
import { InputError } from '../domain/errors.ts';
import { bodyElement } from './body.ts';
import type { CloudObject } from './cloud-object.ts';
import { DONE } from './nouns/vm.ts';
import { type Recording, recordingOf, type SourceOptions } from './recording.ts';
import { fileStart } from './xml/chunks.ts';
import { branch, type XmlElement } from './xml/element.ts';

export interface SqliteOptions extends SourceOptions {
  /**
   * Take the last measurement of each host from `host_monitoring`. Off by default: `onehost list -x` has none, and
   * the same cloud is to give the same snapshot whatever the transport.
   */
  readonly monitoring?: boolean;
}

/**
 * OpenNebula's SQLite database, `one.db`. It is opened read-only and closed again before anything is parsed: oned
 * may go on writing, and waits at most for the moment that the copying of the rows takes.
 *
 * Reading throws an `InputError` when it is not such a database.
 */
export const sqliteSource = (file: string, options: SqliteOptions): Recording =>
  recordingOf(`sqlite:${file}`, () => databaseObjects(file, options.monitoring ?? false), options);

function* databaseObjects(file: string, monitoring: boolean): Generator<CloudObject> {
  const tables = copyTables(file, monitoring);
  for (const { table, noun } of POOLS) {
    const additions = byId(tables[ADDITIONS[table] ?? ''] ?? []);
    for (const row of tables[table] ?? []) {
      const element = completed(parsed(row, noun), additions.get(row.id) ?? []);
      yield { element, matched: false, single: false, origin: `${file} ${table}` };
    }
  }
}

/** An object as the database keeps it. */
interface Row {
  readonly id: number;
  /** XML, if the database is sound. */
  readonly body: unknown;
}

type Tables = Readonly<Record<string, readonly Row[]>>;

const POOLS = [
  { table: 'cluster_pool', noun: 'CLUSTER', query: 'select oid as id, body from cluster_pool' },
  { table: 'host_pool', noun: 'HOST', query: 'select oid as id, body from host_pool' },
  { table: 'datastore_pool', noun: 'DATASTORE', query: 'select oid as id, body from datastore_pool' },
  { table: 'network_pool', noun: 'VNET', query: 'select oid as id, body from network_pool' },
  { table: 'vmgroup_pool', noun: 'VM_GROUP', query: 'select oid as id, body from vmgroup_pool' },
  { table: 'vm_pool', noun: 'VM', query: `select oid as id, body from vm_pool where state is not ${DONE}` },
] as const;

const SCHEDULED = {
  table: 'schedaction_pool',
  query: "select parent_id as id, body from schedaction_pool where type = 'VM' order by oid",
};
/** SQLite gives the other columns of the row that has the maximum. */
const MONITORED = {
  table: 'host_monitoring',
  query: 'select hid as id, body, max(last_mon_time) from host_monitoring group by hid',
};

/** Table that adds to the objects of another. */
const ADDITIONS: Readonly<Record<string, string>> = { vm_pool: SCHEDULED.table, host_pool: MONITORED.table };

const MAGIC = 'SQLite format 3';
const BUSY_MILLISECONDS = 5_000;
const REMEDY = "Give OpenNebula's one.db, or a copy made with sqlite3 one.db '.backup copy.db'.";

function copyTables(file: string, monitoring: boolean): Tables {
  checkMagic(file);
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MILLISECONDS });
    try {
      database.pragma('query_only = true');
      return database.transaction(() => selected(database, file, monitoring))();
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(file, `the database can not be read (${(error as Error).message})`, REMEDY, { cause: error });
  }
}

function selected(database: Database.Database, file: string, monitoring: boolean): Tables {
  const present = new Set(database.prepare("select name from sqlite_master where type = 'table'").pluck().all());
  const missing = POOLS.find(({ table }) => !present.has(table));
  if (missing !== undefined) {
    throw new InputError(file, `is not a database of OpenNebula: it has no table ${missing.table}`, REMEDY);
  }
  const optional = [SCHEDULED, ...(monitoring ? [MONITORED] : [])].filter(({ table }) => present.has(table));
  return Object.fromEntries(
    [...POOLS, ...optional].map(({ table, query }) => [table, database.prepare<[], Row>(query).all()]),
  );
}

/** SQLite would report a folder or an empty file in words that help nobody, and takes an empty file for a database. */
function checkMagic(file: string): void {
  if (fileStart(file, MAGIC.length).toString('latin1') === MAGIC) return;
  throw new InputError(file, 'is not an SQLite database', REMEDY);
}

function byId(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group === undefined) groups.set(row.id, [row]);
    else group.push(row);
  }
  return groups;
}

/** A row as its element. */
const parsed = ({ id, body }: Row, noun: string): XmlElement => bodyElement(noun, id, body, 'its row of the database');

/** Adds what the database keeps in tables of its own, by object. */
function completed(element: XmlElement, rows: readonly Row[]): XmlElement {
  if (element.name === 'VM') return withScheduledActions(element, rows);
  if (element.name === 'HOST') return withMonitoring(element, rows);
  return element;
}

/** As `onevm show -x` prints them. */
function withScheduledActions(vm: XmlElement, rows: readonly Row[]): XmlElement {
  if (rows.length === 0) return vm;
  const actions = rows.map((row) => parsed(row, 'SCHED_ACTION'));
  return replaced(vm, 'TEMPLATE', (template) => branch('TEMPLATE', [...(template?.children ?? []), ...actions]));
}

const withMonitoring = (host: XmlElement, [row]: readonly Row[]): XmlElement =>
  row === undefined ? host : replaced(host, 'MONITORING', () => parsed(row, 'MONITORING'));

function replaced(
  element: XmlElement,
  name: string,
  replace: (child: XmlElement | undefined) => XmlElement,
): XmlElement {
  const old = element.children.find((child) => child.name === name);
  return branch(element.name, [...element.children.filter((child) => child !== old), replace(old)]);
}
