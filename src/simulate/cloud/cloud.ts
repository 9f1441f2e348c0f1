import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Happening } from '../../domain/simulation-event.ts';
import type { Workload, WorkloadHost } from '../../domain/workload.ts';
import type { SimulationOptions } from '../options.ts';
import type { HostView } from '../policy.ts';
import { type Agenda, newAgenda, RANK } from './agenda.ts';
import type { SimulatedLease } from './lease.ts';

/** A host of the simulated cloud. */
export interface SimulatedHost extends HostView {
  up: boolean;
  readonly images: Set<string>;
  freeCpuCentis: number;
  freeMemoryMib: number;
  /** Until when it writes or reads memory of VMs, when that goes one after another. */
  busyUntil: number;
}

/** The simulated cloud: its truth, its clock, and what is to come. */
export interface Cloud {
  now: number;
  /** The policy is to be asked about this second. */
  asks: boolean;
  readonly workload: Workload;
  readonly options: SimulationOptions;
  readonly agenda: Agenda;
  readonly hosts: readonly SimulatedHost[];
  /** Those that have arrived and are not over, by index, in order. */
  readonly present: Map<number, SimulatedLease>;
  /** Leases that arrived since the policy was last asked. */
  arrived: number[];
  /** When the repository has sent all that was asked of it. */
  repositoryFreeAt: number;
  /** When an image is on a host, by host and image: also of those on their way. */
  readonly imageAt: Map<string, number>;
  /** Chances, 0 ≤ x < 1. */
  readonly chance: () => number;
  readonly emit: (happening: Happening) => void;
}

export function newCloud(
  workload: Workload,
  hosts: readonly WorkloadHost[],
  options: SimulationOptions,
  log: SimulationOptions['log'],
): Cloud {
  const generator = xoroshiro128plus(options.seed);
  const cloud: Cloud = {
    now: 0,
    asks: false,
    workload,
    options,
    agenda: newAgenda(),
    hosts: hosts.map(idle),
    present: new Map(),
    arrived: [],
    repositoryFreeAt: 0,
    imageAt: new Map(),
    chance: () => (generator.next() >>> 0) / 2 ** 32,
    emit: (happening) => log({ at: cloud.now, ...happening }),
  };
  return cloud;
}

const idle = ({ name, capacity }: WorkloadHost): SimulatedHost => ({
  name,
  capacity,
  up: true,
  images: new Set(),
  freeCpuCentis: capacity.cpuCentis,
  freeMemoryMib: capacity.memoryMib,
  busyUntil: 0,
});

/** Notes what will become of a lease, unless it changes before. */
export function later(cloud: Cloud, lease: SimulatedLease, at: number, rank: number, happen: () => void): void {
  const turn = lease.turn;
  cloud.agenda.add(at, rank, () => {
    if (lease.turn === turn) happen();
  });
}

/** Has the policy asked at that moment. */
export const askAt = (cloud: Cloud, at: number): void =>
  cloud.agenda.add(at, RANK.ask, () => {
    cloud.asks = true;
  });

/** Takes room for all VMs of a lease, or (with −1) gives it back. */
export function hold(cloud: Cloud, lease: SimulatedLease, sign: 1 | -1): void {
  lease.request.vms.forEach((vm, index) => {
    const host = cloud.hosts[lease.hosts[index] as number] as SimulatedHost;
    host.freeCpuCentis -= sign * vm.cpuCentis;
    host.freeMemoryMib -= sign * vm.memoryMib;
  });
}

/** Why these hosts cannot take the lease now; null when they can. */
export function whyNoRoom(cloud: Cloud, lease: SimulatedLease, hosts: readonly number[]): string | null {
  const unfit = whyUnfit(cloud, lease, hosts);
  if (unfit !== null) return unfit;
  const before = lease.hosts;
  lease.hosts = hosts;
  hold(cloud, lease, 1);
  const full = hosts.find((host) => isOver(cloud.hosts[host] as SimulatedHost));
  hold(cloud, lease, -1);
  lease.hosts = before;
  return full === undefined ? null : `${(cloud.hosts[full] as SimulatedHost).name} has no room`;
}

const isOver = (host: SimulatedHost): boolean => host.freeCpuCentis < 0 || host.freeMemoryMib < 0;

/** Why these hosts can never take the lease as they are; null when they can. */
export function whyUnfit(cloud: Cloud, { request }: SimulatedLease, hosts: readonly number[]): string | null {
  if (hosts.length !== request.vms.length) return 'needs one host for each of its VMs';
  for (const index of hosts) {
    const host = cloud.hosts[index];
    if (host === undefined) return 'names a host that does not exist';
    if (!host.up) return `${host.name} is down`;
    if (request.hosts !== null && !request.hosts.includes(host.name)) return `may not run on ${host.name}`;
  }
  return null;
}
