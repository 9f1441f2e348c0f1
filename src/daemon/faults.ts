import type { DaemonWorld } from './world.ts';

/** Remembers something that went wrong and was survived; when that can not be remembered either, it was said at least. */
export function noteFault({ memory, clock, log }: DaemonWorld, about: string, message: string): void {
  try {
    memory.recordFault({ at: Math.floor(clock.unixSeconds()), epoch: null, about, message });
  } catch (error) {
    log.warn({ error: error instanceof Error ? error.message : String(error) }, 'a fault could not be remembered');
  }
}
