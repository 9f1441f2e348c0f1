import type { MessagePort } from 'node:worker_threads';
import { beat, type Pulse } from '../pulse.ts';
import { runTask } from './run-task.ts';
import type { PlainFinding, PlainTask } from './task.ts';

/** What a thread is handed. */
interface Order {
  readonly task: PlainTask;
  readonly port: MessagePort;
  readonly pulse: Pulse;
}

/** One task in a thread; what it finds on the way goes through the port. */
export default function run({ task, port, pulse }: Order): PlainFinding {
  const finding = runTask(task, { found: (better) => port.postMessage(better), alive: () => beat(pulse) });
  port.close();
  return finding;
}
