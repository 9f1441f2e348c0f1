import type { Rule, Zones } from '../../domain/problem.ts';
import { vmsUnder } from '../rule-book.ts';
import type { Timetable } from '../timetable.ts';

/** Hosts kept by one look: the first mostly does. */
const KEPT = 12;

/**
 * Finds hosts for one VM after another, fast: one pass over the VM's host set on the typed array of free room. Hosts
 * on which a rule stands against the VM for sure are passed over; whether all rules allow one is for the timetable.
 */
export class HostScan {
  /** Hosts looked at so far: what the work is measured in. */
  looked = 0;
  readonly #timetable: Timetable;
  readonly #rulesOf: readonly (readonly Rule[])[];
  readonly #scale: Float64Array;
  readonly #sign: 1 | -1;
  /** Mark of the VM by which a host was last passed over. */
  readonly #passed: Int32Array;
  #mark = 0;
  readonly #hosts = new Int32Array(KEPT);
  readonly #scores = new Float64Array(KEPT);
  #count = 0;

  constructor(timetable: Timetable) {
    this.#timetable = timetable;
    const { problem } = timetable;
    this.#rulesOf = mustRulesOf(timetable);
    this.#scale = Float64Array.from(
      problem.resources,
      (_, r) => 1 / problem.hosts.reduce((most, { capacity }) => Math.max(most, capacity[r] as number), 1),
    );
    this.#sign = problem.shape.kind === 'balance' ? -1 : 1;
    this.#passed = new Int32Array(problem.hosts.length);
  }

  /**
   * Hosts with room for the VM in slots `from` ≤ t < `until`, best fit first, a few of them.
   *
   * @param except a host that is none: its own.
   */
  fitting(vm: number, from: number, until: number, except: number): readonly number[] {
    const { grid } = this.#timetable;
    const demand = this.#timetable.vm(vm).demand;
    const zones = this.#passOver(vm);
    this.#count = 0;
    for (const host of this.#hostsFor(vm)) {
      if (host === except || this.#passed[host] === this.#mark || !isIn(zones, host)) continue;
      const score = this.#leftover(demand, host, until - 1);
      if (score === Number.POSITIVE_INFINITY || (this.#count === KEPT && score >= (this.#scores[KEPT - 1] as number)))
        continue;
      if (grid.fits(demand, host, from, until, true)) this.#keep(host, score);
    }
    return [...this.#hosts.subarray(0, this.#count)];
  }

  /** Hosts that lack the least for the VM at the end of a stay, those last on which a rule stands against it. */
  nearest(vm: number, last: number, except: number): readonly number[] {
    const demand = this.#timetable.vm(vm).demand;
    const zones = this.#passOver(vm);
    this.#count = 0;
    for (const host of this.#hostsFor(vm)) {
      if (host === except || !isIn(zones, host)) continue;
      const score = this.#shortage(demand, host, last) + (this.#passed[host] === this.#mark ? 1 : 0);
      if (this.#count < KEPT || score < (this.#scores[KEPT - 1] as number)) this.#keep(host, score);
    }
    return [...this.#hosts.subarray(0, this.#count)];
  }

  #hostsFor(vm: number): readonly number[] {
    const hosts = this.#timetable.problem.hostSets[this.#timetable.vm(vm).hostSet] as readonly number[];
    this.looked += hosts.length;
    return hosts;
  }

  /** VMs that a rule keeps off the hosts this one holds. */
  partners(vm: number): readonly number[] {
    return (this.#rulesOf[vm] as readonly Rule[]).flatMap((rule) =>
      rule.kind === 'apart' ? partnersOf(rule, vm) : [],
    );
  }

  /** Marks hosts of partners, and returns the zones it has to keep to. */
  #passOver(vm: number): readonly { readonly zones: Zones | undefined; readonly zone: number }[] {
    this.#mark += 1;
    const kept: { zones: Zones | undefined; zone: number }[] = [];
    for (const rule of this.#rulesOf[vm] as readonly Rule[]) {
      if (rule.kind === 'apart') {
        for (const other of partnersOf(rule, vm)) {
          for (const { host } of this.#timetable.holdings[other] ?? []) this.#passed[host] = this.#mark;
        }
      }
      if (rule.kind === 'together') {
        const zone = this.#zoneOfOthers(rule, vm);
        if (zone !== null) kept.push({ zones: rule.zones, zone });
      }
    }
    return kept;
  }

  /** The zone the others run in at the end; null when none does, or when they are in several. */
  #zoneOfOthers(rule: Rule & { readonly kind: 'together' }, vm: number): number | null {
    let zone: number | null = null;
    for (const other of rule.vms) {
      const host = this.#timetable.holdings[other]?.at(-1)?.host;
      if (other === vm || host === undefined) continue;
      const here = rule.zones?.[host] ?? host;
      if (zone !== null && zone !== here) return null;
      zone = here;
    }
    return zone;
  }

  /** Room left on the host in a slot once the VM is there; infinite when it does not fit. */
  #leftover(demand: readonly number[], host: number, slot: number): number {
    const { free, slots, resources } = this.#timetable.grid;
    const at = (host * slots + slot) * resources;
    let left = 0;
    for (let r = 0; r < resources; r++) {
      const rest = (free[at + r] as number) - (demand[r] as number);
      if (rest < 0) return Number.POSITIVE_INFINITY;
      left += rest * (this.#scale[r] as number);
    }
    return this.#sign * left;
  }

  #shortage(demand: readonly number[], host: number, slot: number): number {
    const { free, slots, resources } = this.#timetable.grid;
    const at = (host * slots + slot) * resources;
    let short = 0;
    for (let r = 0; r < resources; r++) {
      short += Math.max(0, (demand[r] as number) - (free[at + r] as number)) * (this.#scale[r] as number);
    }
    return short;
  }

  /** Puts a host into the kept ones by its score; the worst falls out. */
  #keep(host: number, score: number): void {
    let at = Math.min(this.#count, KEPT - 1);
    while (at > 0 && (this.#scores[at - 1] as number) > score) {
      this.#scores[at] = this.#scores[at - 1] as number;
      this.#hosts[at] = this.#hosts[at - 1] as number;
      at -= 1;
    }
    this.#scores[at] = score;
    this.#hosts[at] = host;
    this.#count = Math.min(this.#count + 1, KEPT);
  }
}

function isIn(kept: readonly { readonly zones: Zones | undefined; readonly zone: number }[], host: number): boolean {
  for (const { zones, zone } of kept) if ((zones === undefined ? host : zones[host]) !== zone) return false;
  return true;
}

function mustRulesOf({ problem }: Timetable): readonly (readonly Rule[])[] {
  const rulesOf: Rule[][] = problem.vms.map(() => []);
  for (const rule of problem.rules) {
    if (rule.strength === 'must') for (const vm of vmsUnder(rule)) rulesOf[vm]?.push(rule);
  }
  return rulesOf;
}

function partnersOf(rule: Rule & { readonly kind: 'apart' }, vm: number): readonly number[] {
  const partners: number[] = [];
  if (rule.left.includes(vm)) for (const other of rule.right) if (other !== vm) partners.push(other);
  if (rule.left !== rule.right && rule.right.includes(vm)) {
    for (const other of rule.left) if (other !== vm) partners.push(other);
  }
  return partners;
}
