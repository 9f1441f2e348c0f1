import type { Amounts } from '../../../domain/resources.ts';
import { type OneDrsProgram, scoreOf } from './program.ts';

/** No placement scores more: as if every VM were as small as the smallest, and CPU could be spread at will. */
export function scoreBound(program: OneDrsProgram): number {
  const vms = program.leases.flatMap((lease) => lease.vms);
  const slots = program.hosts.map(({ free }) => slotsOf(free, smallestOf(vms))).sort((a, b) => b - a);
  const most = Math.min(
    vms.length,
    slots.reduce((sum, count) => sum + count, 0),
  );
  if (program.objective === 'pack') return bestPacked(slots, most);
  return scoreOf(most, leastPeak(program, vms, most));
}

const smallestOf = (vms: readonly Amounts[]): Amounts => ({
  cpuCentis: Math.min(...vms.map(({ cpuCentis }) => cpuCentis)),
  memoryMib: Math.min(...vms.map(({ memoryMib }) => memoryMib)),
});

function slotsOf(free: Amounts, vm: Amounts): number {
  if (free.cpuCentis < vm.cpuCentis || free.memoryMib < vm.memoryMib) return 0;
  const per = (room: number, amount: number): number => (amount === 0 ? MANY : Math.floor(room / amount));
  return Math.min(per(free.cpuCentis, vm.cpuCentis), per(free.memoryMib, vm.memoryMib));
}

const MANY = 1e6;

/** Every VM is worth more than a host. */
function bestPacked(slots: readonly number[], most: number): number {
  let hosts = 0;
  for (let held = 0; held < most; hosts++) held += slots[hosts] ?? most;
  return scoreOf(most, hosts);
}

function leastPeak({ hosts }: OneDrsProgram, vms: readonly Amounts[], most: number): number {
  const peak = hosts.reduce((max, host) => Math.max(max, host.usedCpuCentis / Math.max(1, host.cpuCentis)), 0);
  const used = hosts.reduce((sum, { usedCpuCentis }) => sum + usedCpuCentis, 0);
  const capacity = hosts.reduce((sum, { cpuCentis }) => sum + cpuCentis, 0);
  const least = vms
    .map(({ cpuCentis }) => cpuCentis)
    .sort((a, b) => a - b)
    .slice(0, most)
    .reduce((sum, cpu) => sum + cpu, 0);
  return Math.max(peak, (used + least) / Math.max(1, capacity));
}
