import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Outage } from '../options.ts';
import { RANK } from './agenda.ts';
import type { Cloud, SimulatedHost } from './cloud.ts';
import type { SimulatedLease } from './lease.ts';
import { change, lose } from './life.ts';

/** Notes the outages that are certain, and the first one drawn for each host. */
export function scheduleFaults(cloud: Cloud): void {
  const { outages, hostFailureSeconds } = cloud.options.faults;
  for (const outage of outages) schedule(cloud, outage, () => undefined);
  if (hostFailureSeconds === null) return;
  cloud.hosts.forEach((_, host) => {
    drawNext(cloud, host, 0, spans(cloud.options.seed, host));
  });
}

/** One host fails again and again; each host has its own dice, so that its outages do not depend on the policy. */
function drawNext(cloud: Cloud, host: number, from: number, draw: (mean: number) => number): void {
  const { hostFailureSeconds, hostRepairSeconds } = cloud.options.faults;
  const fromSeconds = from + draw(hostFailureSeconds as number);
  const untilSeconds = fromSeconds + draw(hostRepairSeconds);
  schedule(cloud, { host, fromSeconds, untilSeconds }, () => drawNext(cloud, host, untilSeconds, draw));
}

/** Exponential spans, at least a second. */
function spans(seed: number, host: number): (mean: number) => number {
  const generator = xoroshiro128plus(Math.imul(seed, 0x9e3779b1) + host + 1);
  return (mean) => {
    const unit = ((generator.next() >>> 0) + 1) / 2 ** 32;
    return Math.max(1, Math.round(-mean * Math.log(unit)));
  };
}

function schedule(cloud: Cloud, { host, fromSeconds, untilSeconds }: Outage, then: () => void): void {
  cloud.agenda.add(fromSeconds, RANK.host, () => down(cloud, host));
  cloud.agenda.add(untilSeconds, RANK.host, () => {
    up(cloud, host);
    then();
  });
}

function down(cloud: Cloud, index: number): void {
  const host = cloud.hosts[index] as SimulatedHost;
  if (!host.up) return;
  host.up = false;
  cloud.emit({ kind: 'host-down', host: index });
  cloud.asks = true;
  for (const lease of [...cloud.present.values()]) if (lease.hosts.includes(index)) suffer(cloud, lease, host.name);
}

/** What a host's failure does to a lease that has a VM there. Saved memory survives it. */
function suffer(cloud: Cloud, lease: SimulatedLease, host: string): void {
  switch (lease.status) {
    case 'waiting':
    case 'paused':
    case 'ending':
      return;
    case 'migrating':
      change(lease, 'paused', null);
      cloud.emit({ kind: 'command-failed', lease: lease.index, command: 'migrate' });
      return;
    case 'starting':
    case 'running':
    case 'saving':
    case 'resuming':
      lose(cloud, lease, `${host} failed`);
  }
}

function up(cloud: Cloud, index: number): void {
  const host = cloud.hosts[index] as SimulatedHost;
  if (host.up) return;
  host.up = true;
  host.busyUntil = cloud.now;
  cloud.emit({ kind: 'host-up', host: index });
  cloud.asks = true;
}
