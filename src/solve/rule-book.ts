import { type Problem, type Rule, slotCount, type Zones } from '../domain/problem.ts';
import { Ends } from './ends.ts';
import { secondsBetween } from './job-cost.ts';
import { type Segment, segmentsOf } from './segments.ts';

/** What each VM holds right now in a schedule under construction, by global VM index. */
export type Holdings = readonly (readonly Segment[])[];

/**
 * Rules among VMs, asked one segment at a time: may this VM hold this, given what the others hold? A rule knows the
 * VMs it is about, so a VM under no rule costs nothing.
 */
export class RuleBook {
  readonly #problem: Problem;
  readonly #holdings: Holdings;
  readonly #rulesOf: readonly (readonly Rule[])[];
  readonly #limits: ReadonlyMap<Rule, PresentUse>;

  constructor(problem: Problem, holdings: Holdings) {
    this.#problem = problem;
    this.#holdings = holdings;
    const presentHoldings = holdingsOfPresent(problem);
    this.#limits = new Map(problem.rules.map((rule) => [rule, new PresentUse(problem, rule, presentHoldings)]));
    const rulesOf: Rule[][] = problem.vms.map(() => []);
    for (const rule of problem.rules) for (const vm of vmsUnder(rule)) rulesOf[vm]?.push(rule);
    this.#rulesOf = rulesOf;
  }

  /** True when some VM stands under a rule. */
  get any(): boolean {
    return this.#problem.rules.length > 0;
  }

  /** True when `vm` may hold `segment` beside what all VMs hold (itself included, in other segments). */
  allows(vm: number, segment: Segment): boolean {
    const rules = this.#rulesOf[vm] as readonly Rule[];
    return rules.every((rule) => rule.strength === 'prefer' || this.#keeps(rule, vm, segment));
  }

  #keeps(rule: Rule, vm: number, segment: Segment): boolean {
    switch (rule.kind) {
      case 'apart':
        return partnersOf(rule, vm).every((other) =>
          this.#held(other).every((theirs) => isExemptApart(segment, theirs) || !shareHost(segment, theirs)),
        );
      case 'together':
        return rule.vms.every(
          (other) =>
            other === vm ||
            this.#held(other).every(
              (theirs) => isExemptTogether(segment, theirs) || !runApart(segment, theirs, rule.zones),
            ),
        );
      case 'spread':
      case 'pool':
        return this.#withinLimit(rule, vm, segment);
    }
  }

  #withinLimit(rule: Extract<Rule, { kind: 'spread' | 'pool' }>, vm: number, segment: Segment): boolean {
    const limits = this.#limits.get(rule) as PresentUse;
    const amount = amountOf(rule, vm);
    const mine = this.#held(vm).filter((each) => rule.kind === 'pool' || each.host === segment.host);
    for (let t = segment.from; t < segment.until; t++) {
      const more = mine.some((each) => isAt(each, t)) ? 0 : amount;
      if (useAt(rule, this.#holdings, segment.host, t) + more > limits.at(segment.host, t)) return false;
    }
    return true;
  }

  #held(vm: number): readonly Segment[] {
    return this.#holdings[vm] as readonly Segment[];
  }
}

/** Seconds for which each rule is broken, whether it must or prefers to be kept. */
export function brokenSeconds(problem: Problem, rule: Rule, holdings: Holdings): number {
  const pairs = pairsOf(rule);
  if (pairs !== null) {
    const zones = rule.kind === 'together' ? rule.zones : undefined;
    const overlap = rule.kind === 'apart' ? sharedSeconds : runningApartSeconds;
    return pairs.reduce((sum, [a, b]) => sum + overlap(problem, holdings[a] ?? [], holdings[b] ?? [], zones), 0);
  }
  return overLimitSeconds(problem, rule as Extract<Rule, { kind: 'spread' | 'pool' }>, holdings);
}

function overLimitSeconds(
  problem: Problem,
  rule: Extract<Rule, { kind: 'spread' | 'pool' }>,
  holdings: Holdings,
): number {
  const limit = rule.kind === 'spread' ? rule.atMost : rule.limit;
  const hosts = rule.kind === 'spread' ? problem.hosts.map((_, h) => h) : [0];
  let seconds = 0;
  for (const host of hosts) {
    for (let t = 0; t < slotCount(problem); t++) {
      if (useAt(rule, holdings, host, t) > limit) seconds += secondsBetween(problem, t, t + 1);
    }
  }
  return seconds;
}

/** VMs a rule is about. */
export function vmsUnder(rule: Rule): readonly number[] {
  switch (rule.kind) {
    case 'apart':
      return [...new Set([...rule.left, ...rule.right])];
    case 'together':
    case 'spread':
      return rule.vms;
    case 'pool':
      return rule.uses.map(({ vm }) => vm);
  }
}

/** Pairs that an apart or together rule is about, each once; null for rules that count. */
function pairsOf(rule: Rule): readonly (readonly [number, number])[] | null {
  if (rule.kind === 'apart') {
    const keys = new Map<string, readonly [number, number]>();
    for (const a of rule.left) {
      for (const b of rule.right) if (a !== b) keys.set(`${Math.min(a, b)},${Math.max(a, b)}`, [a, b]);
    }
    return [...keys.values()];
  }
  if (rule.kind === 'together') return rule.vms.flatMap((a, i) => rule.vms.slice(i + 1).map((b) => [a, b] as const));
  return null;
}

function partnersOf(rule: Extract<Rule, { kind: 'apart' }>, vm: number): readonly number[] {
  const partners = new Set<number>();
  if (rule.left.includes(vm)) for (const other of rule.right) partners.add(other);
  if (rule.right.includes(vm)) for (const other of rule.left) partners.add(other);
  partners.delete(vm);
  return [...partners];
}

const shareHost = (a: Segment, b: Segment): boolean => a.host === b.host && a.from < b.until && b.from < a.until;

const runApart = (a: Segment, b: Segment, zones: Zones | undefined): boolean =>
  !isOneZone(a.host, b.host, zones) && a.runsFrom < b.runsUntil && b.runsFrom < a.runsUntil;

const isOneZone = (host: number, other: number, zones: Zones | undefined): boolean =>
  host === other || (zones !== undefined && zones[host] === zones[other]);

/** Both are on the hosts they are on now: then the present, broken or not, may go on. */
const isExemptApart = (a: Segment, b: Segment): boolean => a.home && b.home;
const isExemptTogether = isExemptApart;

/** Seconds in which two VMs share a host. A slot in which both are in transit between the same two counts once. */
const sharedSeconds = (problem: Problem, as: readonly Segment[], bs: readonly Segment[]): number =>
  secondsWhere(problem, (t) => as.some((a) => isAt(a, t) && bs.some((b) => a.host === b.host && isAt(b, t))));

const runningApartSeconds = (
  problem: Problem,
  as: readonly Segment[],
  bs: readonly Segment[],
  zones: Zones | undefined,
): number =>
  secondsWhere(problem, (t) =>
    as.some((a) => runsAt(a, t) && bs.some((b) => !isOneZone(a.host, b.host, zones) && runsAt(b, t))),
  );

function secondsWhere(problem: Problem, holds: (slot: number) => boolean): number {
  let seconds = 0;
  for (let t = 0; t < slotCount(problem); t++) if (holds(t)) seconds += secondsBetween(problem, t, t + 1);
  return seconds;
}

const runsAt = (segment: Segment, t: number): boolean => segment.runsFrom <= t && t < segment.runsUntil;

const amountOf = (rule: Extract<Rule, { kind: 'spread' | 'pool' }>, vm: number): number =>
  rule.kind === 'spread' ? 1 : (rule.uses.find((use) => use.vm === vm)?.amount ?? 0);

function useAt(rule: Extract<Rule, { kind: 'spread' | 'pool' }>, holdings: Holdings, host: number, t: number): number {
  if (rule.kind === 'spread') {
    return rule.vms.filter((vm) => holdings[vm]?.some((each) => each.host === host && isAt(each, t))).length;
  }
  return rule.uses.reduce((sum, { vm, amount }) => sum + (holdings[vm]?.some((s) => isAt(s, t)) ? amount : 0), 0);
}

const isAt = (segment: Segment, t: number): boolean => segment.from <= t && t < segment.until;

/** The limit of a counting rule per host and slot: its own, or what the present uses where that is more. */
class PresentUse {
  readonly #rule: Rule;
  readonly #above = new Map<string, number>();

  constructor(problem: Problem, rule: Rule, present: Holdings) {
    this.#rule = rule;
    if (rule.kind !== 'spread' && rule.kind !== 'pool') return;
    const limit = rule.kind === 'spread' ? rule.atMost : rule.limit;
    const hosts = new Set(vmsUnder(rule).flatMap((vm) => (present[vm] ?? []).map(({ host }) => host)));
    for (const host of hosts) {
      for (let t = 0; t < slotCount(problem); t++) {
        const use = useAt(rule, present, host, t);
        if (use > limit) this.#above.set(this.#key(host, t), use);
      }
    }
  }

  at(host: number, t: number): number {
    const rule = this.#rule as Extract<Rule, { kind: 'spread' | 'pool' }>;
    return this.#above.get(this.#key(host, t)) ?? (rule.kind === 'spread' ? rule.atMost : rule.limit);
  }

  #key(host: number, t: number): string {
    return this.#rule.kind === 'spread' ? `${host},${t}` : `${t}`;
  }
}

/** What every VM holds when nothing changes. */
function holdingsOfPresent(problem: Problem): Holdings {
  const holdings: (readonly Segment[])[] = problem.vms.map(() => []);
  const ends = new Ends(problem.edges);
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    for (const [position, segments] of segmentsOf(problem, ends, job, { kind: 'run', moves: [] }).entries()) {
      holdings[job.vms[position] as number] = segments;
    }
  }
  return holdings;
}
