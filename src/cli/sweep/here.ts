import { setImmediate } from 'node:timers/promises';
import type { Runner } from './runner.ts';
import { runTask } from './task.ts';

/** One run after another, in this thread. */
export const here: Runner = async (runs, events, signal) => {
  for (const { place, task } of runs) {
    // a signal of the system is only heard between turns of the event loop
    await setImmediate();
    if (signal.aborted) return;
    events.began(place);
    const result = await runTask(task(), signal, (share) => events.progress(place, share));
    if (signal.aborted) return;
    events.ended(place, result);
  }
};
