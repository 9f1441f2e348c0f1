import type { Amounts } from '../../../domain/resources.ts';
import type { LeaseView, View } from '../../policy.ts';

/** What each host has given away, and to how many VMs. */
export function givenAway({ hosts, leases }: View): readonly (Amounts & { readonly vms: number })[] {
  const used = hosts.map(() => ({ vms: 0, cpuCentis: 0, memoryMib: 0 }));
  for (const { status, request, hosts: on } of leases) {
    if (status === 'waiting' || status === 'paused' || status === 'migrating') continue;
    request.vms.forEach(({ cpuCentis, memoryMib }, index) => {
      const host = used[on[index] as number];
      if (host === undefined) return;
      host.vms++;
      host.cpuCentis += cpuCentis;
      host.memoryMib += memoryMib;
    });
  }
  return used;
}

/** Indices of the hosts a lease may use; null is all. */
export const hostsFor = ({ hosts }: View, { request }: LeaseView): readonly number[] | null =>
  request.hosts === null
    ? null
    : hosts.flatMap(({ name }, index) => (request.hosts?.includes(name) === true ? [index] : []));
