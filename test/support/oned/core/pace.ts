import type { DriverWork } from './latency.ts';
import type { Cloud, VmRecord } from './model.ts';
import { textOf } from './template.ts';

const MIB_PER_GIB = 1024;

/** Seconds that a driver's work, or the dispatching of an action, takes for this VM. */
export function secondsFor(cloud: Cloud, vm: VmRecord, what: DriverWork | 'dispatch'): number {
  const { seconds, secondsPerGib } = cloud.latencies[what];
  return seconds + (secondsPerGib * Number(textOf(vm.template, 'MEMORY'))) / MIB_PER_GIB;
}
