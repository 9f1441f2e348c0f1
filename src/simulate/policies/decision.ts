import type { Decision, Order } from '../policy.ts';

/** Orders to be carried out at once; what was announced, if anything was. */
export const decisionOf = (
  orders: readonly Order[],
  promised: Decision['promised'] = [],
  wakeAt: number | null = null,
): Decision => ({ orders, promised, wakeAt, gap: null });
