import { DEFAULT_POLICY, type Policy } from '../../domain/policy.ts';
import type { LeaseView, View } from '../policy.ts';
import { edgesAfter } from './grid.ts';
import type { OptimiserSettings } from './settings.ts';
import type { Told } from './snapshot.ts';
import { SCALE } from './tellings.ts';

/** The planner's policy for one epoch: the simulated cloud's overheads, and slots that fit what is to come. */
export function plannerPolicy(view: View, told: readonly Told[], settings: OptimiserSettings): Policy {
  const edges = epochEdges(view, told);
  const last = edges.at(-1) as number;
  const longest = Math.max(...edges.map((edge, index) => edge - (edges[index - 1] ?? view.now)));
  const { bootSeconds, shutdownSeconds, saveMibPerSecond, resumeMibPerSecond, serialPerHost } = view.overheads;
  return {
    ...DEFAULT_POLICY,
    time: { slotSeconds: longest, horizonSeconds: last - view.now, epochSeconds: 1, promiseSlots: 0, edges },
    limits: { timeLimitSeconds: NO_LIMIT, gap: 0, seed: settings.seed, nodeLimit: settings.steps, solver: 'sequence' },
    weights: { base: 1, perPriority: 1, ageSeconds: null },
    overheads: {
      ...DEFAULT_POLICY.overheads,
      bootSeconds,
      shutdownSeconds,
      saveSeconds: 0,
      saveMibPerSecond: saveMibPerSecond ?? AT_ONCE,
      resumeSeconds: 0,
      resumeMibPerSecond: resumeMibPerSecond ?? AT_ONCE,
      serialSaves: serialPerHost,
    },
    preemption: { operation: 'stop', minimumBenefit: benefitOf(settings), when: 'any' },
    migration: { ...DEFAULT_POLICY.migration, operation: 'none' },
    budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
    atLeaseEnd: 'leave',
    explains: false,
  };
}

/** What a pause must bring for each VM; more than any wait of this horizon where only promises may have anybody paused. */
const benefitOf = ({ pausesFor, pauseBenefitSeconds }: OptimiserSettings): number =>
  pausesFor === 'all' ? Math.round(pauseBenefitSeconds * SCALE) : PROHIBITIVE;

const PROHIBITIVE = 1e12;

/** The search is counted in steps. */
const NO_LIMIT = 86_400;
/** MiB per second of what takes no time. */
const AT_ONCE = Number.POSITIVE_INFINITY;
/** Beyond all that is known to come, seconds. */
const SPARE_SECONDS = 3_600;
/** So many different times to save are looked at. */
const MOST_SAVES = 3;

/** Moments at which a promise begins or ends, in good time to save before it, and when what runs will be over. */
function epochEdges(view: View, told: readonly Told[]): readonly number[] {
  const saves = saveSpans(view, told);
  const promises = told.flatMap(({ lease, telling }) =>
    telling.status === 'running' ? [] : promisedMoments(view, lease, telling.leftSeconds),
  );
  const before = promises.flatMap((second) => saves.map((save) => second - save));
  const ends = told
    .flatMap(({ telling }) =>
      telling.status === 'running' && telling.leftSeconds !== null ? [view.now + telling.leftSeconds] : [],
    )
    .sort((a, b) => a - b);
  const work = told.reduce((sum, { telling }) => Math.max(sum, telling.leftSeconds ?? 0), 0);
  const until = Math.max(...promises, ...ends, view.now + work) + work + SPARE_SECONDS;
  const soon = saves.map((save) => view.now + save);
  const free = ends.map((end) => end + view.overheads.shutdownSeconds);
  return edgesAfter(view.now, [...soon, ...promises, ...before, ...free, ...chained(view, told, free)], until);
}

/**
 * When what waits would be over, were it started now, when something that runs is over, or after others that wait: slots that
 * end there leave no gaps between one lease and the next. The soonest, and of run times those that most have.
 */
function chained({ now, overheads }: View, told: readonly Told[], ends: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const { telling } of told) {
    if (telling.status === 'running' || telling.leftSeconds === null) continue;
    const span = overheads.bootSeconds + telling.leftSeconds + overheads.shutdownSeconds;
    counts.set(span, (counts.get(span) ?? 0) + 1);
  }
  const spans = [...counts].sort((a, b) => b[1] - a[1]).slice(0, CHAIN.spans);
  let moments: readonly number[] = [now, ...ends];
  for (let link = 0; link < CHAIN.links; link++) {
    const after = moments.flatMap((at) => [at, ...spans.map(([span]) => at + span)]);
    moments = [...new Set(after)].sort((a, b) => a - b).slice(0, CHAIN.moments);
  }
  return moments;
}

/** So many run times are looked at, so many leases after one another, and so many moments in all. */
const CHAIN = { spans: 4, links: 4, moments: 60 } as const;

function promisedMoments({ overheads }: View, { terms }: LeaseView, left: number | null): readonly number[] {
  const span = overheads.bootSeconds + (left ?? 0) + overheads.shutdownSeconds;
  switch (terms.kind) {
    case 'best-effort':
      return terms.notBefore === null ? [] : [terms.notBefore];
    case 'immediate':
      return [];
    case 'advance-reservation':
      return [terms.startAt, terms.startAt + span];
    case 'deadline':
      return [terms.finishBy - span, ...(terms.notBefore === null ? [] : [terms.notBefore, terms.notBefore + span])];
  }
}

/** How long saves take, the most frequent first. */
export function saveSpans({ overheads }: View, told: readonly Told[]): readonly number[] {
  const rate = overheads.saveMibPerSecond;
  if (rate === null) return [];
  const counts = new Map<number, number>();
  for (const { lease, telling } of told) {
    if (!telling.preemptible) continue;
    const span = savingSeconds(lease, rate, overheads.serialPerHost);
    counts.set(span, (counts.get(span) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_SAVES)
    .map(([span]) => span);
}

/** Seconds to save all its VMs: those on one host after each other. */
export function savingSeconds({ request, hosts }: LeaseView, mibPerSecond: number, isSerial: boolean): number {
  const byHost = new Map<number, number>();
  for (const [position, { memoryMib }] of request.vms.entries()) {
    const host = hosts[position] ?? -1 - position;
    const seconds = Math.ceil(memoryMib / mibPerSecond);
    byHost.set(host, isSerial ? (byHost.get(host) ?? 0) + seconds : Math.max(byHost.get(host) ?? 0, seconds));
  }
  return Math.max(0, ...byHost.values());
}
