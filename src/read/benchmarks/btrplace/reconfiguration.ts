import { hostId, leaseId, vmId } from '../../../domain/ids.ts';
import { ACCEPTANCE, costAt, DISRUPTION } from '../../../domain/levels.ts';
import type { Job, MoveTerms, Problem, ProblemHost, ProblemVm, Rule, Zones } from '../../../domain/problem.ts';
import { slotEdges } from './grid.ts';
import { HostSets } from './host-sets.ts';
import type { Model, VmState } from './model.ts';
import type { Wishes } from './wishes.ts';

/** A reconfiguration as a problem of ours, and how long its actions take. */
export interface Reconfiguration {
  readonly problem: Problem;
  /** Seconds of a VM's action: moved when it runs, booted or resumed when it does not. */
  readonly vmSeconds: readonly number[];
  /** Hosts that are to be switched off once they are empty, and how long that takes. */
  readonly shutdowns: readonly { readonly host: number; readonly seconds: number }[];
}

/**
 * Running VMs are running jobs of one VM each; VMs that must run and do not are waiting jobs. `preserve` is demand from
 * now on, so that a host may be above its capacity until enough has left (an allocation that shrinks does so at once);
 * a VM where `fence`, `among` or `offline` does not let it be is unwelcome there; `spread` keeps its VMs apart, `among`
 * keeps them together by part. VMs that neither run nor must are not part of the problem: they hold nothing.
 *
 * A move costs its seconds at level disruption, a boot its delay at level service, refusing one counts at acceptance.
 */
export function reconfigurationOf(model: Model, wishes: Wishes): Reconfiguration {
  const active = model.vms.filter(({ id, state }) => state === 'running' || wishes.mustRun.has(id));
  const hostOf = new Map(model.nodes.map(({ id }, host) => [id, host]));
  const vmOf = new Map(active.map(({ id }, vm) => [id, vm]));
  const vmSeconds = active.map(({ id, state }) => model.vmSeconds(ACTION_ON[state], id));
  const edges = slotEdges(vmSeconds.filter((_, vm) => active[vm]?.state === 'running'));
  const sets = new HostSets(openHosts(model, wishes));
  const hostSets = hostSetsOf(active, wishes, sets, hostOf);
  const vms = active.map((vm, index) => problemVm(model, wishes, vm, { index, hostSet: hostSets[index] as number }));
  const moves = moveTerms(edges.length - 1);
  const jobs = active.map((vm, index) => {
    const on = vm.state === 'running' ? (hostOf.get(vm.node as number) as number) : null;
    const isWelcome = on === null || (sets.sets[hostSets[index] as number] as readonly number[]).includes(on);
    return jobOf({ index, id: vm.id, on, isWelcome, move: moves(vmSeconds[index] as number), slots: edges.length - 1 });
  });
  return {
    problem: {
      edges,
      resources: model.resources.map(({ name }) => name),
      hosts: model.nodes.map(({ id }) => problemHost(model, wishes, id)),
      hostSets: sets.sets,
      jobs,
      vms,
      rules: [...spreads(wishes, vmOf), ...amongs(wishes, vmOf, hostOf)],
      budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
      serialSaves: false,
      shape: { kind: 'none' },
      precedences: [],
      placement: null,
    },
    vmSeconds,
    shutdowns: shutdownsOf(model, wishes, hostOf),
  };
}

const ACTION_ON = { running: 'migrate', sleeping: 'resume', ready: 'boot' } as const;

/** Hosts that are on and stay so. */
const openHosts = (model: Model, { mustBeOffline }: Wishes): readonly number[] =>
  model.nodes.flatMap(({ id, online }, host) => (online && !mustBeOffline.has(id) ? [host] : []));

function shutdownsOf(model: Model, { mustBeOffline }: Wishes, hostOf: ReadonlyMap<number, number>) {
  return model.nodes
    .filter(({ id, online }) => online && mustBeOffline.has(id))
    .map(({ id }) => ({ host: hostOf.get(id) as number, seconds: model.nodeSeconds('shutdown', id) }));
}

/** Index of the host set of each VM: where its fences and the parts of its `among` let it be. */
function hostSetsOf(
  active: readonly VmState[],
  wishes: Wishes,
  sets: HostSets,
  hostOf: ReadonlyMap<number, number>,
): readonly number[] {
  const hosts = (nodes: readonly number[]): readonly number[] => nodes.map((node) => hostOf.get(node) as number);
  const listsOf = new Map<number, (readonly number[])[]>();
  const add = (vm: number, list: readonly number[]): void => {
    const lists = listsOf.get(vm);
    if (lists === undefined) listsOf.set(vm, [list]);
    else lists.push(list);
  };
  for (const { vm, nodes } of wishes.fences) add(vm, hosts(nodes));
  const union = once((parts: readonly (readonly number[])[]) => hosts(parts.flat()));
  for (const { vms, parts } of wishes.amongs) for (const vm of vms) add(vm, union(parts));
  return active.map(({ id }) => sets.within(listsOf.get(id) ?? []));
}

function problemVm(
  model: Model,
  { allocations }: Wishes,
  { id }: VmState,
  { index, hostSet }: { readonly index: number; readonly hostSet: number },
): ProblemVm {
  const demand = model.resources.map(({ name, demandOf }) => allocations.get(name)?.get(id) ?? demandOf(id));
  return { id: vmId(id), job: index, demand, hostSet, ranks: null, saveSeconds: 0 };
}

const problemHost = (model: Model, { capacities }: Wishes, id: number): ProblemHost => ({
  id: hostId(id),
  name: `node ${id}`,
  capacity: model.resources.map(({ name, capacityOf }) =>
    Math.min(capacityOf(id), capacities.get(name)?.get(id) ?? Number.POSITIVE_INFINITY),
  ),
  blocks: [],
  runningVms: 0,
  monitoredFreeCpuCentis: 0,
});

/** Terms of a move of so many seconds: in any slot. */
function moveTerms(slots: number): (seconds: number) => MoveTerms {
  const all = Array.from({ length: slots }, (_, slot) => slot);
  return once((seconds: number) => ({
    slots: all,
    transitSeconds: seconds,
    lostSeconds: 0,
    cost: costAt(DISRUPTION, seconds),
  }));
}

interface JobParts {
  readonly index: number;
  readonly id: number;
  /** Host it is on; null when it does not run. */
  readonly on: number | null;
  readonly isWelcome: boolean;
  readonly move: MoveTerms;
  readonly slots: number;
}

function jobOf({ index, id, on, isWelcome, move, slots }: JobParts): Job {
  const common = { lease: leaseId(`vm-${id}`), vms: [index], priority: 0, order: index };
  if (on !== null) {
    return {
      ...common,
      kind: 'running',
      delayWeight: 0,
      on: [on],
      remainingSeconds: null,
      pause: null,
      moves: [move],
      unwelcomeFrom: isWelcome ? null : 0,
    };
  }
  return {
    ...common,
    kind: 'waiting',
    delayWeight: 1,
    earliest: 0,
    latest: slots - 1,
    occupiedSeconds: null,
    idealSecond: 0,
    startCost: 0,
    leaveCost: costAt(ACCEPTANCE, 1),
  };
}

const known = (ids: readonly number[], vmOf: ReadonlyMap<number, number>): readonly number[] =>
  ids.map((id) => vmOf.get(id)).filter((vm) => vm !== undefined);

function spreads(wishes: Wishes, vmOf: ReadonlyMap<number, number>): readonly Rule[] {
  return wishes.spreads
    .map((ids) => known(ids, vmOf))
    .filter((vms) => vms.length > 1)
    .map((vms, index) => ({ kind: 'apart', name: `spread ${index}`, strength: 'must', left: vms, right: vms }));
}

/** A host outside every part is a zone of its own; its VMs are unwelcome there anyway. */
function amongs(
  wishes: Wishes,
  vmOf: ReadonlyMap<number, number>,
  hostOf: ReadonlyMap<number, number>,
): readonly Rule[] {
  const zonesOf = once((parts: readonly (readonly number[])[]): Zones => {
    const zones = Array.from(hostOf.keys(), (_, host) => parts.length + host);
    for (const [zone, nodes] of parts.entries()) for (const node of nodes) zones[hostOf.get(node) as number] = zone;
    return zones;
  });
  return wishes.amongs
    .map(({ vms, parts }) => ({ vms: known(vms, vmOf), parts }))
    .filter(({ vms }) => vms.length > 1)
    .map(({ vms, parts }, index) => ({
      kind: 'together',
      name: `among ${index}`,
      strength: 'must',
      vms,
      zones: zonesOf(parts),
    }));
}

/** The same answer for the same argument, worked out once. */
function once<Argument, Answer>(answer: (argument: Argument) => Answer): (argument: Argument) => Answer {
  const known = new Map<Argument, Answer>();
  return (argument) => {
    const before = known.get(argument);
    if (before !== undefined) return before;
    const now = answer(argument);
    known.set(argument, now);
    return now;
  };
}
