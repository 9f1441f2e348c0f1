import type { Amounts } from '../../../domain/resources.ts';
import { type Incumbent, largestFirst, nextOther, offer } from './choose.ts';
import { isAlike, type OneDrsProgram, scoreOf } from './program.ts';
import { newRooms, type Rooms } from './rooms.ts';

type Lease = OneDrsProgram['leases'][number];

/**
 * Who is placed and where, VM by VM in depth: of hosts that are alike only the first is tried, and VMs of a lease that
 * are alike go to hosts in order. With enough effort this proves the optimum; else the best so far stays.
 */
export function assignVms(program: OneDrsProgram, best: Incumbent, bound: number, effort: number): void {
  const order = program.leases
    .map((_, index) => index)
    .sort((a, b) => (program.leases[b] as Lease).vms.length - (program.leases[a] as Lease).vms.length || a - b);
  const total = program.leases.reduce((sum, { vms }) => sum + vms.length, 0);
  if (total > MOST_VMS) return;
  const rooms = newRooms(program);
  const placement: (number[] | null)[] = program.leases.map(() => null);
  const isOver = (): boolean => best.score >= bound || rooms.looks >= effort;

  const visitLease = (at: number, placed: number, left: number): void => {
    const shape = rooms.shape();
    rooms.looks += rooms.count;
    if (isOver() || scoreOf(total - left, shape) <= best.score) return;
    const index = order[at];
    if (index === undefined) {
      offer(best, placement.map(copy), scoreOf(placed, shape));
      return;
    }
    const lease = program.leases[index] as Lease;
    const vms = largestFirst(lease.vms);
    const hosts = new Array<number>(vms.length).fill(-1);
    const visitVm = (position: number): void => {
      if (isOver()) return;
      const vm = vms[position];
      if (vm === undefined) {
        visitLease(at + 1, placed + vms.length, left);
        return;
      }
      const amounts = lease.vms[vm] as Amounts;
      const before = position === 0 ? undefined : vms[position - 1];
      const follows = before !== undefined && isAlike(lease.vms[before] as Amounts, amounts);
      for (const host of branches(rooms, amounts, lease, follows ? (hosts[before] as number) : 0)) {
        hosts[vm] = host;
        rooms.put(host, amounts);
        visitVm(position + 1);
        rooms.put(host, amounts, -1);
      }
    };
    placement[index] = hosts;
    visitVm(0);
    placement[index] = null;
    const next = nextOther(program, order, at);
    const skipped = order.slice(at, next).reduce((sum, each) => sum + (program.leases[each] as Lease).vms.length, 0);
    visitLease(next, placed, left + skipped);
  };
  visitLease(0, 0, 0);
}

/** Beyond so many no proof is to be had. */
const MOST_VMS = 300;

const copy = (hosts: readonly number[] | null): readonly number[] | null => (hosts === null ? null : [...hosts]);

/** Hosts from `first` on that a VM may be put on, the best first, one of each kind. */
function branches(rooms: Rooms, vm: Amounts, { hosts }: Lease, first: number): readonly number[] {
  const all = hosts ?? Array.from({ length: rooms.count }, (_, host) => host);
  rooms.looks += all.length;
  const kinds: number[] = [];
  for (const host of all) {
    if (host < first || !rooms.has(host, vm)) continue;
    if (!kinds.some((each) => rooms.isTwin(each, host))) kinds.push(host);
  }
  const price = new Map(kinds.map((host) => [host, rooms.price(host, vm, 0)]));
  return kinds.sort((a, b) => (price.get(a) as number) - (price.get(b) as number) || a - b);
}
