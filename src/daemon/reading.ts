import type { Snapshot } from '../domain/snapshot.ts';
import { noteFault } from './faults.ts';
import type { DaemonWorld } from './world.ts';

/** A reading is tried again and again for minutes; whoever looks at the log hears of it before that. */
const SILENT_SECONDS = 30;

/** Reads the cloud, and says so once when it keeps the planner waiting. Throws as the source does. */
export async function readAloud(world: DaemonWorld): Promise<Snapshot> {
  const { clock, source, signal } = world;
  const done = new AbortController();
  const over = AbortSignal.any([signal, done.signal]);
  void clock.until(clock.unixSeconds() + SILENT_SECONDS, over).then(() => {
    if (!over.aborted) silent(world);
  });
  try {
    return await source.read();
  } finally {
    done.abort();
  }
}

function silent(world: DaemonWorld): void {
  const message = `${world.source.name} has not answered for ${SILENT_SECONDS} s`;
  world.log.warn({ source: world.source.name, seconds: SILENT_SECONDS }, 'the cloud keeps the planner waiting');
  noteFault(world, 'source', message);
}
