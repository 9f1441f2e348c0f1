import { RECORDED_LATENCIES } from '../oned/core/latency.ts';
import { PACE } from './pace.ts';
import type { Request } from './requests.ts';

/** Boots, saves and restores of a dummy cloud, slow enough to matter among leases of seconds. */
export const QUICK_LATENCIES = {
  ...RECORDED_LATENCIES,
  boot: { seconds: 0.3, secondsPerGib: 0 },
  save: { seconds: 0.3, secondsPerGib: 0.05 },
  restore: { seconds: 0.3, secondsPerGib: 0.05 },
};

/** Slots of seconds, and overheads to match. */
export const QUICK_POLICY = `
time: { slot: ${2 * PACE}s, horizon: ${80 * PACE}s, promise-slots: 2 }
limits: { solver: search }
overheads:
  boot: 1s
  shutdown: 1s
  save: 1s
  save-rate: 8GiB/s
  resume: 1s
  resume-rate: 8GiB/s
  live-migration: 1s
  live-migration-rate: 8GiB/s
  serial-saves: false
preemption: { minimum-benefit: 0 }
migration: { operation: none }
`;

/** Now or never; then or never; by then or never. */
export const MAY_BE_REFUSED: ReadonlySet<Request['kind']> = new Set(['immediate', 'reservation', 'deadline']);
