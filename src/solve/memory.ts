import { totalmem } from 'node:os';
import process from 'node:process';
import type { ResourceLimits } from 'node:worker_threads';

/** A thread's share of the memory that this process may use, and what is too little and too much for one, MiB. */
const SHARE = 0.3;
const LEAST_MIB = 256;
const MOST_MIB = 4_096;

/**
 * What a thread may allocate: one that runs out of it ends by itself, with a reason, before the machine runs out. Half
 * a container's memory or less, so that the thread that holds the plan keeps its own.
 */
export function threadLimits(): ResourceLimits {
  const confined = process.constrainedMemory();
  const bytes = confined > 0 && confined < totalmem() ? confined : totalmem();
  return { maxOldGenerationSizeMb: Math.round(Math.min(MOST_MIB, Math.max(LEAST_MIB, (SHARE * bytes) / 2 ** 20))) };
}
