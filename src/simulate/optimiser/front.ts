import type { View } from '../policy.ts';
import type { OptimiserSettings } from './settings.ts';
import type { Told } from './snapshot.ts';

/**
 * Those that one epoch looks at: all that runs, all promises, and of what else waits the first by what their delay costs
 * for the room they take, until they would fill the cloud so many times. The one that came first is always among them.
 */
export function frontOf({ hosts }: View, told: readonly Told[], { frontPerHost }: OptimiserSettings): readonly Told[] {
  const most = Math.max(LEAST_VMS, frontPerHost * hosts.length);
  const waits = told.filter(({ telling }) => telling.status !== 'running' && telling.terms.kind === 'best-effort');
  if (waits.reduce((sum, { lease }) => sum + lease.request.vms.length, 0) <= most) return told;
  const [oldest, ...others] = waits;
  const chosen = new Set([oldest]);
  let vms = 0;
  for (const each of others.toSorted((a, b) => density(b) - density(a))) {
    if (vms >= most) break;
    chosen.add(each);
    vms += each.lease.request.vms.length;
  }
  return told.filter((each) => chosen.has(each) || !waits.includes(each));
}

const LEAST_VMS = 100;

const density = ({ telling }: Told): number => telling.weight / Math.max(1, telling.leftSeconds ?? ENDLESS_SECONDS);
const ENDLESS_SECONDS = 86_400;
