import process from 'node:process';
import { DEFAULT_OPTIONS, type SimulationOptions, type Stopwatch } from '../../simulate/options.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { SimulationArgs } from './options.ts';

/** How the cloud behaves and what policies are told: plain values, the same for every run. */
export type CloudOptions = Omit<SimulationOptions, 'seed' | 'stopwatch' | 'log' | 'signal'>;

export const cloudOptionsOf = (args: SimulationArgs): CloudOptions => ({
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
  planningSeconds: args['planning-seconds'] ?? 0,
  untilSeconds: null,
});

/** CPU of this process, all threads together, and wall time. */
export const STOPWATCH: Stopwatch = { cpuSeconds, wallSeconds: SYSTEM_CLOCK.elapsedSeconds };

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
