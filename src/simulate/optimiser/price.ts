import type { LeaseView } from '../policy.ts';
import type { OptimiserSettings } from './settings.ts';

/** Attributes in which a workload says what its user would pay for a host hour, at most. */
const RATES = ['simul_userrate', 'rate'];

/** Why its user refuses the price; null when there is none or it is paid. */
export function priceRefusal({ request }: LeaseView, { priceRate }: OptimiserSettings): string | null {
  const named = RATES.map((name) => request.extras[name]).find((text) => text !== undefined);
  if (priceRate === null || named === undefined) return null;
  const most = Number(named);
  if (!Number.isFinite(most) || most >= priceRate) return null;
  return `the price is ${priceRate} for a host hour and its user pays ${most}`;
}
