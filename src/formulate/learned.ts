import { median, quantile } from 'simple-statistics';
import type { Observation } from '../domain/observation.ts';
import type { OverheadPolicy } from '../domain/policy.ts';

/** So often must something have been seen before it counts; fewer say too little about the next time. */
const ENOUGH = 8;
/** The newest of so many are looked at: pairs are compared. */
const MOST = 300;
const LONGEST_SECONDS = 3_600;
const FASTEST_MIB_PER_SECOND = 100_000;

/**
 * Overheads as the cloud was seen to need them: seconds = fixed + memory ÷ rate. What was seen fewer than eight times
 * stays as the policy has it.
 *
 * The slope is the median of those between all pairs (Theil–Sen), so that a few strange ones move nothing; `fixed` then
 * covers nine of ten observations, and three of four of every host that was seen often enough, since where a VM will
 * be is not known when its time is reckoned. An observation counts once, however often it is given.
 */
export function learnOverheads(observed: readonly Observation[], policy: OverheadPolicy): OverheadPolicy {
  const seen = byKind(observed);
  const save = lineOf(seen.save, { seconds: policy.saveSeconds, mibPerSecond: policy.saveMibPerSecond });
  const resume = lineOf(seen.resume, { seconds: policy.resumeSeconds, mibPerSecond: policy.resumeMibPerSecond });
  const live = lineOf(seen['live-migration'], {
    seconds: policy.liveMigrationSeconds,
    mibPerSecond: policy.liveMigrationMibPerSecond,
  });
  return {
    ...policy,
    // Images are brought before the boot: that alone is the least a start takes.
    bootSeconds: Math.max(mostSeconds(seen.boot, policy.bootSeconds), mostSeconds(seen.transfer, 0)),
    shutdownSeconds: mostSeconds(seen.shutdown, policy.shutdownSeconds),
    saveSeconds: save.seconds,
    saveMibPerSecond: save.mibPerSecond,
    resumeSeconds: resume.seconds,
    resumeMibPerSecond: resume.mibPerSecond,
    liveMigrationSeconds: live.seconds,
    liveMigrationMibPerSecond: live.mibPerSecond,
  };
}

type ByKind = Readonly<Record<Observation['kind'], readonly Observation[]>>;

function byKind(observed: readonly Observation[]): ByKind {
  const once = new Map(observed.map((each) => [`${each.kind} ${each.vm} ${each.sequence}`, each]));
  const of = (kind: Observation['kind']): readonly Observation[] =>
    [...once.values()].filter((each) => each.kind === kind).slice(-MOST);
  return {
    transfer: of('transfer'),
    boot: of('boot'),
    shutdown: of('shutdown'),
    save: of('save'),
    resume: of('resume'),
    'live-migration': of('live-migration'),
  };
}

interface Line {
  readonly seconds: number;
  readonly mibPerSecond: number;
}

/** What grows with memory. */
function lineOf(seen: readonly Observation[], assumed: Line): Line {
  if (seen.length < ENOUGH) return assumed;
  const secondsPerMib = slopeOf(seen) ?? levelSlope(seen, assumed);
  const mibPerSecond = Math.max(1, Math.min(FASTEST_MIB_PER_SECOND, Math.floor(1 / secondsPerMib)));
  const seconds = fixedOf(seen, ({ seconds, memoryMib }) => seconds - memoryMib / mibPerSecond);
  return { seconds, mibPerSecond };
}

/** What does not. */
const mostSeconds = (seen: readonly Observation[], assumed: number): number =>
  seen.length < ENOUGH ? assumed : fixedOf(seen, ({ seconds }) => seconds);

/** Median slope over all pairs of different memory, never falling; null when too few differ to tell. */
function slopeOf(seen: readonly Observation[]): number | null {
  const slopes = seen.flatMap((one, index) =>
    seen
      .slice(index + 1)
      .filter(({ memoryMib }) => memoryMib !== one.memoryMib)
      .map((other) => (other.seconds - one.seconds) / (other.memoryMib - one.memoryMib)),
  );
  return slopes.length < ENOUGH ? null : Math.max(1e-9, median(slopes));
}

/** All of one size: the assumed rate, unless even without a fixed part it would be slower than what was seen. */
function levelSlope(seen: readonly Observation[], { mibPerSecond }: Line): number {
  const seenSlope = median(seen.map(({ seconds, memoryMib }) => seconds / memoryMib));
  return Math.max(1e-9, Math.min(1 / mibPerSecond, seenSlope));
}

function fixedOf(seen: readonly Observation[], rest: (each: Observation) => number): number {
  const rests = [...perHost(seen).values()]
    .filter(({ length }) => length >= ENOUGH)
    .map((here) => quantile(here.map(rest), 0.75));
  const most = Math.max(quantile(seen.map(rest), 0.9), ...rests);
  return Math.max(0, Math.min(LONGEST_SECONDS, Math.ceil(most)));
}

function perHost(seen: readonly Observation[]): ReadonlyMap<number, readonly Observation[]> {
  const hosts = new Map<number, Observation[]>();
  for (const each of seen) {
    if (each.host === null) continue;
    const here = hosts.get(each.host);
    if (here === undefined) hosts.set(each.host, [each]);
    else here.push(each);
  }
  return hosts;
}
