import { parentPort, workerData } from 'node:worker_threads';
import type { Problem } from '../../domain/problem.ts';
import { beat } from '../pulse.ts';
import type { ThreadData } from '../thread.ts';
import type { Duals } from './duals.ts';
import { LagrangianBound } from './lagrangian.ts';
import type { PoolPrices } from './pool-prices.ts';

/** What the bound's thread is given. */
export interface BoundTask {
  readonly problem: Problem;
  /** Service cost of a known schedule. */
  readonly target: number;
  readonly mustAccept: boolean;
  /** Prices of the epoch before, to start from. */
  readonly prices?: PoolPrices;
}

/** What it sends back: the bound on the service level, when it rose by a whole number or a stage ended. */
export interface BoundFinding {
  readonly service: number;
  /** When a stage ended: what the prices say, for whoever looks for schedules. */
  readonly duals?: Duals;
  /** When the first stage ended: prices for the next epoch to start from. */
  readonly prices?: PoolPrices;
}

/** Seconds between two messages: small steps come by the hundred. */
const MESSAGE_SECONDS = 0.25;

/** Iterates until its steps lead nowhere; its parent may end it at any moment. */
function run(
  { problem, target, mustAccept, prices, pulse }: BoundTask & ThreadData,
  send: (finding: BoundFinding) => void,
): void {
  const bound = new LagrangianBound(problem, target, mustAccept, prices ?? null);
  let sent = bound.best;
  let sentAt = Number.NEGATIVE_INFINITY;
  while (!bound.isExhausted) {
    const { duals, poolPrices } = bound;
    bound.iterate();
    beat(pulse);
    const hasDuals = bound.duals !== duals && bound.duals !== null;
    if (!hasDuals && (bound.best <= sent || performance.now() - sentAt < MESSAGE_SECONDS * 1000)) continue;
    const news = hasDuals ? { duals: bound.duals } : {};
    const seed = bound.poolPrices !== poolPrices && bound.poolPrices !== null ? { prices: bound.poolPrices } : {};
    send({ service: bound.best, ...news, ...seed });
    sent = bound.best;
    sentAt = performance.now();
  }
  send({ service: bound.best });
}

run(workerData as BoundTask & ThreadData, (finding) => parentPort?.postMessage(finding));
