import type { Cloud, ClusterRecord, DatastoreRecord, NetworkRecord, UserRecord, VmGroupRecord } from '../core/model.ts';
import { cdata, templateXml, textOf, vectorsOf } from '../core/template.ts';
import { escaped } from './vm.ts';

const owned = (id: number, name: string, group: 0 | 1): string =>
  `<ID>${id}</ID><UID>0</UID><GID>0</GID><UNAME>oneadmin</UNAME><GNAME>oneadmin</GNAME><NAME>${escaped(name)}</NAME>` +
  `<PERMISSIONS><OWNER_U>1</OWNER_U><OWNER_M>1</OWNER_M><OWNER_A>0</OWNER_A><GROUP_U>${group}</GROUP_U><GROUP_M>0</GROUP_M><GROUP_A>0</GROUP_A><OTHER_U>0</OTHER_U><OTHER_M>0</OTHER_M><OTHER_A>0</OTHER_A></PERMISSIONS>`;

const ids = (values: Iterable<number>): string =>
  [...values]
    .sort((a, b) => a - b)
    .map((id) => `<ID>${id}</ID>`)
    .join('');

/** CLUSTER as the pool prints it. */
export function clusterBody(cloud: Cloud, cluster: ClusterRecord): string {
  const within = ({ clusters }: { readonly clusters: readonly number[] }): boolean => clusters.includes(cluster.id);
  const hosts = [...cloud.hosts.values()].filter((host) => host.cluster === cluster.id).map(({ id }) => id);
  const datastores = [...cloud.datastores.values()].filter(within).map(({ id }) => id);
  const networks = [...cloud.networks.values()].filter(within).map(({ id }) => id);
  const template = templateXml([['RESERVED_CPU', ''], ['RESERVED_MEM', ''], ...cluster.template]);
  return (
    `<CLUSTER><ID>${cluster.id}</ID><NAME>${escaped(cluster.name)}</NAME><HOSTS>${ids(hosts)}</HOSTS>` +
    `<DATASTORES>${ids(datastores)}</DATASTORES><VNETS>${ids(networks)}</VNETS><TEMPLATE>${template}</TEMPLATE></CLUSTER>`
  );
}

const DATASTORE_TYPES = ['IMAGE_DS', 'SYSTEM_DS', 'FILE_DS'] as const;

/** DATASTORE as the pool prints it. */
export const datastoreBody = (datastore: DatastoreRecord): string =>
  `<DATASTORE>${owned(datastore.id, datastore.name, 1)}<DS_MAD>${cdata(datastore.type === 1 ? '-' : 'dummy')}</DS_MAD>` +
  `<TM_MAD>${cdata('dummy')}</TM_MAD><BASE_PATH>${cdata(`/var/lib/one//datastores/${datastore.id}`)}</BASE_PATH>` +
  `<TYPE>${datastore.type}</TYPE><DISK_TYPE>0</DISK_TYPE><STATE>0</STATE><CLUSTERS>${ids(datastore.clusters)}</CLUSTERS>` +
  `<TOTAL_MB>${datastore.totalMib}</TOTAL_MB><FREE_MB>${datastore.totalMib - datastore.usedMib}</FREE_MB><USED_MB>${datastore.usedMib}</USED_MB><IMAGES></IMAGES>` +
  `<TEMPLATE>${templateXml([
    ['SHARED', datastore.shared ? 'YES' : 'NO'],
    ['TM_MAD', 'dummy'],
    ['TYPE', DATASTORE_TYPES[datastore.type]],
  ])}</TEMPLATE></DATASTORE>`;

/** VNET as the pool prints it. */
export const networkBody = (network: NetworkRecord): string =>
  `<VNET>${owned(network.id, network.name, 0)}<CLUSTERS>${ids(network.clusters)}</CLUSTERS><BRIDGE>${cdata(network.bridge)}</BRIDGE>` +
  `<BRIDGE_TYPE>${cdata('linux')}</BRIDGE_TYPE><STATE>${cdata('1')}</STATE><PREV_STATE>${cdata('1')}</PREV_STATE><PARENT_NETWORK_ID/><TEMPLATE_ID/>` +
  `<VN_MAD>${cdata('dummy')}</VN_MAD><PHYDEV/><VLAN_ID/><OUTER_VLAN_ID/><VLAN_ID_AUTOMATIC>0</VLAN_ID_AUTOMATIC><OUTER_VLAN_ID_AUTOMATIC>0</OUTER_VLAN_ID_AUTOMATIC>` +
  `<USED_LEASES>${network.usedLeases}</USED_LEASES><VROUTERS></VROUTERS><UPDATED_VMS></UPDATED_VMS><OUTDATED_VMS></OUTDATED_VMS><UPDATING_VMS></UPDATING_VMS><ERROR_VMS></ERROR_VMS>` +
  `<TEMPLATE>${templateXml([
    ['BRIDGE', network.bridge],
    ['VN_MAD', 'dummy'],
  ])}</TEMPLATE><AR_POOL><AR>${templateXml([
    ['AR_ID', '0'],
    ['IP', network.firstIp],
    ['SIZE', String(network.size)],
    ['TYPE', 'IP4'],
  ])}</AR></AR_POOL></VNET>`;

/** VM_GROUP as the pool prints it: each role with the VMs that are in it. */
export function vmGroupBody(cloud: Cloud, group: VmGroupRecord): string {
  const roles = group.roles.map(({ name, attributes }, id) =>
    templateXml([
      ['ROLE', [...attributes, ['ID', String(id)], ['NAME', name], ['VMS', membersOf(cloud, group, name)]]],
    ]),
  );
  return `<VM_GROUP>${owned(group.id, group.name, 0)}<ROLES>${roles.join('')}</ROLES><TEMPLATE>${templateXml(group.template)}</TEMPLATE></VM_GROUP>`;
}

function membersOf(cloud: Cloud, group: VmGroupRecord, role: string): string {
  const members = [...cloud.vms.values()].filter(({ state, template }) => {
    const [membership] = vectorsOf(template, 'VMGROUP');
    return (
      state !== 6 &&
      membership !== undefined &&
      textOf(membership, 'VMGROUP_ID') === String(group.id) &&
      textOf(membership, 'ROLE') === role
    );
  });
  return members.map(({ id }) => id).join(',');
}

/** USER as one.user.info prints it, without its password. */
export const userBody = (user: UserRecord): string =>
  `<USER><ID>${user.id}</ID><GID>${user.groupId}</GID><GROUPS><ID>${user.groupId}</ID></GROUPS><GNAME>${escaped(user.groupName)}</GNAME>` +
  `<NAME>${escaped(user.name)}</NAME><PASSWORD></PASSWORD><AUTH_DRIVER>${cdata('core')}</AUTH_DRIVER><ENABLED>1</ENABLED><TEMPLATE></TEMPLATE></USER>`;

/** ZONE as the pool prints it. */
export const ZONE_BODY =
  '<ZONE><ID>0</ID><NAME>OpenNebula</NAME><STATE>0</STATE><TEMPLATE><ENDPOINT><![CDATA[http://localhost:2633/RPC2]]></ENDPOINT><ENDPOINT_GRPC><![CDATA[localhost:2634]]></ENDPOINT_GRPC></TEMPLATE><SERVER_POOL></SERVER_POOL></ZONE>';

/** An object's bodies as a pool, the latest first, as oned lists them. */
export const poolXml = (name: string, bodies: readonly string[]): string =>
  bodies.length === 0 ? `<${name}></${name}>` : `<${name}>${bodies.join('')}</${name}>`;
