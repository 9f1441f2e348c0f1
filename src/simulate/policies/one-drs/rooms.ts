import type { Amounts } from '../../../domain/resources.ts';
import type { OneDrsProgram } from './program.ts';

/** Hosts while a placement is being made. */
export interface Rooms {
  readonly count: number;
  /** Places looked at so far: the measure of effort. */
  looks: number;
  has(host: number, vm: Amounts): boolean;
  put(host: number, vm: Amounts, sign?: 1 | -1): void;
  /** Whether two hosts are alike for all that is to come. */
  isTwin(a: number, b: number): boolean;
  /** How little a host suits a VM that it has room for: the host of the least is taken, of equals the first. */
  price(host: number, vm: Amounts, others: number): number;
  /** Hosts in use by this run, or the share of CPU given away of the fullest host. */
  shape(): number;
}

export function newRooms({ objective, hosts, leases }: OneDrsProgram): Rooms {
  const cpu = hosts.map(({ free }) => free.cpuCentis);
  const memory = hosts.map(({ free }) => free.memoryMib);
  const load = hosts.map(({ usedCpuCentis }) => usedCpuCentis);
  const guests = hosts.map(() => 0);
  const group = groupsOf(hosts, leases);
  const share = (host: number, more = 0): number =>
    ((load[host] as number) + more) / Math.max(1, (hosts[host] as OneDrsProgram['hosts'][number]).cpuCentis);
  const slots = (host: number, vm: Amounts): number =>
    Math.min(per(cpu[host] as number, vm.cpuCentis), per(memory[host] as number, vm.memoryMib));
  const rooms: Rooms = {
    count: hosts.length,
    looks: 0,
    has: (host, vm) => vm.cpuCentis <= (cpu[host] as number) && vm.memoryMib <= (memory[host] as number),
    put: (host, vm, sign = 1) => {
      cpu[host] = (cpu[host] as number) - sign * vm.cpuCentis;
      memory[host] = (memory[host] as number) - sign * vm.memoryMib;
      load[host] = (load[host] as number) + sign * vm.cpuCentis;
      guests[host] = (guests[host] as number) + sign;
    },
    isTwin: (a, b) =>
      group[a] === group[b] &&
      cpu[a] === cpu[b] &&
      memory[a] === memory[b] &&
      load[a] === load[b] &&
      guests[a] === guests[b],
    price:
      objective === 'balance'
        ? (host, vm) => share(host, vm.cpuCentis)
        : (host, vm, others) => packPrice(guests[host] as number, slots(host, vm), others),
    shape: () =>
      objective === 'balance'
        ? hosts.reduce((peak, _, host) => Math.max(peak, share(host)), 0)
        : guests.filter((count) => count > 0).length,
  };
  return rooms;
}

const per = (room: number, amount: number): number => (amount === 0 ? MANY : Math.floor(room / amount));
const MANY = 1e6;

/** Hosts in use first, the tightest of them; then the tightest that holds all, else the roomiest. */
function packPrice(guests: number, slots: number, others: number): number {
  if (guests > 0) return slots;
  return slots > others ? 2 * MANY + slots : 4 * MANY - slots;
}

/** Hosts of one number are the same size and open to the same leases. */
function groupsOf(hosts: OneDrsProgram['hosts'], leases: OneDrsProgram['leases']): readonly number[] {
  const only = [...new Set(leases.flatMap((lease) => (lease.hosts === null ? [] : [lease.hosts.join(' ')])))].map(
    (names) => new Set(names.split(' ').map(Number)),
  );
  const numbers = new Map<string, number>();
  return hosts.map(({ cpuCentis }, host) => {
    const key = `${cpuCentis} ${only.map((set) => Number(set.has(host))).join('')}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}
