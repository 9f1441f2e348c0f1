import assert from 'node:assert/strict';
import test from 'node:test';
import { checkPlan } from '../../src/check/plan.ts';
import { checkSchedule } from '../../src/check/schedule.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { RunningJob } from '../../src/domain/problem.ts';
import type { Vm } from '../../src/domain/vm.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { planEpoch } from '../../src/planner.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { at, cloud, host, lease, NOW, running, vm } from '../support/cloud.ts';

/** Boot 30 s, resume 20 s and memory at 1 GiB/s, save 10 s likewise, shutdown 15 s; half an hour of five-minute slots. */
const POLICY: Policy = {
  ...DEFAULT_POLICY,
  time: { ...DEFAULT_POLICY.time, slotSeconds: 300, horizonSeconds: 1_800 },
  limits: { ...DEFAULT_POLICY.limits, solver: 'search', timeLimitSeconds: 60, nodeLimit: 500 },
  overheads: {
    ...DEFAULT_POLICY.overheads,
    bootSeconds: 30,
    shutdownSeconds: 15,
    saveSeconds: 10,
    saveMibPerSecond: 1_024,
    resumeSeconds: 20,
    resumeMibPerSecond: 1_024,
    serialSaves: false,
    learn: false,
  },
};

const whole = { demand: { cpuCentis: 1_600, memoryMib: 4_096 } };
const small = host(0, { capacity: { cpuCentis: 1_600, memoryMib: 65_536 } });
const preemptible = { durationSeconds: 1_200, preemptible: true, declaredBy: 'ONEPLAN' } as const;

const jobOf = (guest: Vm, terms = {}): RunningJob => {
  const snapshot = cloud({ hosts: [small], vms: [guest], leases: [lease([guest], { ...preemptible, ...terms })] });
  const [job] = formulate(snapshot, POLICY, []).problem.jobs;
  assert(job?.kind === 'running');
  return job;
};

/** [state under way, LCM_STATE, seconds since its record began, seconds until it is expected to run]. */
const arrivals = [
  ['boots for the first time', 2, 10, 20],
  ['has its images brought', 1, 0, 30],
  ['comes back from a stop', 22, 4, 20],
  ['goes on after a suspend', 21, 0, 24],
  ['should run already', 2, 500, 1],
] as const;

for (const [what, lcmState, since, left] of arrivals) {
  test(`a VM that ${what} holds its room ${left} seconds longer than its work, and may be paused when it runs`, () => {
    const job = jobOf(at(vm(1, whole), 0, { state: 3, lcmState }, { since: NOW - since }));
    assert.equal(job.remainingSeconds, left + 1_200 + 15);
    assert.deepEqual([job.pause?.slots, job.moves], [[1], [null]]);
  });
}

test('a VM that is locked while it boots is left alone', () => {
  const guest = { ...at(vm(1, whole), 0, { state: 3, lcmState: 2 }), lock: 1 };
  const snapshot = cloud({ hosts: [small], vms: [guest], leases: [lease([guest], preemptible)] });
  assert.deepEqual(formulate(snapshot, POLICY, []).problem.jobs, []);
});

async function planned(startAt: number, lcmState: number) {
  const guest = at(vm(1, whole), 0, { state: 3, lcmState }, { since: NOW - 10 });
  const wanted = vm(2, whole);
  const booked = lease([wanted], { durationSeconds: 300, terms: { kind: 'advance-reservation', startAt } });
  const snapshot = cloud({ hosts: [small], vms: [guest, wanted], leases: [lease([guest], preemptible), booked] });
  const epoch = await planEpoch(
    {
      source: { name: 'test', read: async () => snapshot },
      solver: solverNamed('search', { check: checkSchedule, workers: 1 }),
      clock: { unixSeconds: () => 0, elapsedSeconds: () => 0 },
      events: { improved: () => undefined, fault: () => undefined },
      signal: new AbortController().signal,
      promises: [],
      last: null,
    },
    POLICY,
  );
  assert.deepEqual(epoch.violations, []);
  return { epoch, snapshot };
}

test('a reservation is accepted that needs the room of a VM which boots: that one is paused once it runs', async () => {
  const { epoch } = await planned(NOW + 900, 2);
  const stop = epoch.plan?.actions.find(({ operation }) => operation === 'stop');
  assert.ok(stop !== undefined && stop.notBefore >= NOW + 20, JSON.stringify(epoch.plan?.forecasts));
  const start = epoch.plan?.actions.find(({ id }) => id === 'deploy-2');
  assert.deepEqual([start?.notBefore, start?.dependsOn], [NOW + 900, [stop.id]]);
  assert.deepEqual(
    epoch.plan?.forecasts.map(({ outcome }) => outcome),
    ['paused', 'starts'],
  );
});

test('one that could only be met by touching it on its way is refused', async () => {
  const { epoch } = await planned(NOW + 15, 2);
  assert.deepEqual(
    epoch.plan?.forecasts.map(({ outcome }) => outcome),
    ['runs', 'refused'],
  );
});

test('an action on a VM before it is expected to run breaks in-flight', async () => {
  const { epoch, snapshot } = await planned(NOW + 900, 2);
  assert.ok(epoch.plan !== null);
  const actions = epoch.plan.actions.map((action) =>
    action.operation === 'stop' ? { ...action, notBefore: NOW } : action,
  );
  const broken = checkPlan(snapshot, POLICY, { ...epoch.plan, actions }, []);
  assert.ok(broken.some(({ rule, message }) => rule === 'in-flight' && /is in state 3\/2/.test(message)));
});

test('a VM that runs is paused from the first slot on, as before', () => {
  assert.deepEqual(jobOf(running(vm(1, whole), 0, NOW - 60)).pause?.slots, [0]);
});
