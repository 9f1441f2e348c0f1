import type { Host } from '../domain/host.ts';
import type { HostId, VmId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import { type Cost, ZERO_COST } from '../domain/levels.ts';
import type { Job, ProblemVm, RunningJob, WaitingJob } from '../domain/problem.ts';
import { slotUpTo } from '../domain/time.ts';
import type { Vm } from '../domain/vm.ts';
import type { Admission } from './admissible.ts';
import type { Keeping } from './bystanders.ts';
import type { Part } from './cast.ts';
import { moveTerms, pauseTerms, type Remaining } from './disturbances.ts';
import { HostSets } from './host-sets.ts';
import { pauseSeconds } from './overheads.ts';
import { demandVector, type Scene } from './scene.ts';
import { agedWeight, priorityOf, weightOf } from './weights.ts';
import type { Request, Window } from './windows.ts';

/** A lease that waits, with its window; `counts` is false when this horizon has no room for it in time. */
export interface Candidate extends Request {
  readonly window: Window;
  readonly counts: boolean;
}

/** The jobs of a problem and what their indices mean. */
export interface Jobs {
  readonly jobs: readonly Job[];
  readonly vms: readonly ProblemVm[];
  readonly hostSets: readonly (readonly number[])[];
  /** Index of each VM in the problem. */
  readonly indexOf: ReadonlyMap<VmId, number>;
}

/** Jobs in the order of the snapshot's leases; the VMs of a job follow each other. */
export function jobsOf(
  scene: Scene,
  waiting: readonly Candidate[],
  running: readonly Remaining[],
  places: Places,
): Jobs {
  const targets = waiting.flatMap((candidate) => wantedRoomAt(scene, candidate));
  const order = arrivalOrder(scene.snapshot.leases);
  const rank = new Map(scene.snapshot.leases.map(({ id }, index) => [id, index]));
  const drafts = [
    ...waiting.map((candidate) => ({ part: candidate.part, make: (core: Core) => waitingJob(scene, candidate, core) })),
    ...running.map((part) => ({ part, make: (core: Core) => runningJob(scene, part, core, targets) })),
  ].sort((a, b) => (rank.get(a.part.lease.id) ?? 0) - (rank.get(b.part.lease.id) ?? 0));
  const sets = new HostSets(scene.hostIndex);
  const vms: ProblemVm[] = [];
  const jobs = drafts.map(({ part, make }, job) => {
    const first = vms.length;
    vms.push(...part.vms.map((vm) => problemVm(scene, vm, job, { sets, hosts: hostsFor(vm, places) })));
    const indices = part.vms.map((_, position) => first + position);
    return make({ vms: indices, order: order.get(part.lease.id) ?? 0 });
  });
  return { jobs, vms, hostSets: sets.all(), indexOf: new Map(vms.map(({ id }, index) => [id, index])) };
}

/** Where VMs may be put: by what they are, and by what VMs that are left alone and rules make of it. */
export interface Places {
  readonly admission: Admission;
  readonly keepings: ReadonlyMap<VmId, Keeping>;
}

/** What a job has from its place in the problem. */
interface Core {
  readonly vms: readonly number[];
  readonly order: number;
}

/** Reservations and the last moment of deadlines want room that pauses can make just in time. */
function wantedRoomAt({ edges }: Scene, { terms, window }: Candidate): readonly number[] {
  const wants = terms.kind === 'advance-reservation' || (terms.kind === 'deadline' && !window.canWait);
  return wants && window.earliest <= window.latest ? [edges[window.latest] as number] : [];
}

function waitingJob(scene: Scene, candidate: Candidate, { vms, order }: Core): WaitingJob {
  const { part, occupiedSeconds, window } = candidate;
  const delayWeight = agedWeight(part, scene.policy, scene.now) * vms.length;
  return {
    kind: 'waiting',
    lease: part.lease.id,
    vms,
    delayWeight,
    priority: priorityOf(part.vms),
    order,
    earliest: window.earliest,
    latest: window.latest,
    occupiedSeconds,
    idealSecond: window.idealSecond,
    startCost: 0,
    leaveCost: candidate.counts ? leaveCost(scene, candidate, delayWeight) : ZERO_COST,
  };
}

/**
 * Service: delayWeight × the whole horizon, never less than any start in it. What can not be had later is refused as
 * well: weight × cores of all its VMs, each rounded up, at level acceptance.
 */
function leaveCost(scene: Scene, { part, window }: Candidate, delayWeight: number): Cost {
  const horizon = (scene.edges.at(-1) as number) - (scene.edges[0] as number);
  const cores = part.vms.reduce((sum, { demand }) => sum + Math.ceil(demand.cpuCentis / 100), 0);
  const refused = window.canWait ? 0 : agedWeight(part, scene.policy, scene.now) * cores;
  return [0, refused, delayWeight * horizon, 0, 0];
}

function runningJob(scene: Scene, part: Remaining, { vms, order }: Core, targets: readonly number[]): RunningJob {
  const unwelcome = part.vms.map((vm) => unwelcomeFrom(scene, vm));
  const since = unwelcome.filter((slot) => slot !== null);
  const partly = since.length > 0 && since.length < part.vms.length;
  const moves = part.vms.map((vm, position) =>
    partly && unwelcome[position] === null ? null : moveTerms(scene, part, vm),
  );
  const movesSuffice = partly && unwelcome.every((slot, position) => slot === null || moves[position] !== null);
  return {
    kind: 'running',
    lease: part.lease.id,
    vms,
    delayWeight: weightOf(part, scene.policy) * vms.length,
    priority: priorityOf(part.vms),
    order,
    on: part.vms.map(({ stay }) => scene.hostIndex.get(stay?.host as HostId) ?? 0),
    remainingSeconds: part.remainingSeconds,
    pause: movesSuffice ? null : pauseTerms(scene, part, targets),
    moves,
    unwelcomeFrom: since.length === 0 ? null : Math.min(...since),
  };
}

/**
 * RESCHED asks a VM to leave at once, maintenance that outlasts the horizon from its first slot on; null when it may
 * stay. Shorter maintenance does without: the blocks of its host make it pay for staying, and it may come back.
 *
 * Where only some VMs of a gang are asked to leave, only these are moved, and the gang is paused only when they can
 * not be.
 */
function unwelcomeFrom({ edges, maintenance }: Scene, { resched, stay }: Vm): number | null {
  if (resched) return 0;
  const end = edges.at(-1) as number;
  const closing = maintenance.find(({ host, from, until }) => host === stay?.host && from < end && until >= end);
  return closing === undefined ? null : Math.max(0, slotUpTo(edges, closing.from));
}

function hostsFor(vm: Vm, { admission, keepings }: Places): readonly Host[] {
  const { hosts } = admission(vm);
  const keeping = keepings.get(vm.id);
  if (keeping === undefined) return hosts;
  return hosts.filter(({ id }) => !keeping.never.has(id) && (keeping.only?.has(id) ?? true));
}

function problemVm(
  scene: Scene,
  vm: Vm,
  job: number,
  { sets, hosts }: { readonly sets: HostSets; readonly hosts: readonly Host[] },
): ProblemVm {
  const hostSet = sets.add(hosts);
  return {
    id: vm.id,
    job,
    demand: demandVector(scene, vm),
    hostSet,
    ranks: sets.ranksOf(vm, hostSet),
    saveSeconds: pauseSeconds(vm, scene.policy),
  };
}

/** 0 for the lease that was whole first; the lower VM id settles ties. */
function arrivalOrder(leases: readonly Lease[]): ReadonlyMap<Lease['id'], number> {
  const sorted = leases.toSorted((a, b) => a.submittedAt - b.submittedAt || (a.vms[0] ?? 0) - (b.vms[0] ?? 0));
  return new Map(sorted.map(({ id }, index) => [id, index]));
}

/** The VMs that take part, and the host that each of a running job is on. */
export function placedBy(running: readonly Part[]): ReadonlyMap<VmId, HostId> {
  const placed = running.flatMap(({ vms }) =>
    vms.flatMap(({ id, stay }) => (stay === null ? [] : [[id, stay.host] as const])),
  );
  return new Map(placed);
}
