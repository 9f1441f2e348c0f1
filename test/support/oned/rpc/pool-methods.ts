import { hostBody } from '../bodies/host.ts';
import { clusterBody, datastoreBody, networkBody, poolXml, userBody, vmGroupBody, ZONE_BODY } from '../bodies/pools.ts';
import { vmBody, vmShortBody } from '../bodies/vm.ts';
import { type Answer, CODE, error, ok } from '../core/answer.ts';
import { setHostState } from '../core/cloud.ts';
import type { Cloud, VmRecord } from '../core/model.ts';
import { VM_STATE } from '../core/states.ts';
import { templateXml } from '../core/template.ts';
import type { Arguments, Caller, Method } from './method.ts';

const VM_POOL = { types: ['int', 'int', 'int', 'int'], optional: 1 } as const;
const OWNED_POOL = { types: ['int', 'int', 'int'], optional: 0 } as const;
const BARE = { types: [], optional: 0 } as const;

/** Methods that read pools, hosts and the system. */
export const POOL_METHODS: Readonly<Record<string, Method>> = {
  'one.vmpool.info': { ...VM_POOL, run: (caller, args) => ok(vmPool(caller, args, vmShortBody)) },
  'one.vmpool.infoextended': { ...VM_POOL, run: (caller, args) => ok(vmPool(caller, args, vmBody)) },
  'one.vmpool.infoset': { types: ['string', 'boolean'], optional: 1, run: vmSet },
  'one.vmpool.monitoring': { types: ['int', 'int'], optional: 1, run: () => ok('<MONITORING_DATA></MONITORING_DATA>') },
  'one.vm.monitoring': { types: ['int'], optional: 0, run: () => ok('<MONITORING_DATA></MONITORING_DATA>') },
  'one.hostpool.monitoring': { types: ['int'], optional: 1, run: ({ cloud, now }) => ok(hostMonitoring(cloud, now)) },
  'one.hostpool.info': {
    ...BARE,
    run: ({ cloud, user }) =>
      ok(pool('HOST_POOL', user.groupId === 0 ? cloud.hosts : new Map(), (host) => hostBody(cloud, host))),
  },
  'one.host.info': one(({ hosts }) => hosts, 'host', hostBody),
  'one.host.status': { types: ['int', 'int'], optional: 0, run: hostStatus },
  'one.clusterpool.info': {
    ...BARE,
    run: ({ cloud }) => ok(pool('CLUSTER_POOL', cloud.clusters, (cluster) => clusterBody(cloud, cluster))),
  },
  'one.cluster.info': one(({ clusters }) => clusters, 'cluster', clusterBody),
  'one.datastorepool.info': {
    ...BARE,
    run: ({ cloud }) => ok(pool('DATASTORE_POOL', cloud.datastores, datastoreBody)),
  },
  'one.datastore.info': one(
    ({ datastores }) => datastores,
    'datastore',
    (_cloud, datastore) => datastoreBody(datastore),
  ),
  'one.vn.info': one(
    ({ networks }) => networks,
    'virtual network',
    (_cloud, network) => networkBody(network),
  ),
  'one.vmgroup.info': one(({ vmGroups }) => vmGroups, 'vm group', vmGroupBody),
  'one.zone.info': {
    types: ['int', 'boolean'],
    optional: 1,
    run: (_caller, args) =>
      args.int(0) === 0 ? ok(ZONE_BODY) : error(CODE.noExists, `Error getting zone [${args.int(0)}].`, args.int(0)),
  },
  'one.vnpool.info': { ...OWNED_POOL, run: ({ cloud }) => ok(pool('VNET_POOL', cloud.networks, networkBody)) },
  'one.vmgrouppool.info': {
    ...OWNED_POOL,
    run: ({ cloud }) => ok(pool('VM_GROUP_POOL', cloud.vmGroups, (group) => vmGroupBody(cloud, group))),
  },
  'one.userpool.info': { ...BARE, run: ({ cloud }) => ok(poolXml('USER_POOL', cloud.users.map(userBody))) },
  'one.user.info': { types: ['int', 'boolean'], optional: 1, run: userInfo },
  'one.zonepool.info': { ...BARE, run: () => ok(poolXml('ZONE_POOL', [ZONE_BODY])) },
  'one.system.version': { ...BARE, run: ({ cloud }) => ok(cloud.version) },
  'one.system.config': { ...BARE, run: configuration },
};

/** The pool's objects, the latest first. */
function pool<Item extends { readonly id: number }>(
  name: string,
  items: ReadonlyMap<number, Item>,
  body: (item: Item) => string,
): string {
  return poolXml(name, latestFirst(items.values()).map(body));
}

const latestFirst = <Item extends { readonly id: number }>(items: Iterable<Item>): Item[] =>
  [...items].sort((a, b) => b.id - a.id);

/** Filter, start, end, state: a range of ids, or, with an end below −1, an offset and that many. */
function vmPool({ cloud, user }: Caller, args: Arguments, body: (cloud: Cloud, vm: VmRecord) => string): string {
  const [filter, start, end, state] = [args.int(0), args.int(1), args.int(2), args.int(3, -1)];
  const own = ({ userId, groupId }: VmRecord): boolean =>
    filter === -2 || userId === (filter >= 0 ? filter : user.id) || (filter === -1 && groupId === user.groupId);
  const visible = (vm: VmRecord): boolean => own(vm) && (user.groupId === 0 || vm.userId === user.id);
  const inState = (vm: VmRecord): boolean =>
    state === -2 || (state === -1 ? vm.state !== VM_STATE.DONE : vm.state === state);
  const all = latestFirst(cloud.vms.values()).filter((vm) => visible(vm) && inState(vm));
  return poolXml(
    'VM_POOL',
    rangeOf(all, start, end).map((vm) => body(cloud, vm)),
  );
}

function rangeOf(vms: readonly VmRecord[], start: number, end: number): readonly VmRecord[] {
  if (end < -1) return vms.slice(Math.max(0, start), Math.max(0, start) - end);
  return vms.filter(({ id }) => (start < 0 || id >= start) && (end < 0 || id <= end));
}

/** `one.NOUN.info`: an object by its id. */
function one<Item>(
  items: (cloud: Cloud) => ReadonlyMap<number, Item>,
  noun: string,
  body: (cloud: Cloud, item: Item) => string,
): Method {
  return {
    types: ['int', 'boolean'],
    optional: 1,
    run: ({ cloud }, args) => found(items(cloud), args.int(0), noun, (item) => ok(body(cloud, item))),
  };
}

function vmSet({ cloud }: Caller, args: Arguments): Answer<string> {
  const ids = args.text(0).split(',').map(Number);
  const vms = latestFirst(cloud.vms.values()).filter(({ id }) => ids.includes(id));
  return ok(
    poolXml(
      'VM_POOL',
      vms.map((vm) => (args.bool(1) ? vmBody : vmShortBody)(cloud, vm)),
    ),
  );
}

function found<Item>(
  items: ReadonlyMap<number, Item>,
  id: number,
  noun: string,
  then: (item: Item) => Answer<string | number>,
): Answer<string | number> {
  const item = items.get(id);
  return item === undefined ? error(CODE.noExists, `Error getting ${noun} [${id}].`, id) : then(item);
}

const STATUS = ['MONITORED', 'DISABLED', 'OFFLINE'] as const;

function hostStatus({ cloud, user, now }: Caller, args: Arguments): Answer<string | number> {
  return found(cloud.hosts, args.int(0), 'host', (host) => {
    if (user.groupId !== 0)
      return error(CODE.authorization, `User [${user.id}] : Not authorized to perform ADMIN HOST [${host.id}].`);
    const status = STATUS[args.int(1)];
    if (status === undefined) return error(CODE.internal, `Wrong status code [${args.int(1)}]`);
    setHostState(cloud, host, status, now);
    return ok(host.id);
  });
}

function userInfo({ cloud, user }: Caller, args: Arguments): Answer<string> {
  const wanted = args.int(0, -1) === -1 ? user.id : args.int(0);
  const one = cloud.users.find(({ id }) => id === wanted);
  return one === undefined ? error(CODE.noExists, `Error getting user [${wanted}].`, wanted) : ok(userBody(one));
}

function configuration({ cloud, user }: Caller): Answer<string> {
  if (user.groupId === 0)
    return ok(`<OPENNEBULA_CONFIGURATION>${templateXml(cloud.configuration)}</OPENNEBULA_CONFIGURATION>`);
  return error(CODE.authorization, 'The oned configuration can only be retrieved by users in the oneadmin group');
}

/** The last measurement of each host: its load is what it gave away. */
function hostMonitoring(cloud: Cloud, now: number): string {
  const each = [...cloud.hosts.values()].map(
    (host) =>
      `<MONITORING><TIMESTAMP>${Math.floor(host.monitoredAt ?? now)}</TIMESTAMP><ID>${host.id}</ID><CAPACITY>` +
      `<FREE_CPU><![CDATA[${host.totalCpuCentis - host.cpuUsageCentis}]]></FREE_CPU><FREE_MEMORY><![CDATA[${host.totalMemoryKib - host.memoryUsageKib}]]></FREE_MEMORY>` +
      `<USED_CPU><![CDATA[${host.cpuUsageCentis}]]></USED_CPU><USED_MEMORY><![CDATA[${host.memoryUsageKib}]]></USED_MEMORY></CAPACITY></MONITORING>`,
  );
  return `<MONITORING_DATA>${each.join('')}</MONITORING_DATA>`;
}
