import type { Deed } from '../policy.ts';
import { RANK } from './agenda.ts';
import { type Cloud, hold, later, whyNoRoom, whyUnfit } from './cloud.ts';
import { bringImage } from './images.ts';
import type { SimulatedLease } from './lease.ts';
import { beginWork, breakPromise, change, end, lose, reject } from './life.ts';
import { memoryDone, migrationSeconds } from './memory.ts';
import { accept, whyNotYet } from './terms.ts';

/** Carries out an order; one that is not possible now is refused, which is an event too. */
export function carryOut(cloud: Cloud, order: Deed): void {
  const lease = cloud.present.get(order.lease);
  const reason = lease === undefined ? 'there is no such lease now' : tryOrder(cloud, lease, order);
  if (reason !== null) cloud.emit({ kind: 'refused', order: order.kind, lease: order.lease, reason });
}

/** Does it, or says why not. */
function tryOrder(cloud: Cloud, lease: SimulatedLease, order: Deed): string | null {
  switch (order.kind) {
    case 'start':
      return start(cloud, lease, order.hosts);
    case 'pause':
      return pause(cloud, lease);
    case 'resume':
      return resume(cloud, lease, order.hosts);
    case 'migrate':
      return migrate(cloud, lease, order.hosts);
    case 'accept':
      return lease.accepted || lease.status !== 'waiting' ? 'was accepted before' : accept(cloud, lease);
    case 'reject':
      if (lease.accepted || lease.status !== 'waiting') return 'was accepted before';
      reject(cloud, lease, order.reason);
      return null;
    case 'requeue':
      return requeue(cloud, lease);
    case 'stop':
      return stop(cloud, lease);
    case 'stage':
      return stage(cloud, lease, order.hosts);
  }
}

function start(cloud: Cloud, lease: SimulatedLease, hosts: readonly number[]): string | null {
  if (lease.status !== 'waiting') return `is ${lease.status}`;
  const reason = whyNotYet(cloud, lease) ?? whyNoRoom(cloud, lease, hosts);
  if (reason !== null) return reason;
  if (!lease.accepted && lease.terms.kind !== 'deadline') accept(cloud, lease);
  takeRoom(cloud, lease, hosts, 'start');
  const imageAt = bringImage(cloud, lease, hosts);
  if (imageAt > cloud.now && lease.terms.kind === 'advance-reservation')
    breakPromise(cloud, lease, 'start', 'its disk image was not there');
  change(lease, 'starting', imageAt + cloud.options.overheads.bootSeconds);
  const fails = commandFails(cloud);
  when(cloud, lease, RANK.run, () => (fails ? startFailed(cloud, lease) : beginWork(cloud, lease)));
  return null;
}

function startFailed(cloud: Cloud, lease: SimulatedLease): void {
  cloud.emit({ kind: 'command-failed', lease: lease.index, command: 'start' });
  lose(cloud, lease, 'its start failed');
}

function pause(cloud: Cloud, lease: SimulatedLease): string | null {
  if (lease.status !== 'running') return `is ${lease.status}`;
  if (!isPreemptible(lease)) return 'must not be interrupted';
  lease.endWork();
  change(lease, 'saving', memoryDone(cloud, lease, cloud.now, 'saveMibPerSecond'));
  cloud.emit({ kind: 'save', lease: lease.index });
  const fails = commandFails(cloud);
  when(cloud, lease, RANK.over, () => {
    cloud.asks = true;
    if (fails) {
      cloud.emit({ kind: 'command-failed', lease: lease.index, command: 'pause' });
      return beginWork(cloud, lease);
    }
    hold(cloud, lease, -1);
    change(lease, 'paused', null);
    cloud.emit({ kind: 'paused', lease: lease.index });
  });
  return null;
}

function resume(cloud: Cloud, lease: SimulatedLease, hosts: readonly number[]): string | null {
  if (lease.status !== 'paused') return `is ${lease.status}`;
  const reason = whyNoRoom(cloud, lease, hosts) ?? whyUnfit(cloud, lease, lease.hosts);
  if (reason !== null) return reason;
  const from = lease.hosts;
  const { migrationMibPerSecond } = cloud.options.overheads;
  const moved = cloud.now + migrationSeconds(lease.request.vms, from, hosts, migrationMibPerSecond);
  takeRoom(cloud, lease, hosts, 'resume');
  change(lease, 'resuming', memoryDone(cloud, lease, moved, 'resumeMibPerSecond'));
  const fails = commandFails(cloud);
  when(cloud, lease, RANK.run, () => {
    if (!fails) return beginWork(cloud, lease);
    cloud.asks = true;
    hold(cloud, lease, -1);
    change(lease, 'paused', null);
    cloud.emit({ kind: 'command-failed', lease: lease.index, command: 'resume' });
  });
  return null;
}

function migrate(cloud: Cloud, lease: SimulatedLease, hosts: readonly number[]): string | null {
  if (lease.status !== 'paused') return `is ${lease.status}`;
  const reason = whyUnfit(cloud, lease, hosts) ?? whyUnfit(cloud, lease, lease.hosts);
  if (reason !== null) return reason;
  const rate = cloud.options.overheads.migrationMibPerSecond;
  change(lease, 'migrating', cloud.now + migrationSeconds(lease.request.vms, lease.hosts, hosts, rate));
  cloud.emit({ kind: 'migrate', lease: lease.index, hosts });
  const fails = commandFails(cloud);
  when(cloud, lease, RANK.over, () => {
    cloud.asks = true;
    change(lease, 'paused', null);
    if (fails) return cloud.emit({ kind: 'command-failed', lease: lease.index, command: 'migrate' });
    lease.hosts = hosts;
    cloud.emit({ kind: 'migrated', lease: lease.index });
  });
  return null;
}

function requeue(cloud: Cloud, lease: SimulatedLease): string | null {
  if (lease.status === 'waiting' || lease.status === 'ending') return `is ${lease.status}`;
  if (!isPreemptible(lease)) return 'must not be interrupted';
  lose(cloud, lease, 'thrown away to make room');
  return null;
}

function stop(cloud: Cloud, lease: SimulatedLease): string | null {
  if (lease.status !== 'running') return `is ${lease.status}`;
  if (!lease.overruns) return 'has not had all it asked for';
  end(cloud, lease, 'cut');
  return null;
}

function stage(cloud: Cloud, lease: SimulatedLease, hosts: readonly number[]): string | null {
  const reason = whyUnfit(cloud, lease, hosts);
  if (reason === null) bringImage(cloud, lease, hosts);
  return reason;
}

function takeRoom(cloud: Cloud, lease: SimulatedLease, hosts: readonly number[], kind: 'start' | 'resume'): void {
  lease.hosts = hosts;
  hold(cloud, lease, 1);
  cloud.emit({ kind, lease: lease.index, hosts });
}

/** At once when it takes no time, so that the next order already finds it done. */
function when(cloud: Cloud, lease: SimulatedLease, rank: number, happen: () => void): void {
  if (lease.busyUntil === cloud.now) happen();
  else later(cloud, lease, lease.busyUntil as number, rank, happen);
}

const isPreemptible = ({ request, terms }: SimulatedLease): boolean =>
  request.preemptible && terms.kind !== 'advance-reservation' && terms.kind !== 'immediate';

/** Drawn only where commands can fail, so that faults of hosts do not depend on it. */
function commandFails(cloud: Cloud): boolean {
  const { commandFailure } = cloud.options.faults;
  return commandFailure > 0 && cloud.chance() < commandFailure;
}
