import type { Lease } from '../domain/lease.ts';
import type { ReasonCode } from '../domain/plan.ts';
import type { ProblemHost, WaitingJob } from '../domain/problem.ts';
import { slotCount } from '../domain/problem.ts';
import { endOf, type Holding } from './holdings.ts';
import type { Scene } from './setting.ts';
import { isAway, type Lenience, type Trial } from './trial.ts';
import { clock, list, since, when } from './words.ts';

/** What holds a lease. */
export interface HoldUp {
  readonly code: ReasonCode;
  /** As a clause: `sim-c holds lab-07 until 04:40`. */
  readonly words: string;
}

/**
 * What first keeps a waiting lease from starting when it would like to: each rule in turn is looked away from, with
 * everything else as scheduled, and the first without which it could start is the one.
 */
export function holdUp(scene: Scene, trial: Trial, job: WaitingJob): HoldUp {
  if (job.latest < job.earliest) return outOfSight(scene, job);
  const slot = job.earliest;
  for (const lenience of trial.leniences) {
    const hosts = trial.place(job, slot, lenience);
    if (hosts !== null) return describe(scene, trial, { job, slot, hosts, lenience });
  }
  return { code: 'Resources', words: shortage(scene, trial, job, slot) };
}

/** A place that a lease could have, but for one rule. */
export interface Chance {
  readonly job: WaitingJob;
  readonly slot: number;
  readonly hosts: readonly number[];
  readonly lenience: Lenience;
}

/** The rule that takes a chance away, in words. */
export function describe(scene: Scene, trial: Trial, chance: Chance): HoldUp {
  const { job, slot, hosts, lenience } = chance;
  const places = list(hosts.map((host) => scene.hostName(host)));
  const moment = when(scene.problem.edges[slot] as number, scene.now);
  switch (lenience) {
    case 'none':
      return { code: 'Priority', words: `others go first, though there would be room on ${places} ${moment}` };
    case 'rules':
      return { code: 'Affinity', words: ruleWords(scene, trial, chance) };
    case 'maintenance':
      return { code: 'Maintenance', words: maintenanceWords(scene, chance) };
    case 'budget':
      return { code: 'Budget', words: `no more actions may begin on ${places} ${moment}` };
    case 'planned':
      return { code: 'Priority', words: priorityWords(scene, trial, chance) };
    case 'leases':
      return { code: 'Resources', words: shortage(scene, trial, job, slot) };
  }
}

function outOfSight({ problem, now }: Scene, job: WaitingJob): HoldUp {
  const end = problem.edges[slotCount(problem)] as number;
  if (job.earliest >= slotCount(problem) || job.idealSecond >= end)
    return { code: 'NotInHorizon', words: `may not start before the horizon ends at ${clock(end, now)}` };
  return { code: 'Window', words: 'no slot of the horizon lies in its window' };
}

function ruleWords(scene: Scene, trial: Trial, { job, slot, hosts }: Chance): string {
  const broken = trial.ruleBreak(job, hosts, slot);
  if (broken === null) return `a rule among VMs forbids ${list(hosts.map((host) => scene.hostName(host)))}`;
  const name = broken.rule.name;
  const other = broken.other === null ? null : scene.vm(broken.other).name;
  switch (broken.rule.kind) {
    case 'apart':
      return `${name} keeps it apart from ${other}`;
    case 'together':
      return `${name} keeps it together with ${other}`;
    case 'spread':
      return `${name} allows ${broken.rule.atMost} on one host, beside ${other}`;
    case 'pool':
      return `${name} is used up`;
  }
}

function maintenanceWords(scene: Scene, { job, slot, hosts }: Chance): string {
  const { problem, now } = scene;
  const until = endOf(problem, job, slot);
  const away = hosts.flatMap((index) => {
    const host = problem.hosts[index] as ProblemHost;
    const block = host.blocks.find((each) => isAway(each, host) && each.from < until && slot < each.until);
    return block === undefined ? [] : [{ name: host.name, block }];
  });
  const [first] = away;
  if (first === undefined) return 'a host is under maintenance';
  const names = list(away.map(({ name }) => name));
  const verb = away.length === 1 ? 'is' : 'are';
  const from = problem.edges[first.block.from] as number;
  const end =
    first.block.until >= slotCount(problem) ? '' : ` until ${clock(problem.edges[first.block.until] as number, now)}`;
  return from <= now ? `${names} ${verb} away${end}` : `${names} ${verb} away from ${clock(from, now)}${end}`;
}

/** Leases of the plan that have the room it would take. */
function priorityWords(scene: Scene, trial: Trial, { job, slot, hosts }: Chance): string {
  const { problem, now } = scene;
  const until = endOf(problem, job, slot);
  const rivals = [...new Set(hosts)]
    .flatMap((host) => trial.holders(job, host, slot, until))
    .filter((each) => !each.present);
  const first = rivals.toSorted((a, b) => a.from - b.from)[0];
  if (first === undefined) return 'others go first';
  const same = rivals.filter(({ from }) => from === first.from);
  const names = list(same.map((rival) => leaseWords(scene, rival)));
  return `${names} ${same.length === 1 ? 'has' : 'have'} the room on ${scene.hostName(first.host)} ${since(problem.edges[first.from] as number, now)}`;
}

/** Who holds the host it waits for, and until when. */
function shortage(scene: Scene, trial: Trial, job: WaitingJob, slot: number): string {
  const part = trial.placePart(job, slot);
  const host = awaitedHost(scene, trial, { job, slot, part });
  if (host === null) return 'no host that matches has room';
  const awaited = awaitedUntil(scene, job);
  const until = awaited ?? endOf(scene.problem, job, slot);
  const all = trial.holders(job, host, slot, until);
  const gone = all.filter((holder) => holder.until <= until);
  const holders = awaited !== null && gone.length > 0 ? gone : all;
  const name = scene.hostName(host);
  if (holders.length === 0) return `${partWords(part)}${name} has no room for it beside what is left as it is there`;
  const leases = [...new Map(holders.map((holder) => [holder.job, holder])).values()];
  const shown = leases.slice(0, SHOWN).map((holder) => `${leaseWords(scene, holder)} ${untilWords(scene, holder)}`);
  const more = leases.length > SHOWN ? ` and ${leases.length - SHOWN} more` : '';
  return `${partWords(part)}${name} is held by ${shown.join(', ')}${more}`;
}

/** How much of a gang would find room. */
function partWords(part: readonly (number | null)[]): string {
  if (part.length === 1) return '';
  return `${part.filter((host) => host !== null).length} of its ${part.length} VMs would find room; `;
}

const SHOWN = 3;

interface Wait {
  readonly job: WaitingJob;
  readonly slot: number;
  /** Where each of its VMs would find room. */
  readonly part: readonly (number | null)[];
}

/**
 * Where it starts in the end and has no room yet, or the host with most room for its first VM that finds none, beside
 * those that do.
 */
function awaitedHost(scene: Scene, trial: Trial, { job, slot, part }: Wait): number | null {
  const lacks = (position: number, host: number, mates: readonly (number | null)[]): number => {
    const taken = job.vms.filter((_, index) => mates[index] === host).map((vm) => demandOf(scene, vm));
    const room = trial
      .room(job, host, slot)
      .map((free, r) => taken.reduce((rest, mate) => rest - (mate[r] ?? 0), free));
    return lacking(room, demandOf(scene, job.vms[position] ?? -1));
  };
  const decision = scene.schedule[scene.problem.jobs.indexOf(job)];
  if (decision?.kind === 'start') {
    const full = decision.hosts.find((host, position) => lacks(position, host, []) > 0);
    return full ?? decision.hosts[0] ?? null;
  }
  const first = Math.max(0, part.indexOf(null));
  const hosts = scene.problem.hostSets[scene.problem.vms[job.vms[first] ?? -1]?.hostSet ?? -1] ?? [];
  const ranked = hosts.map((host) => ({ host, lack: lacks(first, host, part) }));
  return ranked.toSorted((a, b) => a.lack - b.lack || a.host - b.host)[0]?.host ?? null;
}

const demandOf = ({ problem }: Scene, vm: number): readonly number[] => problem.vms[vm]?.demand ?? [];

/** The largest share of a demand that is not there. */
const lacking = (room: readonly number[], demand: readonly number[]): number =>
  Math.max(0, ...demand.map((amount, r) => (amount === 0 ? 0 : (amount - (room[r] as number)) / amount)));

/** The slot in which it starts; null when it does not. */
function awaitedUntil({ problem, schedule }: Scene, job: WaitingJob): number | null {
  const decision = schedule[problem.jobs.indexOf(job)];
  return decision?.kind === 'start' ? decision.slot : null;
}

function leaseWords(scene: Scene, { job }: Holding): string {
  const lease = scene.lease(scene.problem.jobs[job]?.lease as Lease['id']);
  return lease.terms.kind === 'advance-reservation' ? `reservation ${lease.name}` : lease.name;
}

const untilWords = ({ problem, now }: Scene, { until }: Holding): string =>
  until >= slotCount(problem) ? 'beyond the horizon' : `until ${clock(problem.edges[until] as number, now)}`;
