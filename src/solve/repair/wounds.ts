import type { Problem, Rule } from '../../domain/problem.ts';
import { slotCount } from '../../domain/problem.ts';
import type { CapacityGrid } from '../capacity-grid.ts';
import type { Ends } from '../ends.ts';
import { secondsBetween } from '../job-cost.ts';
import { type Residents, residentsOf } from './residents.ts';

/**
 * What the present breaks, as what has to be done about it. `floorSeconds` is the least that level mend can be: each
 * term there (a host over capacity in a slot, an unwelcome VM, a pair or a host that breaks a rule) is broken at least
 * until the first slot in which enough could have left. In a schedule that is no longer broken than that, what a row of
 * a host says has left.
 */
export interface Wounds {
  readonly residents: Residents;
  readonly floorSeconds: number;
  readonly hosts: readonly HostWound[];
  /** `together` rules whose VMs run in several zones. */
  readonly scattered: readonly Together[];
}

export type Together = Rule & { readonly kind: 'together' };

/** Σ over the VMs of the host that leave it ≥ need, for each row. */
export interface HostWound {
  readonly host: number;
  readonly vms: readonly number[];
  readonly rows: readonly { readonly amounts: readonly number[]; readonly need: number }[];
}

export function woundsOf(problem: Problem, ends: Ends, grid: CapacityGrid): Wounds {
  const finding = new Finding(problem, residentsOf(problem, ends));
  finding.unwelcome();
  finding.strain(grid);
  const scattered: Together[] = [];
  for (const rule of problem.rules) {
    if (rule.strength !== 'must') continue;
    if (rule.kind === 'apart') finding.apart(rule);
    if (rule.kind === 'spread') finding.spread(rule);
    if (rule.kind === 'together' && finding.together(rule)) scattered.push(rule);
  }
  return { residents: finding.residents, floorSeconds: finding.floorSeconds, hosts: finding.hosts(), scattered };
}

class Finding {
  readonly residents: Residents;
  floorSeconds = 0;
  readonly #problem: Problem;
  readonly #rows = new Map<number, HostWound['rows'][number][]>();
  readonly #keys = new Set<string>();

  constructor(problem: Problem, residents: Residents) {
    this.#problem = problem;
    this.residents = residents;
  }

  hosts(): readonly HostWound[] {
    return [...this.#rows]
      .sort(([a], [b]) => a - b)
      .map(([host, rows]) => ({ host, vms: this.residents.on[host] as readonly number[], rows }));
  }

  /** Each second at home from `unwelcomeFrom` on. */
  unwelcome(): void {
    for (const job of this.#problem.jobs) {
      if (job.kind !== 'running' || job.unwelcomeFrom === null) continue;
      for (const vm of job.vms) {
        const { until, gone, home } = this.residents;
        const since = Math.max(job.unwelcomeFrom, 0);
        const leaving = Math.max(since, gone[vm] as number);
        this.floorSeconds += secondsBetween(this.#problem, since, leaving);
        if (leaving < (until[vm] as number)) this.#row(home[vm] as number, new Set([vm]), 1);
      }
    }
  }

  /** Each slot of a host above its capacity that those who can have left by then do not mend, and what mends it. */
  strain(grid: CapacityGrid): void {
    const { gone, until, on } = this.residents;
    for (const { cell, excess } of grid.strain) {
      const host = Math.floor(cell / grid.slots);
      const slot = cell % grid.slots;
      const here = on[host] as readonly number[];
      const amountsOf = (r: number): readonly number[] =>
        here.map((vm) =>
          (gone[vm] as number) <= slot && slot < (until[vm] as number)
            ? (this.#problem.vms[vm]?.demand[r] as number)
            : 0,
        );
      const rows = excess.map((need, r) => ({ amounts: amountsOf(r), need })).filter(({ need }) => need > 0);
      if (rows.every(({ amounts, need }) => sum(amounts) >= need)) for (const row of rows) this.#add(host, row);
      else this.floorSeconds += secondsBetween(this.#problem, slot, slot + 1);
    }
  }

  /** Each pair on one host, until one of them can have left. */
  apart(rule: Rule & { readonly kind: 'apart' }): void {
    const { home, gone, until } = this.residents;
    const [left, right] = [new Set(rule.left), new Set(rule.right)];
    const all = [...new Set([...left, ...right])].filter((vm) => (home[vm] as number) >= 0);
    const hosts = all.map((vm) => home[vm] as number);
    if (new Set(hosts).size === hosts.length) return;
    for (const [index, a] of all.entries()) {
      for (const b of all.slice(index + 1)) {
        const isPair = (left.has(a) && right.has(b)) || (left.has(b) && right.has(a));
        if (!isPair || home[a] !== home[b]) continue;
        const both = Math.min(until[a] as number, until[b] as number);
        const first = Math.min(both, gone[a] as number, gone[b] as number);
        this.floorSeconds += secondsBetween(this.#problem, 0, first);
        const able = [a, b].filter((vm) => (gone[vm] as number) <= first);
        if (first < both) this.#row(home[a] as number, new Set(able), 1);
      }
    }
    this.#cliques(rule, all);
  }

  /** Where all on a host exclude each other and could leave alike, all but one of them leave. */
  #cliques(rule: Rule & { readonly kind: 'apart' }, all: readonly number[]): void {
    const { home, gone, until } = this.residents;
    const isOneList = rule.left.length === rule.right.length && rule.left.every((vm, at) => rule.right[at] === vm);
    if (!isOneList) return;
    for (const host of new Set(all.map((vm) => home[vm] as number))) {
      const here = all.filter((vm) => home[vm] === host);
      const first = gone[here[0] as number] as number;
      const alike = here.every((vm) => gone[vm] === first && (until[vm] as number) > first);
      if (here.length > 2 && alike) this.#row(host, new Set(here), here.length - 1);
    }
  }

  /** Each slot in which more of the VMs are on a host than may, until enough can have left. */
  spread(rule: Rule & { readonly kind: 'spread' }): void {
    const { home, gone, until } = this.residents;
    const vms = new Set(rule.vms);
    for (const host of new Set(rule.vms.map((vm) => home[vm] as number))) {
      if (host < 0) continue;
      const here = [...vms].filter((vm) => home[vm] === host);
      if (here.length <= rule.atMost) continue;
      for (let slot = 0; slot < slotCount(this.#problem); slot++) {
        const present = here.filter((vm) => slot < (until[vm] as number));
        const able = new Set(present.filter((vm) => (gone[vm] as number) <= slot));
        const need = present.length - rule.atMost;
        if (need <= 0) continue;
        if (able.size >= need) this.#row(host, able, need);
        else this.floorSeconds += secondsBetween(this.#problem, slot, slot + 1);
      }
    }
  }

  /** Each pair that runs in two zones, until one of them can have stopped; says whether there is one. */
  together(rule: Together): boolean {
    const { home, stops, until } = this.residents;
    const zoneOf = (vm: number): number => rule.zones?.[home[vm] as number] ?? (home[vm] as number);
    const running = [...new Set(rule.vms)].filter((vm) => (home[vm] as number) >= 0);
    if (new Set(running.map(zoneOf)).size < 2) return false;
    for (const [index, a] of running.entries()) {
      for (const b of running.slice(index + 1)) {
        if (zoneOf(a) === zoneOf(b)) continue;
        const first = Math.min(until[a] as number, until[b] as number, stops[a] as number, stops[b] as number);
        this.floorSeconds += secondsBetween(this.#problem, 0, first);
      }
    }
    return true;
  }

  #row(host: number, who: ReadonlySet<number>, need: number): void {
    const amounts = (this.residents.on[host] as readonly number[]).map((vm) => (who.has(vm) ? 1 : 0));
    this.#add(host, { amounts, need });
  }

  /** A host's rows, each once: those of one slot after the other are mostly the same. */
  #add(host: number, row: HostWound['rows'][number]): void {
    const key = `${host}:${row.need}:${row.amounts.join()}`;
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    const rows = this.#rows.get(host);
    if (rows === undefined) this.#rows.set(host, [row]);
    else rows.push(row);
  }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
