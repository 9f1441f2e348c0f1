import type { HostId, VmId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import { aboutLease, type Circumstance, leftAlone, nameOfVm } from './sayings.ts';
import { treatmentOf } from './treatment.ts';
import { workLeft } from './work.ts';

/** A lease with those of its VMs that take part. */
export interface Part {
  readonly lease: Lease;
  readonly vms: readonly Vm[];
}

/** A lease that holds room. */
export interface RunningPart extends Part {
  /** All its members run, soon will, or can go on where they are; only then may it be paused. */
  readonly whole: boolean;
}

/** Who takes which part in the problem. A VM in neither list is left alone: it keeps what it holds. */
export interface Cast {
  readonly waiting: readonly Part[];
  readonly running: readonly RunningPart[];
  readonly verdicts: readonly Verdict[];
}

/**
 * Gives every lease its part.
 *
 * gang: a lease of which all VMs can start waits; one of which all VMs run, are on their way to, or are suspended and can
 * go on, runs. Of any other lease those that run already do so and are never paused, and the rest is left alone, with a
 * verdict.
 */
export function castLeases(snapshot: Snapshot, policy: Policy): Cast {
  const company: Company = {
    policy,
    now: snapshot.takenAt,
    vms: new Map(snapshot.vms.map((vm) => [vm.id, vm])),
    hosts: new Set(snapshot.hosts.map(({ id }) => id)),
    listed: new Map(snapshot.hosts.flatMap(({ id, vms }) => vms.map((vm) => [vm, id] as const))),
  };
  const casts = snapshot.leases.map((lease) => castLease(lease, company));
  const leased = new Set(snapshot.leases.flatMap((lease) => lease.vms));
  const orphans = snapshot.vms.filter(({ id }) => !leased.has(id));
  return {
    waiting: casts.flatMap(({ waiting }) => waiting),
    running: casts.flatMap(({ running }) => running),
    verdicts: [...casts.flatMap(({ verdicts }) => verdicts), ...orphans.flatMap((vm) => leftAlone(vm) ?? [])],
  };
}

interface Company {
  readonly policy: Policy;
  readonly now: number;
  readonly vms: ReadonlyMap<VmId, Vm>;
  readonly hosts: ReadonlySet<HostId>;
  /** Where oned's account has each VM. */
  readonly listed: ReadonlyMap<VmId, HostId>;
}

/** What one VM could do in its lease. */
type Role = 'start' | 'run' | 'go-on' | 'alone';

function castLease(lease: Lease, company: Company): Cast {
  const vms = lease.vms.flatMap((id) => company.vms.get(id) ?? []);
  const missing = lease.vms.length - vms.length;
  const over = isOver(lease, vms, company);
  const roles = vms.map((vm) => roleOf(vm, lease, over, company));
  const all = (...wanted: readonly Role[]): boolean =>
    missing === 0 && vms.length > 0 && roles.every((role) => wanted.includes(role));
  if (all('start')) return { waiting: [{ lease, vms }], running: [], verdicts: [] };
  if (all('run', 'go-on')) return { waiting: [], running: [{ lease, vms, whole: true }], verdicts: [] };
  const isLeft = (vm: Vm, role: Role | undefined): boolean =>
    role === 'alone' || (role === 'run' && treatmentOf(vm).kind === 'arriving');
  const runs = vms.filter((vm, index) => roles[index] === 'run' && !isLeft(vm, roles[index]));
  const torn = vms.filter((_, index) => roles[index] === 'start' || roles[index] === 'go-on');
  const alone = vms.filter((vm, index) => isLeft(vm, roles[index]));
  return {
    waiting: [],
    running: runs.length === 0 ? [] : [{ lease, vms: runs, whole: false }],
    verdicts: [
      ...alone.flatMap((vm) => leftAlone(vm, circumstanceOf(vm, over)) ?? []),
      ...incomplete(lease, torn, missing),
    ],
  };
}

function roleOf(vm: Vm, lease: Lease, over: boolean, { policy, hosts, listed }: Company): Role {
  if (vm.lock !== null) return 'alone';
  const returns = lease.preemptible && (lease.declaredBy === 'ONEPLAN' || lease.declaredBy === 'HAIZEA') && !over;
  const placed = vm.stay !== null && hosts.has(vm.stay.host);
  switch (treatmentOf(vm).kind) {
    case 'waiting':
      return vm.pinned ? 'alone' : 'start';
    case 'held':
      return policy.planHeld && !vm.pinned ? 'start' : 'alone';
    case 'stopped':
      return returns && !vm.pinned ? 'start' : 'alone';
    case 'suspended':
      return returns && placed ? 'go-on' : 'alone';
    case 'arriving':
      return vm.stay !== null && listed.get(vm.id) === vm.stay.host ? 'run' : 'alone';
    case 'running':
    case 'unknown':
      return placed ? 'run' : 'alone';
    default:
      return 'alone';
  }
}

function circumstanceOf(vm: Vm, over: boolean): Circumstance {
  const { kind } = treatmentOf(vm);
  if (kind === 'running' || kind === 'unknown') return 'host-unread';
  return over ? 'lease-over' : null;
}

/** The cloud's clock has whole seconds. */
const CLOCK_SECONDS = 1;

/**
 * Nothing is left; or, of a lease that may have been ended because its time was over, less than bringing it back and
 * ending it again would take. One whose memory was saved was paused, and has all its time to come.
 */
function isOver(lease: Lease, vms: readonly Vm[], { policy, now }: Company): boolean {
  const left = workLeft(lease, vms, now);
  const { bootSeconds, shutdownSeconds } = policy.overheads;
  const isPaused = policy.atLeaseEnd !== 'stop' && vms.some(({ state }) => state === STOPPED || state === SUSPENDED);
  const slack = isPaused ? CLOCK_SECONDS : bootSeconds + shutdownSeconds;
  return left !== null && left <= slack && left < (lease.durationSeconds ?? 0);
}

const STOPPED = 4;
const SUSPENDED = 5;

function incomplete(lease: Lease, torn: readonly Vm[], missing: number): readonly Verdict[] {
  if (torn.length === 0 && missing === 0) return [];
  const who = torn.length === 0 ? `${missing} of its VMs` : torn.map(nameOfVm).join(', ');
  const why = torn.length === 0 ? 'can not be read' : 'can not start or go on together with the rest of its gang';
  const message = `lease ${lease.id}: ${who} ${why}; bring all ${lease.vms.length} VMs into one state, all running or all pending`;
  return [aboutLease(lease, 'GangIncomplete', message)];
}
