import assert from 'node:assert/strict';
import test from 'node:test';
import type { Lease } from '../../src/domain/lease.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { cloud, lease, NOW, stopped, vm } from '../support/cloud.ts';

/** Five-minute slots for an hour: 12 of them, and boot 30 s, shutdown 10 s. */
const HOUR = { ...DEFAULT_POLICY, time: { ...DEFAULT_POLICY.time, horizonSeconds: 3_600 } };

const cases: readonly {
  readonly title: string;
  readonly terms: Lease['terms'];
  readonly durationSeconds?: number | null;
  readonly window?: readonly [number, number];
  readonly code?: string;
  readonly says?: RegExp;
}[] = [
  { title: 'best effort starts in any slot', terms: { kind: 'best-effort', notBefore: null }, window: [0, 11] },
  { title: 'not before rounds up to a slot', terms: { kind: 'best-effort', notBefore: NOW + 301 }, window: [2, 11] },
  { title: 'not before in the past is now', terms: { kind: 'best-effort', notBefore: NOW - 301 }, window: [0, 11] },
  {
    title: 'not before beyond the horizon is planned later',
    terms: { kind: 'best-effort', notBefore: NOW + 3_600 },
    window: [1, 0],
    code: 'NotInHorizon',
    says: /may not start before .* beyond the horizon/,
  },
  { title: 'immediate starts now or never', terms: { kind: 'immediate' }, window: [0, 0] },
  {
    title: 'a reservation starts in the slot that begins exactly then',
    terms: { kind: 'advance-reservation', startAt: NOW + 1_234 },
    window: [5, 5],
  },
  {
    title: 'a reservation may run on beyond the horizon',
    terms: { kind: 'advance-reservation', startAt: NOW + 3_599 },
    window: [12, 12],
  },
  { title: 'a reservation may start now', terms: { kind: 'advance-reservation', startAt: NOW }, window: [0, 0] },
  {
    title: 'a reservation of the past is refused',
    terms: { kind: 'advance-reservation', startAt: NOW - 1 },
    code: 'WindowPassed',
    says: /which is past: submit it again with a later START/,
  },
  {
    title: 'a reservation beyond the horizon is planned later',
    terms: { kind: 'advance-reservation', startAt: NOW + 3_600 },
    window: [1, 0],
    code: 'NotInHorizon',
  },
  {
    title: 'a deadline counts boot, work and shutdown, and rounds down',
    terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 1_000 + 640 + 199 },
    window: [0, 3],
  },
  {
    title: 'a deadline that is met to the second is met',
    terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 640 },
    window: [0, 0],
  },
  {
    title: 'a deadline that is missed by a second is refused, with by how much',
    terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 639 },
    code: 'WindowPassed',
    says: /would miss its deadline .* by 1 s even if started at once: it needs 11 min with boot and shutdown/,
  },
  {
    title: 'a deadline counts from what it may not start before',
    terms: { kind: 'deadline', notBefore: NOW + 1_000, finishBy: NOW + 1_600 },
    code: 'WindowPassed',
    says: /by 40 s even if started at .*, the earliest it may/,
  },
  {
    title: 'a deadline that leaves one moment has a slot that begins then',
    terms: { kind: 'deadline', notBefore: NOW + 1_000, finishBy: NOW + 1_640 },
    window: [4, 4],
  },
  {
    title: 'a deadline without an end is refused',
    terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 1_640 },
    durationSeconds: null,
    code: 'WindowPassed',
    says: /give it a DURATION/,
  },
  {
    title: 'a deadline beyond the horizon starts in any slot',
    terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 9_000 },
    window: [0, 11],
  },
];

for (const { title, terms, durationSeconds = 600, window, code, says } of cases) {
  test(title, () => {
    const snapshot = cloud({ vms: [vm(1)], leases: [lease([vm(1)], { terms, durationSeconds })] });
    const { problem, verdicts } = formulate(snapshot, HOUR, []);
    const windows = problem.jobs.map((job) => job.kind === 'waiting' && [job.earliest, job.latest]);
    assert.deepEqual(windows, window === undefined ? [] : [window]);
    assert.deepEqual(
      verdicts.map((verdict) => verdict.code),
      code === undefined ? [] : [code],
    );
    if (says !== undefined) assert.match(verdicts[0]?.message ?? '', says);
  });
}

test('what is left of a reservation that was stopped starts as soon as it can', () => {
  const guest = stopped(vm(1), 0, NOW - 500, NOW - 200);
  const terms = { kind: 'advance-reservation', startAt: NOW - 530 } as const;
  const snapshot = cloud({
    vms: [guest],
    leases: [lease([guest], { terms, durationSeconds: 600, preemptible: true })],
  });
  const [job] = formulate(snapshot, HOUR, []).problem.jobs;
  assert.ok(job?.kind === 'waiting');
  assert.deepEqual([job.earliest, job.latest], [0, 11]);
  const restore = 10 + Math.ceil(4_096 / 100);
  assert.equal(job.occupiedSeconds, restore + 300 + 10);
});

const charter = (at: number) => {
  const guest = vm(1, { scheduled: [{ action: 'terminate', at, repeats: false, done: false }] });
  const own = lease([guest], { declaredBy: 'charter', durationSeconds: at - guest.submittedAt });
  return formulate(cloud({ vms: [guest], leases: [own] }), HOUR, []);
};

test('a charter starts in time before its scheduled end, and holds its room until it is shut down', () => {
  const [job] = charter(NOW + 631).problem.jobs;
  assert.ok(job?.kind === 'waiting');
  assert.deepEqual([job.earliest, job.latest, job.occupiedSeconds], [0, 2, 631 + HOUR.overheads.shutdownSeconds]);
});

test('a charter that would be ended while it boots is refused', () => {
  const { problem, verdicts } = charter(NOW + 30);
  assert.deepEqual(problem.jobs, []);
  assert.match(verdicts[0]?.message ?? '', /schedule that later/);
});

test('edges stand at the start and end of reservations, at deadlines and at maintenance', () => {
  const reserved = { terms: { kind: 'advance-reservation', startAt: NOW + 100 }, durationSeconds: 300 } as const;
  const snapshot = cloud({ vms: [vm(1)], leases: [lease([vm(1)], reserved)] });
  const maintenance = [{ host: 'host-1', from: NOW + 50, until: NOW + 99_999 }];
  const { edges } = formulate(snapshot, { ...HOUR, maintenance }, []).problem;
  assert.deepEqual(
    edges.slice(0, 6).map((edge) => edge - NOW),
    [0, 50, 100, 300, 440, 600],
  );
  assert.equal(edges.at(-1), NOW + 3_600);
});

test('when there are too many exact moments, the later reservations wait for a later epoch', () => {
  const vms = Array.from({ length: 100 }, (_, index) => vm(index + 1));
  const leases = vms.map((each, index) =>
    lease([each], { terms: { kind: 'advance-reservation', startAt: NOW + 1_001 + 2 * index }, durationSeconds: 60 }),
  );
  const { problem, verdicts } = formulate(cloud({ vms, leases }), HOUR, []);
  assert.equal(problem.edges.length, 13 + 96);
  assert.deepEqual(
    verdicts.map(({ about }) => about.id),
    ['vm-97', 'vm-98', 'vm-99', 'vm-100'],
  );
});

const promises = [
  { title: 'a promised start is kept in its slot', startAt: NOW + 450, window: [2, 2] },
  { title: 'a start promised for long after is no promise yet', startAt: NOW + 901, window: [0, 11] },
  { title: 'a promise of the past binds no more', startAt: NOW - 1, window: [0, 11] },
];

for (const { title, startAt, window } of promises) {
  test(title, () => {
    const own = lease([vm(1)], { durationSeconds: 600 });
    const { problem } = formulate(cloud({ vms: [vm(1)], leases: [own] }), HOUR, [{ lease: own.id, startAt }]);
    const [job] = problem.jobs;
    assert.ok(job?.kind === 'waiting');
    assert.deepEqual([job.earliest, job.latest], window);
    assert.equal(job.idealSecond, NOW, 'waiting for it still costs');
  });
}
