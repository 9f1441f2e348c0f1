import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunRecord } from '../../../src/domain/run-record.ts';
import { DEFAULT_WORKLOAD_OPTIONS } from '../../../src/read/workload/options.ts';
import { readWorkload } from '../../../src/read/workload/read.ts';
import { NO_OVERHEADS } from '../../../src/simulate/options.ts';
import { policyNamed } from '../../../src/simulate/policies/registry.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { shared, unlessShared } from '../../support/shared.ts';
import { hostsOf, request, workloadOf } from '../../support/workload.ts';

const SLOW = { ...NO_OVERHEADS, saveMibPerSecond: 32, resumeMibPerSecond: 32 };

const runsOf = ({ leases }: RunRecord, id: number) =>
  leases
    .find((lease) => lease.id === String(id))
    ?.runs.map(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds]);

const long = request(1, { nodes: 4, durationSeconds: 36_000 });

const stories = [
  {
    title: 'a short lease has a long one paused when something happens and it is four times as far behind',
    requests: [long, request(2, { submitSeconds: 100, durationSeconds: 600 }), request(3, { submitSeconds: 1_300 })],
    runs: { 2: 1_332 },
  },
  {
    title: 'a lease that is not far behind has nobody paused',
    requests: [
      request(1, { nodes: 4, durationSeconds: 3_600 }),
      request(2, { submitSeconds: 100, durationSeconds: 3_000 }),
    ],
    runs: { 1: 0, 2: 3_600 },
  },
  {
    title: 'a lease that must not be paused is not',
    requests: [{ ...long, preemptible: false }, request(2, { submitSeconds: 100, durationSeconds: 60 })],
    runs: { 1: 0, 2: 36_000 },
  },
] as const;

for (const { title, requests, runs } of stories) {
  test(title, async () => {
    const record = await simulate(workloadOf(requests), policyNamed('slowdown'), { overheads: SLOW });
    assert.deepEqual([record.broken, record.violations], [[], []]);
    assert.ok(record.leases.every(({ outcome }) => outcome === 'done'));
    for (const [id, from] of Object.entries(runs)) assert.equal(runsOf(record, Number(id))?.[0]?.[0], from);
  });
}

/** Blue Horizon; tuned Haizea waits 485, 766 and 1,499 s and ends at 405,828, 406,048 and 430,618 s: a third less, no later. */
const SETS = [
  { share: 10, reservations: 14, most: { wait: 323, end: 405_828 } },
  { share: 20, reservations: 28, most: { wait: 510, end: 406_048 } },
  { share: 30, reservations: 42, most: { wait: 999, end: 430_618 } },
];
const [BASE, INJECTED] = ['haizea-traces/blue-horizon/1000requests.swf', 'haizea-traces/blue-horizon/inject-30days'];

for (const { share, reservations, most } of SETS) {
  test(`951 requests and ${share} % reservations on 144 hosts: all are accepted, waits are short`, {
    skip: unlessShared(BASE),
  }, async () => {
    const workload = await readWorkload(shared(BASE), {
      ...DEFAULT_WORKLOAD_OPTIONS,
      overruns: 'cap',
      procsPerNode: 1,
      inject: shared(`${INJECTED}/work_${share}-dur_3h-size_2medium.lwf`),
      injectUntilSeconds: 367_285,
    });
    const overheads = { ...NO_OVERHEADS, saveMibPerSecond: 50, resumeMibPerSecond: 50, migrationMibPerSecond: 11.92 };
    const record = await simulate(workload, policyNamed('slowdown'), { hosts: hostsOf(144), overheads });
    assert.deepEqual([record.broken, record.violations], [[], []]);
    const done = record.leases.filter(({ outcome }) => outcome === 'done');
    assert.equal(done.filter(({ kind }) => kind === 'advance-reservation').length, reservations);
    const free = done.filter(({ kind }) => kind === 'best-effort');
    const waits = free.map(({ startSeconds, submitSeconds }) => (startSeconds ?? 0) - submitSeconds);
    const wait = waits.reduce((sum, each) => sum + each, 0) / waits.length;
    const end = Math.max(...free.map(({ endSeconds }) => endSeconds ?? 0));
    assert.ok(free.length === 951 && wait <= most.wait && end <= most.end, `wait ${wait} s, end ${end} s`);
  });
}
