import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import type { RunRecord } from '../../../src/domain/run-record.ts';
import { DEFAULT_WORKLOAD_OPTIONS } from '../../../src/read/workload/options.ts';
import { readWorkload } from '../../../src/read/workload/read.ts';
import { optimiserSettings } from '../../../src/simulate/optimiser/named.ts';
import { optimiserPolicy } from '../../../src/simulate/optimiser/optimiser.ts';
import type { Overheads } from '../../../src/simulate/policy.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { shared, unlessShared } from '../../support/shared.ts';

/*
 * Haizea's own small workloads under the model in `acceptance.json`. The table of what comes out stands in this folder's
 * README.
 */

interface Case {
  readonly case: string;
  readonly file: string;
  readonly must_complete: readonly number[];
  readonly must_reject: readonly number[];
  readonly best_known_makespan_s: number | null;
  readonly haizea_1_1_makespan_s: number | null;
  readonly profile?: string;
}

const TABLE = 'haizea-traces/acceptance.json';
const cases: readonly Case[] = existsSync(shared(TABLE)) ? JSON.parse(readFileSync(shared(TABLE), 'utf8')).cases : [];

/** 100 Mbit/s, in MiB. */
const MIGRATION = 100_000_000 / 8 / 1_048_576;
const OVERHEADS: Overheads = {
  bootSeconds: 0,
  shutdownSeconds: 0,
  saveMibPerSecond: 32,
  resumeMibPerSecond: 32,
  migrationMibPerSecond: MIGRATION,
  serialPerHost: true,
  transferMibPerSecond: null,
};

test('the cases of Haizea are beside this checkout', { skip: unlessShared(TABLE) }, () => {
  assert.equal(cases.length, 27);
});

for (const each of cases) {
  test(`Haizea's case ${each.case}: everything promised is kept, in the best time known`, async () => {
    const workload = await readWorkload(shared(`haizea-traces/${each.file}`), DEFAULT_WORKLOAD_OPTIONS);
    const price = each.profile === undefined ? 0.1 : 1;
    const solver = solverNamed('sequence', { check: checkSchedule, workers: 1 });
    const policy = optimiserPolicy(optimiserSettings(`optimiser:price=${price}`), solver);
    const record = await simulate(workload, policy, { overheads: OVERHEADS });
    assert.deepEqual(idsThatAre(record, 'done'), each.must_complete);
    assert.deepEqual(idsThatAre(record, 'rejected'), each.must_reject);
    assert.ok(makespanOf(record) <= (each.best_known_makespan_s ?? 0), `it took ${makespanOf(record)} s`);
    assert.deepEqual([record.broken, record.refused, record.violations], [[], [], []]);
    for (const lease of record.leases) assertKept(lease);
  });
}

const idsThatAre = ({ leases }: RunRecord, outcome: string): readonly number[] =>
  leases.filter((lease) => lease.outcome === outcome).map(({ id }) => Number(id));

const makespanOf = ({ leases }: RunRecord): number => Math.max(0, ...leases.map(({ endSeconds }) => endSeconds ?? 0));

/** The lines `always` of the model, as far as they are about one lease. */
function assertKept(lease: RunRecord['leases'][number]): void {
  if (lease.outcome !== 'done') return;
  assert.equal(lease.deliveredSeconds, lease.realSeconds ?? lease.durationSeconds);
  if (lease.terms.kind === 'advance-reservation') {
    assert.equal(lease.runs.length, 1);
    assert.equal(lease.runs[0]?.fromSeconds, lease.terms.startAt);
  }
  if (lease.terms.kind === 'deadline') assert.ok((lease.endSeconds ?? 0) <= lease.terms.finishBy);
}
