import type { Epoch } from '../../src/domain/epoch.ts';
import type { Host } from '../../src/domain/host.ts';
import { actionId, clusterId, datastoreId, hostId, leaseId, vmId } from '../../src/domain/ids.ts';
import type { Lease } from '../../src/domain/lease.ts';
import { type Cost, ZERO_COST } from '../../src/domain/levels.ts';
import type { Action, Forecast, Occupation, Plan } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Job, Problem } from '../../src/domain/problem.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { EMPTY_TRACE, type Solution } from '../../src/domain/solution.ts';
import type { Vm } from '../../src/domain/vm.ts';

/** 2026-11-23T03:26:11Z. */
export const NOW = 1_795_404_371;

/** A host of `cores` cores and four times as many GiB. */
export const host = (id: number, name: string, cores: number, overrides: Partial<Host> = {}): Host => ({
  id: hostId(id),
  name,
  state: 2,
  cluster: clusterId(0),
  clusterName: 'default',
  capacity: { cpuCentis: cores * 100, memoryMib: cores * 4_096 },
  usage: { cpuCentis: 0, memoryMib: 0 },
  vms: [],
  runningVms: 0,
  monitoredFreeCpuCentis: null,
  localDisk: [],
  pci: [],
  attributes: { NAME: [name], ID: [String(id)] },
  ...overrides,
});

/** A pending VM of `cores` cores and four times as many GiB. */
export const vm = (id: number, name: string, cores: number, overrides: Partial<Vm> = {}): Vm => ({
  id: vmId(id),
  name,
  userId: 0,
  groupId: 0,
  userName: 'oneadmin',
  groupName: 'oneadmin',
  state: 1,
  lcmState: 0,
  resched: false,
  lock: null,
  submittedAt: NOW - 600,
  demand: { cpuCentis: cores * 100, memoryMib: cores * 4_096 },
  systemDiskMib: 0,
  pci: [],
  pinned: false,
  autoNics: [],
  priority: 0,
  requirements: '',
  datastoreRequirements: '',
  rank: null,
  vmGroup: null,
  lease: null,
  deliveredBeforeSeconds: 0,
  told: null,
  scheduled: [],
  stay: null,
  hosts: [hostId(1), hostId(2)],
  ranks: null,
  datastores: [datastoreId(100)],
  ...overrides,
});

/** A VM that runs on a host since ten minutes. */
export const runningVm = (id: number, name: string, cores: number, on: Host): Vm =>
  vm(id, name, cores, {
    state: 3,
    lcmState: 3,
    stay: {
      host: on.id,
      hostName: on.name,
      datastore: datastoreId(100),
      since: NOW - 600,
      runningSince: NOW - 590,
      runningUntil: null,
      endedAt: null,
      action: 0,
      actionUserId: 0,
    },
  });

/** A best-effort lease of one VM, of an hour. */
export const lease = (of: Vm, overrides: Partial<Lease> = {}): Lease => ({
  id: leaseId(`vm-${of.id}`),
  name: of.name,
  vms: [of.id],
  terms: { kind: 'best-effort', notBefore: null },
  durationSeconds: 3_600,
  preemptible: false,
  weight: 1,
  submittedAt: of.submittedAt,
  declaredBy: 'ONEPLAN',
  ...overrides,
});

const on1 = host(1, 'lab-01', 16, { vms: [vmId(11), vmId(12)], usage: { cpuCentis: 1_600, memoryMib: 65_536 } });
const on2 = host(2, 'lab-02', 16, { vms: [vmId(13)], usage: { cpuCentis: 800, memoryMib: 32_768 } });

const VMS: readonly Vm[] = [
  runningVm(11, 'web', 8, on1),
  runningVm(12, 'sim', 8, on1),
  runningVm(13, 'mover', 8, on2),
  vm(21, 'urgent', 8),
  vm(22, 'later', 16),
  vm(23, 'patient', 8),
  vm(24, 'giant', 512, { hosts: [hostId(1), hostId(2)] }),
  vm(25, 'held', 1, { state: 2 }),
];

const vmNamed = (name: string): Vm => VMS.find((one) => one.name === name) as Vm;

/** A small cloud in which everything happens once: a stop, a migration, starts now and later, a wait, a refusal, a hold. */
export const SNAPSHOT: Snapshot = {
  takenAt: NOW,
  hosts: [on1, on2],
  vms: VMS,
  leases: VMS.filter(({ name }) => name !== 'held').map((of) => lease(of, { preemptible: of.name === 'sim' })),
  clusters: [{ id: clusterId(0), name: 'default' }],
  datastores: [
    {
      id: datastoreId(100),
      name: 'system',
      kind: 'system',
      enabled: true,
      shared: true,
      clusters: [clusterId(0)],
      freeMib: 1_000_000,
      usedMib: 0,
      totalMib: 1_000_000,
      limitMib: null,
    },
  ],
  networks: [],
  vmGroups: [],
  verdicts: [],
};

const forecast = (name: string, overrides: Partial<Forecast>): Forecast => ({
  lease: leaseId(`vm-${vmNamed(name).id}`),
  name,
  vms: [vmNamed(name).id],
  outcome: 'runs',
  startAt: null,
  endAt: null,
  hosts: [],
  reasonCode: 'Runs',
  reason: 'runs on',
  ...overrides,
});

const action = (operation: Action['operation'], name: string, on: Host, overrides: Partial<Action>): Action => ({
  id: actionId(`${operation}-${vmNamed(name).id}`),
  vm: vmNamed(name).id,
  lease: leaseId(`vm-${vmNamed(name).id}`),
  operation,
  host: on.id,
  datastore: operation === 'deploy' ? datastoreId(100) : null,
  networks: [],
  notBefore: NOW,
  expectedSeconds: 30,
  dependsOn: [],
  reason: 'because',
  ...overrides,
});

const stay = (name: string, on: Host, from: number, until: number | null, phase: Occupation['phase'] = 'run') => ({
  vm: vmNamed(name).id,
  host: on.id,
  from,
  until,
  phase,
});

/** The plan for {@link SNAPSHOT}. */
export const PLAN: Plan = {
  now: NOW,
  enactBefore: NOW + 60,
  actions: [
    action('live-migrate', 'mover', on1, { dependsOn: [actionId('stop-12')], reason: 'leaves room for vm-22' }),
    action('stop', 'sim', on1, { expectedSeconds: 90, reason: 'makes room for urgent' }),
    action('deploy', 'urgent', on1, { notBefore: NOW, dependsOn: [actionId('stop-12')], reason: 'starts now' }),
    action('deploy', 'later', on2, { notBefore: NOW + 3_600, reason: 'starts when mover is gone' }),
  ],
  occupations: [
    stay('web', on1, NOW, null),
    stay('sim', on1, NOW, NOW + 90, 'save'),
    stay('mover', on2, NOW, NOW + 3_000),
    stay('urgent', on1, NOW + 300, NOW + 3_900),
    stay('later', on2, NOW + 3_600, NOW + 7_200),
  ],
  forecasts: [
    forecast('web', {}),
    forecast('sim', { outcome: 'paused', reasonCode: 'Preempted', reason: 'stopped to make room for urgent' }),
    forecast('mover', { reasonCode: 'Moved', reason: 'moves to lab-01' }),
    forecast('urgent', { outcome: 'starts', startAt: NOW, endAt: NOW + 3_600, hosts: [on1.id], reasonCode: 'Starts' }),
    forecast('later', {
      outcome: 'starts',
      startAt: NOW + 3_600,
      endAt: NOW + 7_200,
      hosts: [on2.id],
      reasonCode: 'Resources',
      reason: 'lab-02 is full until then',
    }),
    forecast('patient', { outcome: 'waits', reasonCode: 'Priority', reason: 'others go first' }),
    forecast('giant', { outcome: 'refused', reasonCode: 'TooLarge', reason: 'fits no host, even empty' }),
    forecast('held', { outcome: 'untouched', reasonCode: 'Hold', reason: 'its owner holds it' }),
  ],
};

const waiting = (name: string, index: number): Job => ({
  kind: 'waiting',
  lease: leaseId(`vm-${vmNamed(name).id}`),
  vms: [index],
  delayWeight: 1,
  priority: 0,
  order: index,
  earliest: 0,
  latest: 10,
  occupiedSeconds: 3_600,
  idealSecond: NOW,
  startCost: 0,
  leaveCost: [0, 0, 14_400, 0, 0],
});

const running = (name: string, index: number, on: number): Job => ({
  kind: 'running',
  lease: leaseId(`vm-${vmNamed(name).id}`),
  vms: [index],
  delayWeight: 1,
  priority: 0,
  order: index,
  on: [on],
  remainingSeconds: name === 'web' ? null : 3_000,
  pause: null,
  moves: [null],
  unwelcomeFrom: null,
});

const JOBS: readonly Job[] = [
  running('web', 0, 0),
  running('sim', 1, 0),
  running('mover', 2, 1),
  waiting('urgent', 3),
  waiting('later', 4),
  waiting('patient', 5),
];

const problem: Problem = {
  edges: Array.from({ length: 49 }, (_, slot) => NOW + slot * 300),
  resources: ['cpu', 'memory'],
  hosts: [on1, on2].map(({ id, name, capacity }) => ({
    id,
    name,
    capacity: [capacity.cpuCentis, capacity.memoryMib],
    blocks: [],
    runningVms: 0,
    monitoredFreeCpuCentis: 0,
  })),
  hostSets: [[0, 1]],
  jobs: JOBS,
  vms: JOBS.map((_, index) => {
    const { id, demand } = VMS[index] as Vm;
    return {
      id,
      job: index,
      demand: [demand.cpuCentis, demand.memoryMib],
      hostSet: 0,
      ranks: null,
      saveSeconds: 90,
    };
  }),
  rules: [],
  budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
  serialSaves: true,
  shape: { kind: 'none' },
  precedences: [],
  placement: null,
};

const COST: Cost = [0, 0, 18_300, 120, 0];

/** A feasible solution with a proven bound below it. */
export const SOLUTION: Solution = {
  status: 'feasible',
  incumbent: { schedule: [], cost: COST, by: 'search' },
  bound: [0, 0, 15_000, 0, 0],
  trace: {
    improvements: [
      { atSeconds: 0.1, cost: [0, 0, 20_000, 0, 0], bound: ZERO_COST, by: 'fcfs' },
      { atSeconds: 2.5, cost: COST, bound: [0, 0, 15_000, 0, 0], by: 'search' },
    ],
    faults: ['highs: answer breaks capacity on lab-01'],
    wallSeconds: 3.25,
  },
};

/** A whole epoch on {@link SNAPSHOT}; a test overrides what it is about. */
export const epoch = (overrides: Partial<Epoch> = {}): Epoch => ({
  snapshot: SNAPSHOT,
  policy: DEFAULT_POLICY,
  problem,
  solution: SOLUTION,
  plan: PLAN,
  violations: [],
  verdicts: [{ about: { kind: 'vm', id: 24 }, code: 'TooLarge', message: 'fits no host, even empty' }],
  stageSeconds: { read: 0.2, formulate: 0.01, solve: 3.25, plan: 0.02, check: 0.03 },
  ...overrides,
});

/** An epoch in which no plan was found. */
export const unsolved = (): Epoch =>
  epoch({ plan: null, solution: { status: 'unknown', reason: 'no time was left', trace: EMPTY_TRACE } });

/** The same epoch, with one VM of another name everywhere. */
export const renamed = (from: string, to: string): Epoch =>
  epoch({
    snapshot: { ...SNAPSHOT, vms: SNAPSHOT.vms.map((one) => (one.name === from ? { ...one, name: to } : one)) },
    plan: { ...PLAN, forecasts: PLAN.forecasts.map((one) => (one.name === from ? { ...one, name: to } : one)) },
  });
