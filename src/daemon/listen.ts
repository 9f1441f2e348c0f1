import { InputError } from '../domain/errors.ts';
import type { VmId } from '../domain/ids.ts';
import type { Alarm } from './alarm.ts';
import { callsForEpoch } from './calls.ts';
import { noteFault } from './faults.ts';
import type { DaemonWorld } from './world.ts';

/**
 * Listens to the cloud until the signal fires. Whatever befalls the connection, the cloud is polled on the clock; what is
 * said of it is said once a change. After a gap there is an epoch at once, for what was missed.
 */
export async function listen(world: DaemonWorld, alarm: Alarm): Promise<void> {
  const { feed, clock, signal, log, hands } = world;
  if (feed === null) return;
  const health = healthLog(world, alarm);
  for (let wait = 1; !signal.aborted; wait = Math.min(LONGEST_WAIT_SECONDS, wait * 2)) {
    try {
      await feed.listen({
        heard: (event) => {
          const own = hands.busy();
          if (event.kind === 'vm' && own.has(event.id as VmId)) hands.nudge();
          if (callsForEpoch(event, own)) alarm.call();
        },
        health,
        signal,
      });
    } catch (error) {
      if (error instanceof InputError) {
        log.warn({ error: error.message }, 'events are not heard: the cloud is polled');
        return;
      }
      health(false, error instanceof Error ? error.message : String(error));
    }
    if (!signal.aborted) await clock.until(clock.unixSeconds() + wait, signal);
  }
}

const LONGEST_WAIT_SECONDS = 60;

function healthLog(world: DaemonWorld, alarm: Alarm): (connected: boolean, why: string) => void {
  let before: boolean | null = null;
  return (connected, why) => {
    if (connected === before) return;
    if (connected) world.log.info({ connected, why }, 'events are heard');
    else world.log.warn({ connected, why }, 'events are not heard: the cloud is polled meanwhile');
    if (!connected) noteFault(world, 'events', why);
    if (connected && before === false) alarm.call();
    before = connected;
  };
}
