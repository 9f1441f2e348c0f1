import type { HostId, VmId } from './ids.ts';

/**
 * How long the cloud was seen to take for something it did to one VM. `transfer`: images were brought to the host
 * before a boot; `save`: memory written when a VM left its host; the others from the order until the VM was there.
 */
export interface Observation {
  readonly kind: 'transfer' | 'boot' | 'shutdown' | 'save' | 'resume' | 'live-migration';
  readonly vm: VmId;
  /** Number of the history record it is about: with the VM and the kind it says which observation this is. */
  readonly sequence: number;
  /** Null when it is not known which one it was. */
  readonly host: HostId | null;
  readonly memoryMib: number;
  /** Whole, as OpenNebula notes times. */
  readonly seconds: number;
}
