import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import Database from 'better-sqlite3';

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the tests of a file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oneplan-test-'));
  folders.push(folder);
  return folder;
}

/** A temporary folder with these files in it. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Children of an element as XML: text by name. */
type Children = Readonly<Record<string, string | number>>;

const xml = (children: Children): string =>
  Object.entries(children)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');

/** HOST as OpenNebula prints it, 8 cores and 16 GiB; `share` and `rest` replace or add. */
export function hostXml(id: number, share: Children = {}, rest: Children = {}): string {
  const ordinary = { MAX_CPU: 800, MAX_MEM: 16_777_216, CPU_USAGE: 0, MEM_USAGE: 0, RUNNING_VMS: 0 };
  const host = { ID: id, NAME: `host-${id}`, STATE: 2, CLUSTER_ID: 100, CLUSTER: 'prod', VMS: '', TEMPLATE: '' };
  return `<HOST>${xml({ ...host, HOST_SHARE: xml({ ...ordinary, ...share }), ...rest })}</HOST>`;
}

/** VM as OpenNebula prints it, pending, 1 core and 1 GiB; `template` and `rest` replace or add. */
export function vmXml(id: number, template: Children = {}, rest: Children = {}): string {
  const user = { UID: 0, GID: 0, UNAME: 'oneadmin', GNAME: 'oneadmin', NAME: `vm-${id}`, PERMISSIONS: '' };
  const state = { STATE: 1, LCM_STATE: 0, RESCHED: 0, STIME: 1_700_000_000 };
  const inner = xml({ CPU: 1, MEMORY: 1024, VMID: id, ...template });
  return `<VM>${xml({ ID: id, ...user, ...state, TEMPLATE: inner, USER_TEMPLATE: '', HISTORY_RECORDS: '', ...rest })}</VM>`;
}

export const hostPool = (...hosts: readonly string[]): string => `<HOST_POOL>${hosts.join('')}</HOST_POOL>`;
export const vmPool = (...vms: readonly string[]): string => `<VM_POOL>${vms.join('')}</VM_POOL>`;

/** A database laid out as OpenNebula's, with these bodies; returns its file. */
export function databaseWith(bodies: Readonly<Record<string, readonly (string | Buffer | null)[]>>): string {
  const file = join(temporaryFolder(), 'one.db');
  const database = new Database(file);
  for (const table of ['cluster_pool', 'host_pool', 'datastore_pool', 'network_pool', 'vmgroup_pool', 'vm_pool']) {
    database.exec(`create table ${table} (oid integer primary key, body mediumtext, state integer)`);
    const insert = database.prepare(`insert into ${table} values (?, ?, 1)`);
    for (const [id, body] of (bodies[table] ?? []).entries()) insert.run(id, body);
  }
  database.close();
  return file;
}
