import process from 'node:process';
import { DEFAULT_WORKLOAD_OPTIONS, type WorkloadOptions } from '../../read/workload/options.ts';
import { DEFAULT_OPTIONS, type SimulationOptions } from '../../simulate/options.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { SimulationArgs } from './options.ts';

/** How the workload is read. */
export const workloadOptionsOf = (args: SimulationArgs): WorkloadOptions => ({
  ...DEFAULT_WORKLOAD_OPTIONS,
  fromSeconds: args.from ?? 0,
  untilSeconds: args.until ?? null,
  limit: args.limit ?? null,
  preemptible: args.preemptible ?? null,
  estimates: (args.estimates ?? 'real') as WorkloadOptions['estimates'],
  annotations: args.annotations ?? null,
  inject: args.inject ?? null,
  injectUntilSeconds: args['inject-until'] ?? null,
  seed: args.seed ?? 1,
});

/** How the cloud behaves. */
export const simulationOptionsOf = (args: SimulationArgs, signal: AbortSignal): Omit<SimulationOptions, 'log'> => ({
  ...DEFAULT_OPTIONS,
  hosts: args.hosts ?? null,
  overheads: {
    bootSeconds: args.boot ?? 0,
    shutdownSeconds: args.shutdown ?? 0,
    saveMibPerSecond: args['save-rate'] ?? null,
    resumeMibPerSecond: args['resume-rate'] ?? args['save-rate'] ?? null,
    migrationMibPerSecond: args['migration-rate'] ?? null,
    serialPerHost: args['parallel-saves'] !== true,
    transferMibPerSecond: args['transfer-rate'] ?? null,
  },
  images: { multicast: args.multicast === true },
  overrun: args.overrun ?? 'truncate',
  oracle: args.oracle === true,
  faults: {
    hostFailureSeconds: args['host-failure'] ?? null,
    hostRepairSeconds: args['host-repair'] ?? DEFAULT_OPTIONS.faults.hostRepairSeconds,
    outages: [],
    commandFailure: args['command-failure'] ?? 0,
  },
  seed: args.seed ?? 1,
  planningSeconds: args['planning-seconds'] ?? 0,
  stopwatch: { cpuSeconds, wallSeconds: SYSTEM_CLOCK.elapsedSeconds },
  signal,
});

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
