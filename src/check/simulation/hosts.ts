import type { Amounts } from '../../domain/resources.ts';
import type { SimulationEvent } from '../../domain/simulation-event.ts';
import type { WorkloadHost } from '../../domain/workload.ts';
import type { Books, Entry } from './books.ts';
import type { Report } from './rules.ts';

/** Which hosts are down. */
export function checkHosts(books: Books, event: Extract<SimulationEvent, { readonly host: number }>): void {
  if (event.kind === 'host-down') books.down.add(event.host);
  if (event.kind === 'host-up') books.down.delete(event.host);
}

/**
 * capacity: a host gives away at most what it has, at every second. Use rises only where a lease takes room, and events
 * come in the order in which they happen, so these moments suffice.
 */
export function takeRoom(books: Books, entry: Entry, report: Report): void {
  const { request, hosts } = entry;
  if (hosts.length !== request.vms.length)
    report('gang', `lease ${request.id} has ${hosts.length} hosts for ${request.vms.length} VMs`);
  request.vms.forEach((vm, index) => {
    const at = hosts[index] as number;
    const host = books.hosts[at];
    if (host === undefined) {
      report('admissible', `lease ${request.id} is on a host that does not exist`);
      return;
    }
    if (books.down.has(at)) report('admissible', `lease ${request.id} is on ${host.name}, which is down`);
    if (request.hosts !== null && !request.hosts.includes(host.name))
      report('admissible', `lease ${request.id} must not run on ${host.name}`);
    books.cpuInUse[at] = (books.cpuInUse[at] as number) + vm.cpuCentis;
    books.memoryInUse[at] = (books.memoryInUse[at] as number) + vm.memoryMib;
    if (isOver(books, at, host))
      report('capacity', `${host.name} is over capacity at ${books.now} with lease ${request.id}`);
  });
}

const isOver = ({ cpuInUse, memoryInUse }: Books, at: number, { capacity }: WorkloadHost): boolean =>
  (cpuInUse[at] as number) > capacity.cpuCentis || (memoryInUse[at] as number) > capacity.memoryMib;

/** Gives back what a lease held. */
export function giveRoom(books: Books, { request, hosts }: Entry): void {
  request.vms.forEach((vm: Amounts, index) => {
    const at = hosts[index] as number;
    books.cpuInUse[at] = (books.cpuInUse[at] as number) - vm.cpuCentis;
    books.memoryInUse[at] = (books.memoryInUse[at] as number) - vm.memoryMib;
  });
}
