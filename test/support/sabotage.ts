import process from 'node:process';
import { isMainThread, parentPort } from 'node:worker_threads';

/**
 * What can befall a worker thread. Preloaded into every thread when `ONEPLAN_TEST_SABOTAGE` is `MODULE:FAULT`, it
 * strikes the threads whose module has that name, before their own code runs; so the product is tested as it is.
 */
export const SABOTAGES = [
  'killed',
  'killed-later',
  'hangs',
  'busy',
  'out-of-memory',
  'floods',
  'garbage',
  'clock-jumps',
] as const;
export type Sabotage = (typeof SABOTAGES)[number];

export const SABOTAGE_VARIABLE = 'ONEPLAN_TEST_SABOTAGE';

const [module = '', fault] = (process.env[SABOTAGE_VARIABLE] ?? '').split(':');
if (!isMainThread && module !== '' && (process.argv[1] ?? '').includes(module)) strike(fault as Sabotage);

function strike(kind: Sabotage): void {
  switch (kind) {
    case 'killed':
      process.exit(137);
      break;
    case 'killed-later':
      afterMessages(1, () => process.exit(137));
      break;
    case 'hangs':
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    case 'busy':
      for (;;) Math.random();
    case 'out-of-memory': {
      const hoard: unknown[] = [];
      for (;;) hoard.push(new Array(5_000_000).fill(hoard.length));
    }
    case 'floods':
      for (;;) parentPort?.postMessage({ kind: 'news', values: null, bound: null, schedule: [], service: -1 });
    case 'clock-jumps': {
      const real = Date.now;
      let calls = 0;
      Date.now = () => real() + (calls++ % 2 === 0 ? 86_400_000 : -86_400_000);
      break;
    }
    case 'garbage':
      parentPort?.postMessage('garbage');
      parentPort?.postMessage(null);
      parentPort?.postMessage({ kind: 'nonsense', schedule: 'nonsense', service: 'nonsense' });
      break;
  }
}

/** Acts right after the thread has sent so many messages. */
function afterMessages(count: number, act: () => void): void {
  if (parentPort === null) return;
  const send = parentPort.postMessage.bind(parentPort);
  let sent = 0;
  parentPort.postMessage = (...words: Parameters<typeof send>): void => {
    send(...words);
    sent += 1;
    if (sent >= count) act();
  };
}
