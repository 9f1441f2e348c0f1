import type { Overheads } from '../policy.ts';
import type { Cloud, SimulatedHost } from './cloud.ts';
import type { SimulatedLease } from './lease.ts';

/** Seconds that moving so much takes, rounded up; no rate takes no time. */
export const secondsFor = (mib: number, mibPerSecond: number | null): number =>
  mibPerSecond === null ? 0 : Math.ceil(mib / mibPerSecond);

/**
 * When the memory of all VMs is written (or read), if it begins at `from`: each VM takes its memory by the rate, and
 * where hosts do one at a time it waits for what its host already does. Hosts are taken until then.
 */
export function memoryDone(
  cloud: Cloud,
  lease: SimulatedLease,
  from: number,
  rate: keyof Pick<Overheads, 'saveMibPerSecond' | 'resumeMibPerSecond'>,
): number {
  const { overheads } = cloud.options;
  let done = from;
  lease.request.vms.forEach((vm, index) => {
    const host = cloud.hosts[lease.hosts[index] as number] as SimulatedHost;
    const seconds = secondsFor(vm.memoryMib, overheads[rate]);
    const begins = overheads.serialPerHost ? Math.max(from, host.busyUntil) : from;
    if (seconds > 0 && overheads.serialPerHost) host.busyUntil = begins + seconds;
    if (seconds > 0) done = Math.max(done, begins + seconds);
  });
  return done;
}

/**
 * Seconds to bring saved memory to other hosts: VMs that stay take none, pairs of hosts work side by side, and a host
 * sends or receives one VM after another.
 */
export function migrationSeconds(
  vms: readonly { readonly memoryMib: number }[],
  from: readonly number[],
  to: readonly number[],
  mibPerSecond: number | null,
): number {
  const freeAt = new Map<number, number>();
  let done = 0;
  vms.forEach(({ memoryMib }, index) => {
    const [source, target] = [from[index] as number, to[index] as number];
    if (source === target) return;
    const ends = Math.max(freeAt.get(source) ?? 0, freeAt.get(target) ?? 0) + secondsFor(memoryMib, mibPerSecond);
    freeAt.set(source, ends).set(target, ends);
    done = Math.max(done, ends);
  });
  return done;
}
