/** Identity of each noun, branded so that the compiler keeps them apart. Numbers are OpenNebula's own. */
declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

export type VmId = Branded<number, 'VmId'>;
export type HostId = Branded<number, 'HostId'>;
export type ClusterId = Branded<number, 'ClusterId'>;
export type DatastoreId = Branded<number, 'DatastoreId'>;
export type NetworkId = Branded<number, 'NetworkId'>;
export type VmGroupId = Branded<number, 'VmGroupId'>;
/** A lease is named by its first VM (`vm-42`) or, for a gang, by its owner and group (`oneadmin/course`). */
export type LeaseId = Branded<string, 'LeaseId'>;
/** `deploy-42`: operation and VM; a number follows when a VM is acted on twice alike (`resume-42-2`). */
export type ActionId = Branded<string, 'ActionId'>;

export const vmId = (value: number): VmId => value as VmId;
export const hostId = (value: number): HostId => value as HostId;
export const clusterId = (value: number): ClusterId => value as ClusterId;
export const datastoreId = (value: number): DatastoreId => value as DatastoreId;
export const networkId = (value: number): NetworkId => value as NetworkId;
export const vmGroupId = (value: number): VmGroupId => value as VmGroupId;
export const leaseId = (value: string): LeaseId => value as LeaseId;
export const actionId = (value: string): ActionId => value as ActionId;
