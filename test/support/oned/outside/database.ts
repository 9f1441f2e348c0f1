import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { hostBody } from '../bodies/host.ts';
import { clusterBody, datastoreBody, networkBody, userBody, vmGroupBody, ZONE_BODY } from '../bodies/pools.ts';
import { scheduledXml, stayXml, vmBody, vmInHistory, vmShortBody } from '../bodies/vm.ts';
import type { Cloud, HostRecord, VmRecord } from '../core/model.ts';
import { vectorsOf } from '../core/template.ts';
import { SCHEMA } from './schema.ts';

/** oned's database, written as the cloud changes. */
export interface OneDatabase {
  /** Writes what changed since the last time, in one transaction. */
  readonly flush: () => void;
  /** Keeps every reader out until the answer is called; what changes meanwhile is written later. */
  readonly lock: () => () => void;
  readonly close: () => void;
}

const BUSY_MILLISECONDS = 10_000;

/** A new database in this file, with the whole cloud in it; one that was there is gone. */
export function openDatabase(file: string, cloud: Cloud): OneDatabase {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const database = new Database(file, { timeout: BUSY_MILLISECONDS });
  database.pragma('synchronous = OFF');
  for (const statement of SCHEMA) database.exec(statement);
  database.transaction(() => writeFixed(database, cloud))();
  const write = writer(database, cloud);
  let locked = false;
  const lock = (): (() => void) => {
    database.exec('begin exclusive');
    locked = true;
    return () => {
      database.exec('commit');
      locked = false;
    };
  };
  const flush = (): void => {
    const { dirty } = cloud;
    if (locked) return;
    if (dirty.vms.size === 0 && dirty.hosts.size === 0 && !dirty.scheduled) return;
    database.transaction(write)();
    dirty.vms.clear();
    dirty.hosts.clear();
    dirty.scheduled = false;
  };
  for (const id of cloud.vms.keys()) cloud.dirty.vms.add(id);
  for (const id of cloud.hosts.keys()) cloud.dirty.hosts.add(id);
  flush();
  return { flush, lock, close: () => database.close() };
}

/** What does not change while the cloud lives. */
function writeFixed(database: Database.Database, cloud: Cloud): void {
  const put = (table: string, id: number, name: string, body: string): void => {
    const extra = table === 'network_pool' ? ', pid' : '';
    const columns = `oid, name, body, uid, gid, owner_u, group_u, other_u${extra}`;
    database
      .prepare(`insert into ${table} (${columns}) values (?, ?, ?, 0, 0, 1, 0, 0${extra === '' ? '' : ', -1'})`)
      .run(id, name, body);
  };
  for (const cluster of cloud.clusters.values())
    put('cluster_pool', cluster.id, cluster.name, clusterBody(cloud, cluster));
  for (const datastore of cloud.datastores.values())
    put('datastore_pool', datastore.id, datastore.name, datastoreBody(datastore));
  for (const network of cloud.networks.values()) put('network_pool', network.id, network.name, networkBody(network));
  for (const group of cloud.vmGroups.values()) put('vmgroup_pool', group.id, group.name, vmGroupBody(cloud, group));
  for (const user of cloud.users) put('user_pool', user.id, user.name, userBody(user));
  put('zone_pool', 0, 'OpenNebula', ZONE_BODY);
  const comment = 'OpenNebula 7.4.0 daemon bootstrap';
  database.prepare('insert into db_versioning values (0, ?, 0, ?)').run('7.4.0', comment);
  database.prepare('insert into local_db_versioning values (0, ?, 0, ?, 0)').run('7.4.0', comment);
}

function writer(database: Database.Database, cloud: Cloud): () => void {
  const vm = database.prepare(
    "replace into vm_pool values (@oid, @name, @body, @uid, @gid, @state, @lcm_state, @resched, 1, 0, 0, @short_body, '{}')",
  );
  const history = database.prepare('replace into history values (?, ?, ?, ?, ?)');
  const host = database.prepare('replace into host_pool values (?, ?, ?, ?, 0, 0, 1, 0, 0, ?)');
  const group = database.prepare('replace into vmgroup_pool values (?, ?, ?, 0, 0, 1, 0, 0)');
  const cluster = database.prepare('update cluster_pool set body = ? where oid = ?');
  const control = database.prepare('replace into pool_control values (?, ?)');
  let clusteredHosts = 0;
  return () => {
    for (const one of picked(cloud.vms, cloud.dirty.vms)) {
      vm.run(vmRow(cloud, one));
      for (const stay of one.history.slice(-2)) {
        history.run(
          one.id,
          stay.sequence,
          stayXml(cloud, one, stay, vmInHistory(cloud, one)),
          stay.startedAt,
          stay.endedAt,
        );
      }
    }
    for (const one of picked(cloud.hosts, cloud.dirty.hosts)) host.run(...hostRow(cloud, one));
    if (cloud.dirty.vms.size > 0) {
      control.run('vm_pool', cloud.nextVmId - 1);
    }
    if (picked(cloud.vms, cloud.dirty.vms).some(isMember)) {
      for (const one of cloud.vmGroups.values()) group.run(one.id, one.name, vmGroupBody(cloud, one));
    }
    if (cloud.hosts.size !== clusteredHosts) {
      for (const one of cloud.clusters.values()) cluster.run(clusterBody(cloud, one), one.id);
      clusteredHosts = cloud.hosts.size;
    }
    if (cloud.dirty.scheduled) writeScheduled(database, cloud);
  };
}

const isMember = (vm: VmRecord): boolean => vectorsOf(vm.template, 'VMGROUP').length > 0;

function vmRow(cloud: Cloud, vm: VmRecord): Readonly<Record<string, string | number>> {
  return {
    oid: vm.id,
    name: vm.name,
    body: vmBody(cloud, vm),
    uid: vm.userId,
    gid: vm.groupId,
    state: vm.state,
    lcm_state: vm.lcmState,
    resched: vm.resched ? 1 : 0,
    short_body: vmShortBody(cloud, vm),
  };
}

const hostRow = (cloud: Cloud, host: HostRecord): readonly (string | number)[] => [
  host.id,
  host.name,
  hostBody(cloud, host),
  host.state,
  host.cluster,
];

const picked = <Item>(items: ReadonlyMap<number, Item>, ids: ReadonlySet<number>): readonly Item[] =>
  [...ids].flatMap((id) => items.get(id) ?? []);

function writeScheduled(database: Database.Database, cloud: Cloud): void {
  const put = database.prepare("replace into schedaction_pool values (?, ?, 'VM', ?, ?, ?)");
  for (const action of cloud.scheduled) {
    put.run(
      action.id,
      action.vm,
      scheduledXml(action),
      Math.floor(action.at),
      action.done ? Math.floor(action.at) : -1,
    );
  }
}
