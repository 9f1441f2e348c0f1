import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { after, conditionOf } from '../../src/check/plan/condition.ts';
import type { Operation } from '../../src/domain/plan.ts';
import { vm } from '../support/cloud.ts';

const RECORDING = '../shared/opennebula/7.4/refusals/state-matrix.jsonl';
const skip = existsSync(RECORDING) ? false : `${RECORDING} is not there`;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  deploy: 'deploy',
  resume: 'resume',
  suspend: 'suspend',
  stop: 'stop',
  undeploy: 'undeploy',
  terminate: 'terminate',
  poweroff: 'poweroff',
  migrate: 'migrate',
  'migrate --live': 'live-migrate',
};

/** What oned allows and no plan does: it starts nothing, is not live, or is done already. */
const USELESS: ReadonlySet<string> = new Set([
  'stopped resume',
  'undeployed resume',
  'suspended live-migrate',
  'poweroff live-migrate',
  'done terminate',
]);

const conditionIn = ([state = 0, lcmState = 0]: readonly number[]) => conditionOf(vm(1, { state, lcmState }));

test('from every steady state the same operations are legal as in OpenNebula 7.4, with the same end', { skip }, () => {
  const rows = readFileSync(RECORDING, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { before: number[]; after: number[]; action: string; exit_code: number });
  let compared = 0;
  for (const row of rows) {
    const operation = OPERATIONS[row.action];
    const from = conditionIn(row.before);
    if (operation === undefined || USELESS.has(`${from} ${operation}`)) continue;
    const refused = row.exit_code !== 0 || from === 'under-way';
    assert.equal(after(from, operation), refused ? null : conditionIn(row.after), `${operation} from ${from}`);
    compared += 1;
  }
  assert.ok(compared > 120, `${compared} rows compared`);
});
