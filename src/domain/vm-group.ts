import type { HostId, VmGroupId, VmId } from './ids.ts';

/** A role of a VM group. */
export interface Role {
  readonly name: string;
  readonly policy: 'AFFINED' | 'ANTI_AFFINED' | 'NONE';
  readonly hostAffined: readonly HostId[];
  readonly hostAntiAffined: readonly HostId[];
  readonly vms: readonly VmId[];
}

/** VMs whose places depend on each other, as OpenNebula declares it. oned itself does not enforce it on deploy. */
export interface VmGroup {
  readonly id: VmGroupId;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Sets of role names that share a host. */
  readonly affined: readonly (readonly string[])[];
  /** Sets of role names that share none. */
  readonly antiAffined: readonly (readonly string[])[];
}
