import type { Host } from '../../src/domain/host.ts';
import type { VmId } from '../../src/domain/ids.ts';
import type { Action, Operation, Plan } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Stay, Vm } from '../../src/domain/vm.ts';
import { type Performed, perform } from './rehearse.ts';

/**
 * The cloud after the plan's actions that begin before `until` were carried out as expected: states, stays, what hosts
 * give away, at `until`. An action that is still under way then counts as done, as it will be.
 */
export function carryOut(snapshot: Snapshot, plan: Plan, until: number): Snapshot {
  const hosts = new Map(snapshot.hosts.map((host) => [host.id, host]));
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  for (const performed of perform(plan)) {
    const vm = vms.get(performed.action.vm);
    if (vm === undefined || performed.begin >= until) continue;
    vms.set(vm.id, changed(arrived(vm, snapshot.takenAt), performed, hosts.get(performed.action.host)));
  }
  const left = [...vms.values()].filter(({ state }) => state !== DONE);
  return {
    ...snapshot,
    takenAt: until,
    vms: left,
    leases: snapshot.leases.filter(({ vms: members }) => members.some((id) => vms.get(id)?.state !== DONE)),
    hosts: snapshot.hosts.map((host) => hostAfter(host, snapshot.vms, left)),
  };
}

/** What boots is there when something is done to it. */
function arrived(vm: Vm, now: number): Vm {
  if (vm.state !== RUNNING.state || vm.lcmState !== BOOT || vm.stay === null) return vm;
  const runningSince = Math.max(now + 1, vm.stay.since + DEFAULT_POLICY.overheads.bootSeconds);
  return { ...vm, ...RUNNING, stay: { ...vm.stay, runningSince } };
}

const BOOT = 2;
const DONE = 6;
const RUNNING = { state: 3, lcmState: 3 };

/** The state that an operation ends in, and its number in the history record. */
const ENDS: Readonly<
  Record<Exclude<Operation, 'deploy' | 'resume' | 'migrate' | 'live-migrate'>, readonly [number, number]>
> = {
  stop: [4, 9],
  suspend: [5, 10],
  undeploy: [9, 5],
  poweroff: [8, 19],
  terminate: [DONE, 27],
};

function changed(vm: Vm, { action, begin, end }: Performed, host: Host | undefined): Vm {
  switch (action.operation) {
    case 'deploy':
      return { ...credited(vm), ...RUNNING, stay: stayOn(vm, action, host, { begin, runningSince: end }) };
    case 'resume':
      return { ...credited(vm), ...RUNNING, stay: stayOn(vm, action, host, { begin, runningSince: end }) };
    case 'migrate':
    case 'live-migrate':
      return {
        ...credited(left(vm, begin, 1)),
        ...RUNNING,
        resched: false,
        stay: stayOn(vm, action, host, { begin, runningSince: action.operation === 'migrate' ? end : begin }),
      };
    default: {
      const [state, number] = ENDS[action.operation];
      return { ...left(vm, begin, number), state, lcmState: 0 };
    }
  }
}

/** What the last record delivered is noted before a new one begins. */
function credited(vm: Vm): Vm {
  const { stay } = vm;
  if (stay === null || stay.runningSince === null) return vm;
  const until = stay.runningUntil ?? stay.endedAt ?? stay.runningSince;
  return { ...vm, deliveredBeforeSeconds: vm.deliveredBeforeSeconds + until - stay.runningSince };
}

/** Its record is closed by an action at that moment; one that did not run keeps its own end. */
const left = (vm: Vm, at: number, action: number): Vm =>
  vm.stay === null
    ? vm
    : { ...vm, stay: { ...vm.stay, action, runningUntil: vm.stay.runningUntil ?? at, endedAt: vm.stay.endedAt ?? at } };

const stayOn = (
  vm: Vm,
  action: Action,
  host: Host | undefined,
  { begin, runningSince }: { readonly begin: number; readonly runningSince: number },
): Stay => ({
  host: action.host,
  hostName: host?.name ?? '',
  datastore: action.datastore ?? vm.stay?.datastore ?? null,
  since: begin,
  runningSince,
  runningUntil: null,
  endedAt: null,
  action: 0,
  actionUserId: 0,
});

/** Unexplained usage stays; what VMs hold is counted anew. VMs that nobody acted on stay listed as they were. */
function hostAfter(host: Host, before: readonly Vm[], after: readonly Vm[]): Host {
  const old = new Map<VmId, Vm>(before.map((vm) => [vm.id, vm]));
  const listed = new Set(host.vms);
  const here = after.filter((vm) =>
    old.get(vm.id) === vm ? listed.has(vm.id) : holds(vm) && vm.stay?.host === host.id,
  );
  const sum = (vms: readonly (Vm | undefined)[], of: (vm: Vm) => number): number =>
    vms.reduce((total, vm) => total + (vm === undefined ? 0 : of(vm)), 0);
  const was = host.vms.map((id) => old.get(id));
  return {
    ...host,
    usage: {
      cpuCentis: host.usage.cpuCentis - sum(was, (vm) => vm.demand.cpuCentis) + sum(here, (vm) => vm.demand.cpuCentis),
      memoryMib: host.usage.memoryMib - sum(was, (vm) => vm.demand.memoryMib) + sum(here, (vm) => vm.demand.memoryMib),
    },
    vms: here.map(({ id }) => id),
    runningVms: here.length,
  };
}

/** ACTIVE, SUSPENDED or POWEROFF. */
const holds = ({ state }: Vm): boolean => state === 3 || state === 5 || state === 8;
