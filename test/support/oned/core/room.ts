import { type Cloud, type HistoryRecord, type HostRecord, lastStay, type VmRecord } from './model.ts';
import { textOf } from './template.ts';

const KIB_PER_MIB = 1024;

/** Room that a VM takes: hundredths of a core, in 32-bit floats and truncated as oned does, and KiB. */
export function demandOf(vm: VmRecord): { readonly cpuCentis: number; readonly memoryKib: number } {
  const cores = Math.fround(Number(textOf(vm.template, 'CPU')));
  return {
    cpuCentis: Math.trunc(Math.fround(cores * 100)),
    memoryKib: Number(textOf(vm.template, 'MEMORY')) * KIB_PER_MIB,
  };
}

/** Gives the VM its room on the host of its last history record. Over-commitment is noted, not refused. */
export function giveRoom(cloud: Cloud, vm: VmRecord, now: number): void {
  change(cloud, vm, { host: lastStay(vm)?.host, now, sign: 1 });
}

/** Takes it back on the host of this record. */
export function freeRoom(cloud: Cloud, vm: VmRecord, stay: HistoryRecord | undefined, now: number): void {
  change(cloud, vm, { host: stay?.host, now, sign: -1 });
}

function change(
  cloud: Cloud,
  vm: VmRecord,
  what: { readonly host: number | undefined; readonly now: number; readonly sign: 1 | -1 },
): void {
  const host = what.host === undefined ? undefined : cloud.hosts.get(what.host);
  if (host === undefined || host.vms.has(vm.id) === (what.sign === 1)) return;
  const { cpuCentis, memoryKib } = demandOf(vm);
  host.cpuUsageCentis += what.sign * cpuCentis;
  host.memoryUsageKib += what.sign * memoryKib;
  if (what.sign === 1) host.vms.add(vm.id);
  else host.vms.delete(vm.id);
  touchHost(cloud, host);
  cloud.audit.allocations.push({
    at: what.now,
    host: host.id,
    vm: vm.id,
    kind: what.sign === 1 ? 'given' : 'freed',
    cpuUsageCentis: host.cpuUsageCentis,
    memoryUsageKib: host.memoryUsageKib,
    over: host.cpuUsageCentis > host.maxCpuCentis || host.memoryUsageKib > host.maxMemoryKib,
  });
}

/** Why a VM does not fit, in oned's words; null when it does. */
export function misfit(vm: VmRecord, host: HostRecord): string | null {
  const { cpuCentis, memoryKib } = demandOf(vm);
  const freeCpu = host.maxCpuCentis - host.cpuUsageCentis;
  const freeMemory = host.maxMemoryKib - host.memoryUsageKib;
  const said = `virtual machine [${vm.id}] does not fit in host [${host.id}].`;
  if (cpuCentis > freeCpu) return `${said} Not enough CPU: ${cpuCentis}/${freeCpu}`;
  if (memoryKib > freeMemory) return `${said} Not enough memory: ${memoryKib}/${freeMemory}`;
  return null;
}

/** Notes that a host changed, for its body and the database. */
export function touchHost(cloud: Cloud, host: HostRecord): void {
  host.body = null;
  cloud.dirty.hosts.add(host.id);
}

/** Notes that a VM changed. */
export function touchVm(cloud: Cloud, vm: VmRecord): void {
  vm.body = null;
  vm.shortBody = null;
  cloud.dirty.vms.add(vm.id);
}
