import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition, not for a time; throws in the condition's words when it does not come true at all. */
export async function waitUntil(holds: () => boolean | Promise<boolean>, what: string, seconds = 30): Promise<void> {
  for (const began = Date.now(); !(await holds()); await sleep(20)) {
    if (Date.now() - began > seconds * 1000) throw new Error(`after ${seconds} s it still does not hold that ${what}`);
  }
}
