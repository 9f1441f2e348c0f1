import type { LeaseRecord, RunRecord } from '../../domain/run-record.ts';

/** What no schedule of the same leases can beat. Seconds of the virtual clock. */
export interface RunBounds {
  /** No schedule ends all best-effort leases before; null without any that is done. */
  readonly allBestEffortSeconds: number | null;
  /** No schedule ends all leases before. */
  readonly makespanSeconds: number | null;
  /** No schedule uses more of the hosts' CPU until its end than this share. */
  readonly utilisation: number | null;
}

/**
 * makespan ≥ max over ℓ of (r_ℓ + p_ℓ), and ≥ max over t of (t + Σ{ℓ: r_ℓ ≥ t} a_ℓ p_ℓ / C), for releases r, work p,
 * amounts a and all hosts' capacity C: what comes from t on has to be done after t. Only leases that are done count, so
 * the bound is for the work that this run did. Boots, saves and holes are left out, so it holds whatever they cost.
 */
export function runBounds({ leases, hosts }: RunRecord): RunBounds {
  const done = leases.filter(({ outcome, endSeconds }) => outcome === 'done' && endSeconds !== null);
  const cpuCentis = hosts.reduce((sum, { capacity }) => sum + capacity.cpuCentis, 0);
  const makespan = earliestEnd(done, cpuCentis);
  const work = done.reduce((sum, lease) => sum + workOf(lease), 0);
  const first = done.reduce((least, lease) => Math.min(least, lease.submitSeconds), Number.POSITIVE_INFINITY);
  return {
    allBestEffortSeconds: earliestEnd(
      done.filter(({ kind }) => kind === 'best-effort'),
      cpuCentis,
    ),
    makespanSeconds: makespan,
    utilisation: makespan === null || makespan <= first || cpuCentis === 0 ? null : work / (cpuCentis * makespan),
  };
}

function earliestEnd(leases: readonly LeaseRecord[], cpuCentis: number): number | null {
  if (leases.length === 0 || cpuCentis === 0) return null;
  const latestFirst = leases.toSorted((a, b) => releaseOf(b) - releaseOf(a));
  let [bound, work] = [0, 0];
  for (const lease of latestFirst) {
    work += workOf(lease);
    bound = Math.max(bound, releaseOf(lease) + lease.deliveredSeconds, releaseOf(lease) + work / cpuCentis);
  }
  return Math.ceil(bound);
}

const workOf = ({ cpuCentis, deliveredSeconds }: LeaseRecord): number => cpuCentis * deliveredSeconds;

/** Before this nothing of it may run. */
function releaseOf({ terms, submitSeconds }: LeaseRecord): number {
  switch (terms.kind) {
    case 'immediate':
      return submitSeconds;
    case 'advance-reservation':
      return Math.max(submitSeconds, terms.startAt);
    case 'best-effort':
    case 'deadline':
      return Math.max(submitSeconds, terms.notBefore ?? submitSeconds);
  }
}
