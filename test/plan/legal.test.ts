import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { vmId } from '../../src/domain/ids.ts';
import type { Operation } from '../../src/domain/plan.ts';
import { after, standingOf } from '../../src/plan/legal.ts';
import { vm } from '../support/cloud.ts';
import { shared, unlessShared } from '../support/shared.ts';

/** STATE and LCM_STATE of the rows of the recorded matrix. */
const STATES: Readonly<Record<string, readonly [number, number]>> = {
  PENDING: [1, 0],
  HOLD: [2, 0],
  RUNNING: [3, 3],
  STOPPED: [4, 0],
  SUSPENDED: [5, 0],
  POWEROFF: [8, 0],
  UNDEPLOYED: [9, 0],
  DONE: [6, 0],
  BOOT_FAILURE: [3, 36],
  BOOT_MIGRATE_FAILURE: [3, 37],
  BOOT_STOPPED_FAILURE: [3, 48],
  BOOT: [3, 2],
  MIGRATE: [3, 4],
  SAVE_SUSPEND: [3, 6],
  SAVE_STOP: [3, 5],
  SAVE_MIGRATE: [3, 7],
  SHUTDOWN_POWEROFF: [3, 18],
  SHUTDOWN_UNDEPLOY: [3, 29],
  SHUTDOWN: [3, 12],
};

/** `onevm` actions of the recorded matrix by what a plan calls them. */
const COLUMNS: Readonly<Record<Operation, string>> = {
  deploy: 'deploy',
  resume: 'resume',
  suspend: 'suspend',
  stop: 'stop',
  undeploy: 'undeploy',
  terminate: 'terminate',
  poweroff: 'poweroff',
  migrate: 'migrate',
  'live-migrate': 'migrate --live',
};

/**
 * Accepted by oned and never planned: a resume that only makes a VM PENDING, a live migration that is none, and the
 * end of a VM that is gone, or whose start has failed, which is its owner's to decide.
 */
const NEVER_PLANNED = /^(STOPPED|UNDEPLOYED) resume|^(SUSPENDED|POWEROFF) live-migrate|(_FAILURE|DONE) terminate/;

const MATRIX = 'opennebula/7.4/refusals/state-matrix.csv';

test('an operation is legal where oned was seen to accept it, and ends where it was seen to end', {
  skip: unlessShared(MATRIX),
}, () => {
  const [head = '', ...rows] = readFileSync(shared(MATRIX), 'utf8').trim().split('\n');
  const columns = head.split(',');
  let accepted = 0;
  for (const row of rows) {
    const [name = '', ...cells] = row.split(',');
    const [state, lcmState] = STATES[name] ?? assert.fail(`no state for ${name}`);
    for (const [operation, column] of Object.entries(COLUMNS) as [Operation, string][]) {
      if (NEVER_PLANNED.test(`${name} ${operation}`)) continue;
      const seen = cells[columns.indexOf(column) - 1] ?? '';
      const next = after(operation, standingOf({ ...vm(1), id: vmId(1), state, lcmState }));
      assert.equal(
        next?.toUpperCase() ?? 'refused',
        seen === 'refused' ? seen : seen.replace(/.*\//, '').replace(/\(.*/, ''),
        `${name} ${operation}`,
      );
      if (next !== null) accepted++;
    }
  }
  assert.equal(accepted, 23);
});

test('nothing is legal for a VM in transition, or gone', () => {
  const operations = Object.keys(COLUMNS) as Operation[];
  for (const [state, lcmState] of [
    [3, 2],
    [3, 36],
    [6, 0],
    [10, 0],
    [11, 0],
    [0, 0],
    [99, 0],
  ] as const) {
    const standing = standingOf({ ...vm(1), state, lcmState });
    assert.deepEqual(
      operations.filter((operation) => after(operation, standing) !== null),
      [],
      `${state}/${lcmState}`,
    );
  }
});
