import type { HostId } from '../domain/ids.ts';
import type { Cost } from '../domain/levels.ts';
import type { MoveTerms, PauseTerms } from '../domain/problem.ts';
import { slotFrom, slotUpTo } from '../domain/time.ts';
import type { Vm } from '../domain/vm.ts';
import { arrivalOf } from './arrival.ts';
import type { RunningPart } from './cast.ts';
import { endSeconds, pauseSeconds, resumeSeconds, transitSeconds } from './overheads.ts';
import { type Scene, slotsOf } from './scene.ts';
import { treatmentOf } from './treatment.ts';

/** A lease that runs, for as long as it still does. */
export interface Remaining extends RunningPart {
  readonly remainingSeconds: number | null;
}

/**
 * How a running lease may be paused; null when it may not: not preemptible, only part of it runs, a member is pinned
 * or not heard of, its host is out of reach, its work is done before a slot begins, or the policy says no.
 *
 * `just-in-time` pauses begin in slot 0, or in the latest slot from which the memory is saved before one of
 * `targets`, the seconds at which room is wanted; where saves take turns, also in the slot before. What boots or resumes
 * now is left to it: its first slot begins when it is there.
 * A lease that is suspended already is stopped in slot 0 or goes on; its remaining seconds count its resume.
 */
export function pauseTerms(scene: Scene, part: Remaining, targets: readonly number[]): PauseTerms | null {
  const { lease, vms } = part;
  const { operation, minimumBenefit } = scene.policy.preemption;
  if (operation === 'none' || !lease.preemptible || !part.whole || !vms.every((vm) => mayBePaused(scene, vm)))
    return null;
  const suspended = vms.some((vm) => treatmentOf(vm).kind === 'suspended');
  const saving = savingSeconds(scene, vms);
  const resuming = suspended ? 0 : Math.max(...vms.map((vm) => resumeSeconds(vm, scene.policy)));
  const first = slotFrom(scene.edges, Math.max(0, ...vms.map((vm) => arrivalOf(vm, scene.policy, scene.now) ?? 0)));
  const wanted = suspended ? [] : pauseSlots(scene, saving, [...targets, ...closings(scene, vms)]);
  const slots = ascending([first, ...wanted])
    .filter((slot) => slot >= first && slot < slotsOf(scene))
    .filter((slot) => isBeforeEnd(scene, part, slot));
  if (slots.length === 0) return null;
  return {
    slots,
    saveSeconds: saving,
    resumeSeconds: resuming,
    resumesAnywhere: operation !== 'suspend-overcommit',
    finishBy: lease.terms.kind === 'deadline' ? lease.terms.finishBy : null,
    cost: disturbance(minimumBenefit * vms.length, (saving + resuming) * vms.length),
  };
}

/** Saves on one host take turns where the policy says so; a shutdown never waits. */
export const savesTakeTurns = ({ policy }: Scene): boolean =>
  policy.overheads.serialSaves && policy.preemption.operation !== 'undeploy';

const mayBePaused = (scene: Scene, vm: Vm): boolean =>
  isWithinReach(scene, vm) && !vm.pinned && ['running', 'suspended', 'arriving'].includes(treatmentOf(vm).kind);

/** HOST/STATE in which oned can still act on the VMs of a host: monitored or disabled, neither in error nor offline. */
const REACHABLE: ReadonlySet<number> = new Set([1, 2, 4, 7]);

function isWithinReach({ snapshot, hostIndex }: Scene, { stay }: Vm): boolean {
  const host = snapshot.hosts[hostIndex.get(stay?.host as HostId) ?? -1];
  return host !== undefined && REACHABLE.has(host.state);
}

/** All VMs of the lease, those on one host after each other where saves take turns. */
function savingSeconds(scene: Scene, vms: readonly Vm[]): number {
  if (!savesTakeTurns(scene)) return Math.max(...vms.map((vm) => pauseSeconds(vm, scene.policy)));
  const byHost = new Map<number, number>();
  for (const vm of vms) {
    const host = vm.stay?.host ?? -1;
    byHost.set(host, (byHost.get(host) ?? 0) + pauseSeconds(vm, scene.policy));
  }
  return Math.max(...byHost.values());
}

function pauseSlots(scene: Scene, saving: number, targets: readonly number[]): readonly number[] {
  if (scene.policy.preemption.when === 'any') return Array.from({ length: slotsOf(scene) }, (_, slot) => slot);
  const latest = targets.map((second) => slotUpTo(scene.edges, second - saving)).filter((slot) => slot >= 0);
  const before = savesTakeTurns(scene) ? latest.map((slot) => Math.max(0, slot - 1)) : [];
  return ascending([0, ...latest, ...before]);
}

/**
 * How one VM of a running lease may be moved; null when it may not: its owner or a NUMA pin keeps it, it has a PCI
 * device or its disks on a host, it is not plainly running, its host is out of reach, its work is done before a slot
 * begins, or the policy says no.
 *
 * `now` moves begin in slot 0, or in the latest slot from which it is gone before maintenance of its host.
 */
export function moveTerms(scene: Scene, part: Remaining, vm: Vm): MoveTerms | null {
  const { operation, minimumBenefit, when } = scene.policy.migration;
  if (operation === 'none' || !mayBeMoved(scene, vm)) return null;
  const transit = transitSeconds(vm, scene.policy);
  const lost = operation === 'cold' ? transit : 0;
  const inTime = closings(scene, [vm]).map((second) => slotUpTo(scene.edges, second - transit));
  const wanted = when === 'any' ? Array.from({ length: slotsOf(scene) }, (_, slot) => slot) : ascending([0, ...inTime]);
  const slots = wanted.filter((slot) => slot >= 0 && isBeforeEnd(scene, part, slot));
  if (slots.length === 0) return null;
  return {
    slots,
    transitSeconds: transit,
    lostSeconds: lost,
    cost: disturbance(minimumBenefit, transit + lost),
  };
}

function mayBeMoved(scene: Scene, vm: Vm): boolean {
  const datastore = scene.snapshot.datastores.find(({ id }) => id === vm.stay?.datastore);
  const onSharedDisk = datastore === undefined || datastore.shared;
  const free = !vm.pinned && vm.drsBlocked !== true && vm.pci.length === 0;
  return free && onSharedDisk && isWithinReach(scene, vm) && treatmentOf(vm).kind === 'running';
}

/** When the hosts of these VMs close for maintenance within the horizon, Unix seconds. */
const closings = ({ maintenance, edges }: Scene, vms: readonly Vm[]): readonly number[] =>
  maintenance
    .filter(({ host, from }) => from <= (edges.at(-1) as number) && vms.some(({ stay }) => stay?.host === host))
    .map(({ from }) => from);

/** Before its work is done: as it is ended there is nothing to pause or to move. */
function isBeforeEnd({ edges, policy }: Scene, { lease, vms, remainingSeconds }: Remaining, slot: number): boolean {
  if (remainingSeconds === null) return true;
  const working = remainingSeconds - endSeconds(lease, vms, policy);
  return (edges[slot] as number) - (edges[0] as number) < working;
}

const ascending = (slots: readonly number[]): readonly number[] => [...new Set(slots)].sort((a, b) => a - b);

const disturbance = (benefit: number, lostSeconds: number): Cost => [0, 0, benefit, lostSeconds, 0];
