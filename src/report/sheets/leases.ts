import type { Forecast } from '../../domain/plan.ts';
import type { Vm } from '../../domain/vm.ts';
import type { Lookup } from '../lookup.ts';
import { type Column, type Sheet, sheet } from '../sheet.ts';
import { cores, memory, moment, span } from '../words.ts';

/** Leases that start later: when, after how long, where. */
export const laterSheet = (forecasts: readonly Forecast[], names: Lookup, now: number): Sheet =>
  sheet('Starts later', [...identity(names), ...start(names, now), ...why], forecasts);

/** Leases that do not start: what they ask for and why not. */
export const waitingSheet = (title: string, forecasts: readonly Forecast[], names: Lookup): Sheet =>
  sheet(title, [...identity(names), ...why], forecasts);

/** Every lease of the plan, with what becomes of it. */
export const forecastSheet = (forecasts: readonly Forecast[], names: Lookup, now: number): Sheet =>
  sheet('Leases', [...identity(names), outcome, ...start(names, now), ...why], forecasts);

/** Which lease, and how much it asks for in all. */
export const identity = (names: Lookup): readonly Column<Forecast>[] => [
  { name: 'LEASE', about: 'id of the lease', left: true, cell: ({ lease }) => lease },
  { name: 'NAME', about: 'what its owner calls it', left: true, cell: ({ name }) => name },
  { name: 'VMS', about: 'VMs of the lease', cell: ({ vms }) => vms.length },
  { name: 'CPU', about: 'cores of all its VMs', cell: (forecast) => total(forecast, names, cpu, cores) },
  { name: 'MEM', about: 'memory of all its VMs', cell: (forecast) => total(forecast, names, mem, memory) },
];

/** When and where it is foreseen to start. */
export const start = (names: Lookup, now: number): readonly Column<Forecast>[] => [
  { name: 'EST_START', about: 'start foreseen, UTC', left: true, cell: ({ startAt }) => moment(startAt) },
  { name: 'IN', about: 'time until then', cell: ({ startAt }) => span(startAt === null ? null : startAt - now) },
  { name: 'EST_END', about: 'end foreseen, UTC', left: true, cell: ({ endAt }) => moment(endAt) },
  { name: 'EST_HOST', about: 'where it is foreseen to run', left: true, cell: ({ hosts }) => names.hostNames(hosts) },
];

/** The reason as a code for machines and a sentence for people. */
export const why: readonly Column<Forecast>[] = [
  { name: 'REASON', about: 'one of a closed list', left: true, cell: ({ reasonCode }) => reasonCode },
  { name: 'WHY', about: 'the reason in words', left: true, cell: ({ reason }) => reason },
];

const outcome: Column<Forecast> = {
  name: 'OUTCOME',
  about: 'what becomes of it',
  left: true,
  cell: (forecast) => forecast.outcome,
};

const cpu = (vm: Vm): number => vm.demand.cpuCentis;
const mem = (vm: Vm): number => vm.demand.memoryMib;

function total(
  { vms }: Forecast,
  names: Lookup,
  amountOf: (vm: Vm) => number,
  written: (amount: number) => string,
): string | null {
  const known = vms.flatMap((id) => names.vm(id) ?? []);
  return known.length === 0 ? null : written(known.reduce((sum, vm) => sum + amountOf(vm), 0));
}
