import type { LeaseView } from '../policy.ts';

/** Numbers the VMs of all leases as they come, once and for all. */
export class VmNumbers {
  readonly #first = new Map<number, number>();
  readonly #owners: number[] = [];

  note(leases: readonly LeaseView[]): void {
    for (const { index, request } of leases) {
      if (this.#first.has(index)) continue;
      this.#first.set(index, this.#owners.length);
      for (let vm = 0; vm < request.vms.length; vm++) this.#owners.push(index);
    }
  }

  firstOf(lease: number): number {
    return this.#first.get(lease) ?? 0;
  }

  /** The lease of a VM; of a VM number beyond all, that of the VM it stands for. */
  ownerOf(vm: number): number {
    return this.#owners[vm % BEYOND] ?? -1;
  }
}

/** VMs of what is left for later are numbered beyond those of all leases. */
export const BEYOND = 1_000_000_000;
