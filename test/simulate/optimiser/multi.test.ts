import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import type { RunRecord } from '../../../src/domain/run-record.ts';
import { DEFAULT_WORKLOAD_OPTIONS } from '../../../src/read/workload/options.ts';
import { readWorkload } from '../../../src/read/workload/read.ts';
import { optimiserSettings } from '../../../src/simulate/optimiser/named.ts';
import { optimiserPolicy } from '../../../src/simulate/optimiser/optimiser.ts';
import { NO_OVERHEADS } from '../../../src/simulate/options.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { shared, unlessShared } from '../../support/shared.ts';
import { hostsOf } from '../../support/workload.ts';

const [BASE, INJECTED] = ['haizea-traces/multi/withprematureend.lwf', 'haizea-traces/multi/inj1.lwf'];

/** Haizea 1.1 at its best for either, never both: last end 39,342 s, mean wait 1,743 s; 33 suspensions as it comes. */
const cases = [
  { name: 'optimiser', says: 'waits are short', most: { lastEnd: 43_000, meanWait: 2_355 } },
  { name: 'optimiser:wait:width=1:age=1800', says: 'all is over early', most: { lastEnd: 39_342, meanWait: 2_813 } },
];

for (const { name, says, most } of cases) {
  test(`139 leases and 13 reservations on four hosts under ${name}: ${says}`, {
    skip: unlessShared(BASE),
  }, async () => {
    const options = { ...DEFAULT_WORKLOAD_OPTIONS, inject: shared(INJECTED) };
    const workload = await readWorkload(shared(BASE), options);
    const policy = optimiserPolicy(
      optimiserSettings(name),
      solverNamed('sequence', { check: checkSchedule, workers: 1 }),
    );
    const overheads = { ...NO_OVERHEADS, saveMibPerSecond: 32, resumeMibPerSecond: 32, migrationMibPerSecond: 11.92 };
    const record = await simulate(workload, policy, { hosts: hostsOf(4), overheads });
    assert.deepEqual([record.broken, record.violations], [[], []]);
    assert.ok(record.leases.every(({ outcome }) => outcome === 'done'));
    const [lastEnd, meanWait] = bestEffortOf(record);
    assert.ok(lastEnd <= most.lastEnd, `the last ends at ${lastEnd} s`);
    assert.ok(meanWait <= most.meanWait, `the mean wait is ${meanWait} s`);
    assert.ok(record.leases.reduce((sum, { suspensions }) => sum + suspensions, 0) < 33);
  });
}

function bestEffortOf({ leases }: RunRecord): readonly [lastEnd: number, meanWait: number] {
  const all = leases.filter(({ kind }) => kind === 'best-effort');
  const waits = all.map(({ startSeconds, submitSeconds }) => (startSeconds ?? 0) - submitSeconds);
  return [
    Math.max(...all.map(({ endSeconds }) => endSeconds ?? 0)),
    waits.reduce((sum, wait) => sum + wait, 0) / waits.length,
  ];
}
