import type { Cloud, SimulatedHost } from './cloud.ts';
import type { SimulatedLease } from './lease.ts';
import { secondsFor } from './memory.ts';

/**
 * Has the image of a lease brought to those of the hosts that neither hold it nor are about to. The repository sends
 * one transfer after another, each with all its bandwidth.
 *
 * @returns when it is on all of them.
 */
export function bringImage(cloud: Cloud, { request }: SimulatedLease, hosts: readonly number[]): number {
  const { image } = request;
  const rate = cloud.options.overheads.transferMibPerSecond;
  if (image === null || rate === null) return cloud.now;
  const seconds = secondsFor(image.sizeMib, rate);
  let last = cloud.now;
  let batch: number | null = null;
  for (const host of new Set(hosts)) {
    const key = `${host}/${image.name}`;
    let at = cloud.imageAt.get(key);
    if (at === undefined) {
      at = (cloud.options.images.multicast ? batch : null) ?? sendingDone(cloud, seconds);
      batch = at;
      send(cloud, { key, image: image.name, sizeMib: image.sizeMib, host, at });
    }
    last = Math.max(last, at);
  }
  return last;
}

function sendingDone(cloud: Cloud, seconds: number): number {
  cloud.repositoryFreeAt = Math.max(cloud.now, cloud.repositoryFreeAt) + seconds;
  return cloud.repositoryFreeAt;
}

interface Transfer {
  readonly key: string;
  readonly image: string;
  readonly sizeMib: number;
  readonly host: number;
  readonly at: number;
}

function send(cloud: Cloud, { key, image, host, at }: Transfer): void {
  cloud.imageAt.set(key, at);
  cloud.emit({ kind: 'transfer', image, host, until: at });
  const { images } = cloud.hosts[host] as SimulatedHost;
  cloud.agenda.add(at, 1, () => {
    images.add(image);
    cloud.asks = true;
  });
}
