import type { LeaseView, Overheads } from '../policy.ts';

/**
 * Seconds until the memory of all VMs is written (or read) on these hosts, if nothing else is under way there: hosts
 * side by side, VMs of one host one after another where it is so.
 */
export function memorySeconds(
  { request }: LeaseView,
  hosts: readonly number[],
  rate: number | null,
  { serialPerHost }: Overheads,
): number {
  if (rate === null) return 0;
  const onHost = new Map<number, number>();
  request.vms.forEach(({ memoryMib }, index) => {
    const host = hosts[index] as number;
    const before = onHost.get(host) ?? 0;
    const seconds = Math.ceil(memoryMib / rate);
    onHost.set(host, serialPerHost ? before + seconds : Math.max(before, seconds));
  });
  return Math.max(0, ...onHost.values());
}

/** The same where hosts are not known yet: each VM on a host of its own. */
export const shortestMemorySeconds = (lease: LeaseView, rate: number | null, overheads: Overheads): number =>
  memorySeconds(
    lease,
    lease.request.vms.map((_, index) => index),
    rate,
    overheads,
  );

/** Seconds to bring saved memory from where it lies to other hosts; a host sends or receives one VM after another. */
export function moveSeconds({ request, hosts: from }: LeaseView, to: readonly number[], rate: number | null): number {
  if (rate === null) return 0;
  const freeAt = new Map<number, number>();
  request.vms.forEach(({ memoryMib }, index) => {
    const [source, target] = [from[index] as number, to[index] as number];
    if (source === target) return;
    const ends = Math.max(freeAt.get(source) ?? 0, freeAt.get(target) ?? 0) + Math.ceil(memoryMib / rate);
    freeAt.set(source, ends).set(target, ends);
  });
  return Math.max(0, ...freeAt.values());
}
