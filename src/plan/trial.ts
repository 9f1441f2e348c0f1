import type { Block, Problem, ProblemHost, WaitingJob } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import { Grid } from './grid.ts';
import { endOf, type Holding, holdingsOf } from './holdings.ts';
import { breaks, type RuleBreak } from './rule-break.ts';

/**
 * What a trial looks away from:
 * `planned` room and rules of what is not on its host yet, `leases` room and rules of every lease, `rules` among VMs,
 * `maintenance` hosts that are away, `budget` actions on one host in one slot.
 */
export type Lenience = 'none' | 'rules' | 'maintenance' | 'budget' | 'planned' | 'leases';

const LENIENCES: readonly Lenience[] = ['none', 'rules', 'maintenance', 'budget', 'planned', 'leases'];

/** Tries waiting jobs in other slots, with everything else as the schedule has it. */
export class Trial {
  /** What can make a difference, in the order of suspicion: what forbids a place that has room, then who has the room. */
  readonly leniences: readonly Lenience[];
  readonly #problem: Problem;
  readonly #schedule: Schedule;
  readonly #holdings: readonly Holding[];
  readonly #byHost: ReadonlyMap<number, readonly Holding[]>;
  readonly #byVm: ReadonlyMap<number, readonly Holding[]>;
  readonly #grids = new Map<'all' | 'without-away' | 'present' | 'blocks', Grid>();

  constructor(problem: Problem, schedule: Schedule) {
    this.#problem = problem;
    this.#schedule = schedule;
    this.leniences = LENIENCES.filter((lenience) => matters(problem, lenience));
    this.#holdings = holdingsOf(problem, schedule);
    this.#byHost = grouped(this.#holdings, ({ host }) => host);
    this.#byVm = grouped(this.#holdings, ({ vm }) => vm);
  }

  /** One host per VM on which the job could start in the slot; null when there is none, or none is found soon. */
  place(job: WaitingJob, slot: number, lenience: Lenience): readonly number[] | null {
    const until = endOf(this.#problem, job, slot);
    return this.#placeRest({ job, own: this.#own(job), from: slot, until, lenience, tries: { left: MAX_TRIES } }, []);
  }

  /** For each VM of a gang the first host that it could have in the slot beside those before it, or null. */
  placePart(job: WaitingJob, slot: number): readonly (number | null)[] {
    const until = endOf(this.#problem, job, slot);
    const attempt: Attempt = { job, own: this.#own(job), from: slot, until, lenience: 'none', tries: { left: 0 } };
    const placed: Holding[] = [];
    return job.vms.map((vm) => {
      const hosts = this.#problem.hostSets[this.#problem.vms[vm]?.hostSet ?? -1] ?? [];
      const host = hosts.find((each) => this.#admits(attempt, placed, newcomer(vm, each, slot, until))) ?? null;
      if (host !== null) placed.push(newcomer(vm, host, slot, until));
      return host;
    });
  }

  /** What others hold on a host at any time in these slots; what is freed first comes first. */
  holders(job: WaitingJob, host: number, from: number, until: number): readonly Holding[] {
    return (this.#byHost.get(host) ?? [])
      .filter((holding) => holding.from < until && from < holding.until && !job.vms.includes(holding.vm))
      .sort((a, b) => a.until - b.until || a.vm - b.vm);
  }

  /** What is free for the job on a host through all of its slots when it starts in `slot`; negative if over-committed. */
  room(job: WaitingJob, host: number, slot: number): readonly number[] {
    return this.#grid('none').least(host, slot, endOf(this.#problem, job, slot), this.#own(job));
  }

  /** The first rule that a VM of the job would break there, and by what other VM. */
  ruleBreak(job: WaitingJob, hosts: readonly number[], slot: number): RuleBreak | null {
    const until = endOf(this.#problem, job, slot);
    const gang = job.vms.map((vm, position) => newcomer(vm, hosts[position] as number, slot, until));
    for (const holding of gang) {
      const broken = breaks(this.#problem, holding, () => [...this.#others(job, 'none'), ...without(gang, holding)]);
      if (broken !== null) return broken;
    }
    return null;
  }

  #placeRest(attempt: Attempt, placed: readonly Holding[]): readonly number[] | null {
    const vm = attempt.job.vms[placed.length];
    if (vm === undefined) return placed.map(({ host }) => host);
    const hosts = this.#problem.hostSets[this.#problem.vms[vm]?.hostSet ?? -1] ?? [];
    for (const host of hosts) {
      if (attempt.tries.left-- <= 0) return null;
      const holding = newcomer(vm, host, attempt.from, attempt.until);
      if (!this.#admits(attempt, placed, holding)) continue;
      const chosen = this.#placeRest(attempt, [...placed, holding]);
      if (chosen !== null) return chosen;
    }
    return null;
  }

  #admits(attempt: Attempt, placed: readonly Holding[], holding: Holding): boolean {
    const { job, own, from, until, lenience } = attempt;
    const here = [holding, ...placed.filter(({ host }) => host === holding.host)];
    const room = this.#grid(lenience).least(holding.host, from, until, own);
    const fits = room.every(
      (amount, r) => here.reduce((sum, { vm }) => sum + (this.#problem.vms[vm]?.demand[r] ?? 0), 0) <= amount,
    );
    if (!fits || !this.#withinBudget(attempt, holding.host, here.length)) return false;
    if (lenience === 'rules') return true;
    return breaks(this.#problem, holding, () => [...this.#others(job, lenience), ...placed]) === null;
  }

  #withinBudget({ job, from, lenience }: Attempt, host: number, arrivals: number): boolean {
    const limit = this.#problem.budgets.actionsPerHostSlot;
    if (limit === null || lenience === 'budget') return true;
    const others = this.holders(job, host, 0, Number.POSITIVE_INFINITY);
    return arrivals + others.filter((holding) => this.#actsIn(holding, from)).length <= limit;
  }

  /** Something begins in the slot with what is held: it arrives, or is paused or moved away. */
  #actsIn({ job, vm, from, present }: Holding, slot: number): boolean {
    if (!present) return from === slot;
    const decision = this.#schedule[job];
    if (decision?.kind === 'pause') return decision.slot === slot;
    const position = this.#problem.jobs[job]?.vms.indexOf(vm);
    return decision?.kind === 'run' && decision.moves.some((move) => move.position === position && move.slot === slot);
  }

  #own(job: WaitingJob): readonly Holding[] {
    return job.vms.flatMap((vm) => this.#byVm.get(vm) ?? []);
  }

  #others(job: WaitingJob, lenience: Lenience): readonly Holding[] {
    return this.#counted(lenience).filter(({ vm }) => !job.vms.includes(vm));
  }

  #counted(lenience: Lenience): readonly Holding[] {
    if (lenience === 'leases') return [];
    return lenience === 'planned' ? this.#holdings.filter(({ present }) => present) : this.#holdings;
  }

  #grid(lenience: Lenience): Grid {
    const key = GRIDS[lenience];
    const known = this.#grids.get(key);
    if (known !== undefined) return known;
    const counts = (block: Block, host: ProblemHost): boolean => lenience !== 'maintenance' || !isAway(block, host);
    const grid = new Grid(this.#problem, this.#counted(lenience), counts);
    this.#grids.set(key, grid);
    return grid;
  }
}

function grouped(holdings: readonly Holding[], key: (holding: Holding) => number): ReadonlyMap<number, Holding[]> {
  const groups = new Map<number, Holding[]>();
  for (const holding of holdings) {
    const group = groups.get(key(holding));
    if (group === undefined) groups.set(key(holding), [holding]);
    else group.push(holding);
  }
  return groups;
}

interface Attempt {
  readonly job: WaitingJob;
  /** What the job holds in the schedule: not in its own way. */
  readonly own: readonly Holding[];
  readonly from: number;
  readonly until: number;
  readonly lenience: Lenience;
  readonly tries: { left: number };
}

/** Hosts tried for one job in one slot before a gang counts as not fitting. */
const MAX_TRIES = 20_000;

const GRIDS = {
  none: 'all',
  rules: 'all',
  budget: 'all',
  maintenance: 'without-away',
  planned: 'present',
  leases: 'blocks',
} as const;

function matters({ rules, hosts, budgets }: Problem, lenience: Lenience): boolean {
  switch (lenience) {
    case 'rules':
      return rules.some(({ strength }) => strength === 'must');
    case 'maintenance':
      return hosts.some((host) => host.blocks.some((block) => isAway(block, host)));
    case 'budget':
      return budgets.actionsPerHostSlot !== null;
    case 'none':
    case 'planned':
    case 'leases':
      return true;
  }
}

/** Takes the whole host: maintenance, or a host that is no target. */
export const isAway = (block: Block, { capacity }: ProblemHost): boolean =>
  capacity.every((amount, r) => amount <= (block.amounts[r] as number));

const newcomer = (vm: number, host: number, from: number, until: number): Holding => ({
  vm,
  job: -1,
  host,
  from,
  until,
  present: false,
});

const without = (gang: readonly Holding[], one: Holding): readonly Holding[] => gang.filter((each) => each !== one);
