import fc from 'fast-check';
import { type HostId, hostId } from '../../src/domain/ids.ts';
import type { Lease, Terms } from '../../src/domain/lease.ts';
import { DEFAULT_POLICY, type Policy, type PolicyRule } from '../../src/domain/policy.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Vm } from '../../src/domain/vm.ts';
import { at, cloud, host, lease, NOW, running, stopped, suspended, vm, vmGroup } from './cloud.ts';

/** What becomes of the VMs of a drafted lease; some phases several times, as they are common. */
const PHASES = [
  ...['waiting', 'waiting', 'waiting', 'running', 'running', 'running', 'suspended', 'stopped', 'powered-off'],
  ...['held', 'locked', 'failed', 'booting', 'leaving', 'saving', 'migrating', 'unknown', 'resched'],
  ...['moving-cold', 'undeploying', 'gone-but-listed'],
] as const;

const TERMS = ['best-effort', 'best-effort', 'later', 'immediate', 'reservation', 'deadline', 'charter'] as const;

interface HostDraft {
  readonly cores: number;
  readonly state: number;
}

interface LeaseDraft {
  readonly phase: (typeof PHASES)[number];
  readonly terms: (typeof TERMS)[number];
  readonly vms: number;
  readonly cores: number;
  readonly minutes: number | null;
  readonly offsetMinutes: number;
  readonly preemptible: boolean;
  readonly weight: number;
  readonly priority: number;
  readonly pick: number;
  readonly picky: boolean;
  readonly squeezed: boolean;
  /** What the planner remembers of each member's work: clocks differ by a second, and members by what they went through. */
  readonly rememberedSeconds: readonly number[];
}

const hostDraft: fc.Arbitrary<HostDraft> = fc.record({
  cores: fc.constantFrom(4, 8, 16),
  state: fc.constantFrom(2, 2, 2, 2, 2, 4, 8, 3),
});

const leaseDraft: fc.Arbitrary<LeaseDraft> = fc.record({
  phase: fc.constantFrom(...PHASES),
  terms: fc.constantFrom(...TERMS),
  vms: fc.constantFrom(1, 1, 1, 2, 3),
  cores: fc.integer({ min: 1, max: 6 }),
  minutes: fc.option(fc.integer({ min: 1, max: 90 }), { nil: null, freq: 4 }),
  offsetMinutes: fc.integer({ min: -20, max: 80 }),
  preemptible: fc.boolean(),
  weight: fc.constantFrom(1, 1, 1, 3),
  priority: fc.integer({ min: 0, max: 2 }),
  pick: fc.nat({ max: 99 }),
  picky: fc.boolean(),
  squeezed: fc.integer({ min: 0, max: 11 }).map((toss) => toss === 0),
  rememberedSeconds: fc.oneof(
    { weight: 3, arbitrary: fc.constant([0, 0, 0]) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: -5, max: 400 }), { minLength: 3, maxLength: 3 }) },
  ),
});

/** A random small cloud with something of everything: every kind of lease, gang, VM state, host state and group. */
export const anyCloud = (): fc.Arbitrary<Snapshot> =>
  fc
    .record({
      hosts: fc.array(hostDraft, { minLength: 2, maxLength: 5 }),
      leases: fc.array(leaseDraft, { minLength: 1, maxLength: 9 }),
      grouped: fc.option(fc.constantFrom('AFFINED' as const, 'ANTI_AFFINED' as const), { nil: null }),
      unexplainedCores: fc.constantFrom(0, 0, 0, 1),
    })
    .map(({ hosts, leases, grouped, unexplainedCores }) => build(hosts, leases, grouped, unexplainedCores));

const minutes = (amount: number): number => amount * 60;

/** A random policy over the same hosts: short slots, maintenance, rules, budgets and every way to disturb. */
export const anyPolicy = (): fc.Arbitrary<Policy> =>
  fc
    .record({
      slotSeconds: fc.constantFrom(300, 420, 600),
      slots: fc.integer({ min: 3, max: 10 }),
      preemption: fc.constantFrom('none' as const, 'stop' as const, 'undeploy' as const, 'suspend-overcommit' as const),
      when: fc.constantFrom('just-in-time' as const, 'any' as const),
      migration: fc.constantFrom('none' as const, 'live' as const, 'cold' as const),
      moveWhen: fc.constantFrom('now' as const, 'any' as const),
      maintained: fc.option(fc.constantFrom('0', '1', 'host-0'), { nil: null, freq: 2 }),
      maintenanceMinutes: fc.tuple(fc.integer({ min: -5, max: 40 }), fc.integer({ min: 1, max: 40 })),
      rules: fc.array(anyRule(), { maxLength: 2 }),
      shape: fc.constantFrom('none' as const, 'pack' as const, 'balance' as const),
      planHeld: fc.boolean(),
      migrations: fc.constantFrom(null, 0, 2),
      pace: fc.constantFrom('default' as const, 'default' as const, 'at-once' as const, 'slow' as const),
    })
    .map((draft) => ({
      ...DEFAULT_POLICY,
      time: { ...DEFAULT_POLICY.time, slotSeconds: draft.slotSeconds, horizonSeconds: draft.slotSeconds * draft.slots },
      preemption: { operation: draft.preemption, minimumBenefit: 60, when: draft.when },
      migration: { operation: draft.migration, minimumBenefit: 60, when: draft.moveWhen },
      maintenance: draft.maintained === null ? [] : [maintenanceOf(draft.maintained, draft.maintenanceMinutes)],
      rules: draft.rules,
      shape: draft.shape,
      planHeld: draft.planHeld,
      budgets: { ...DEFAULT_POLICY.budgets, migrations: draft.migrations },
      overheads: { ...DEFAULT_POLICY.overheads, ...PACES[draft.pace] },
    }));

/** Clouds where everything is done within the second, as learned from dummy hypervisors, and slow ones. */
const PACES: Readonly<Record<'default' | 'at-once' | 'slow', Partial<Policy['overheads']>>> = {
  default: {},
  'at-once': {
    bootSeconds: 0,
    shutdownSeconds: 0,
    saveSeconds: 0,
    saveMibPerSecond: 1e9,
    resumeSeconds: 0,
    resumeMibPerSecond: 1e9,
    liveMigrationSeconds: 0,
    liveMigrationMibPerSecond: 1e9,
  },
  slow: { bootSeconds: 200, shutdownSeconds: 900, saveMibPerSecond: 10, resumeMibPerSecond: 20 },
};

const maintenanceOf = (name: string, [start, length]: readonly [number, number]): Policy['maintenance'][number] => ({
  host: name,
  from: NOW + minutes(start),
  until: NOW + minutes(start + length),
});

const anyRule = (): fc.Arbitrary<PolicyRule> =>
  fc
    .record({
      kind: fc.constantFrom('apart' as const, 'together' as const, 'spread' as const, 'pool' as const),
      strength: fc.constantFrom('must' as const, 'prefer' as const),
      vms: fc.constantFrom('vm-1?', 'vm-*', 'vm-[12]0', 'nothing'),
      limit: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ kind, limit, ...rule }) => {
      const common = { ...rule, name: `${kind} ${rule.vms}` };
      if (kind === 'spread') return { ...common, kind, atMost: limit };
      if (kind === 'pool') return { ...common, kind, limit, amount: 1 };
      return { ...common, kind };
    });

function build(
  hosts: readonly HostDraft[],
  leases: readonly LeaseDraft[],
  grouped: 'AFFINED' | 'ANTI_AFFINED' | null,
  unexplainedCores: number,
): Snapshot {
  const free = hosts.map(({ cores }) => cores - unexplainedCores);
  const alsoOn: Record<number, number> = {};
  const made = leases.map((draft, index) => buildLease(draft, index, free, alsoOn));
  const vms = made.flatMap((each) => each.vms);
  const members = vms.filter((_, index) => index % 2 === 0).map(({ id }) => id);
  const role = { name: 'all', policy: grouped ?? 'NONE', vms: members } as const;
  return cloud({
    hosts: hosts.map(({ cores, state }, id) =>
      host(id, { state, capacity: { cpuCentis: cores * 100, memoryMib: cores * 4096 } }),
    ),
    vms,
    leases: made.map((each) => each.lease),
    vmGroups: grouped === null || members.length < 2 ? [] : [vmGroup(0, [role])],
    alsoOn,
    unexplained: { cpuCentis: unexplainedCores * 100, memoryMib: unexplainedCores * 1024 },
  });
}

function buildLease(
  draft: LeaseDraft,
  index: number,
  free: number[],
  alsoOn: Record<number, number>,
): { readonly vms: readonly Vm[]; readonly lease: Lease } {
  const vms = Array.from({ length: draft.vms }, (_, member) => {
    const id = 10 * (index + 1) + member;
    const bare = vm(id, {
      submittedAt: NOW - minutes(10 + index),
      demand: { cpuCentis: draft.cores * 100, memoryMib: draft.cores * 2048 },
      priority: draft.priority,
      ...(draft.picky ? only(draft.pick, free.length) : {}),
    });
    const guest = buildVm(bare, draft, free, alsoOn);
    return guest.stay === null ? guest : { ...guest, deliveredBeforeSeconds: draft.rememberedSeconds[member] ?? 0 };
  });
  const [single] = vms;
  if (draft.terms === 'charter' && single !== undefined && vms.length === 1) return chartered(single, draft);
  const overrides = {
    terms: termsOf(draft),
    durationSeconds: draft.minutes === null ? null : minutes(draft.minutes),
    preemptible: draft.preemptible,
    weight: draft.weight,
  };
  return { vms, lease: lease(vms, overrides) };
}

/** A VM that a scheduled action ends. */
function chartered(
  guest: Vm,
  { minutes: length, pick }: LeaseDraft,
): { readonly vms: readonly Vm[]; readonly lease: Lease } {
  const ends = NOW + minutes(length ?? 7);
  const begun = guest.stay === null ? guest.submittedAt : (guest.stay.runningSince ?? guest.stay.since);
  const action = pick % 3 === 0 ? 'poweroff' : 'terminate';
  const own = { ...guest, scheduled: [{ action, at: ends, repeats: false, done: false }] };
  return { vms: [own], lease: lease([own], { declaredBy: 'charter', durationSeconds: ends - begun }) };
}

/** Its requirements, and what they match: two neighbouring hosts. */
function only(pick: number, hostCount: number): Pick<Vm, 'requirements' | 'hosts'> {
  const ids = [...new Set([pick % hostCount, (pick + 1) % hostCount])].sort((a, b) => a - b);
  const hosts: readonly HostId[] = ids.map(hostId);
  return { requirements: ids.map((id) => `(ID = ${id})`).join(' | '), hosts };
}

function termsOf({ terms, offsetMinutes }: LeaseDraft): Terms {
  const moment = NOW + minutes(offsetMinutes);
  switch (terms) {
    case 'best-effort':
    case 'charter':
      return { kind: 'best-effort', notBefore: null };
    case 'later':
      return { kind: 'best-effort', notBefore: moment };
    case 'immediate':
      return { kind: 'immediate' };
    case 'reservation':
      return { kind: 'advance-reservation', startAt: moment };
    case 'deadline':
      return { kind: 'deadline', notBefore: null, finishBy: moment + minutes(30) };
  }
}

function buildVm(bare: Vm, draft: LeaseDraft, free: number[], alsoOn: Record<number, number>): Vm {
  const holds = !['waiting', 'held', 'stopped', 'locked'].includes(draft.phase);
  const place = free.findIndex((_, index) => fitsAt(free, (index + draft.pick) % free.length, draft));
  const onHost = place === -1 ? draft.pick % free.length : (place + draft.pick) % free.length;
  if (holds && place === -1) return bare;
  if (holds) free[onHost] = (free[onHost] as number) - draft.cores;
  if (draft.phase === 'migrating' || draft.phase === 'moving-cold') alsoOn[bare.id] = (onHost + 1) % free.length;
  const since = NOW - minutes(5 + (draft.pick % 30));
  switch (draft.phase) {
    case 'waiting':
      return bare;
    case 'held':
      return { ...bare, state: 2 };
    case 'locked':
      return { ...bare, lock: 1 };
    case 'running':
      return running(bare, onHost, since);
    case 'resched':
      return { ...running(bare, onHost, since), resched: true };
    case 'suspended':
      return suspended(bare, onHost, since, NOW - 60);
    case 'stopped':
      return stopped(bare, onHost, since, NOW - 60);
    case 'powered-off':
      return { ...suspended(bare, onHost, since, NOW - 60), state: 8 };
    case 'failed':
      return at(bare, onHost, { state: 3, lcmState: 36 });
    case 'unknown':
      return { ...running(bare, onHost, since), lcmState: 16 };
    case 'booting':
      return at(bare, onHost, { state: 3, lcmState: 2 });
    case 'leaving':
      return at(bare, onHost, { state: 3, lcmState: 12 }, { runningSince: since });
    case 'saving':
      return at(bare, onHost, { state: 3, lcmState: 5 }, { runningSince: since, action: 9 });
    case 'migrating':
      return at(bare, onHost, { state: 3, lcmState: 4 }, { runningSince: since, action: 2 });
    case 'moving-cold':
      return at(bare, onHost, { state: 3, lcmState: 7 }, { runningSince: since, action: 1 });
    case 'undeploying':
      return at(bare, onHost, { state: 3, lcmState: 29 }, { runningSince: since, action: 5 });
    case 'gone-but-listed': {
      alsoOn[bare.id] = onHost;
      return at(bare, onHost, { state: 9, lcmState: 0 }, { runningSince: since, runningUntil: NOW - 1, action: 5 });
    }
  }
}

const fitsAt = (free: readonly number[], index: number, draft: LeaseDraft): boolean =>
  draft.squeezed || (free[index] ?? 0) >= draft.cores;
