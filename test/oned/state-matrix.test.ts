import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { Answer } from '../support/oned/core/answer.ts';
import { phaseOf } from '../support/oned/core/states.ts';
import { shared, unlessShared } from '../support/shared.ts';
import { type BenchCloud, benchCloud } from './bench-cloud.ts';

const MATRIX = 'opennebula/7.4/refusals/state-matrix.jsonl';

/** One cell of the recorded matrix. */
interface Cell {
  readonly state: string;
  readonly before: readonly [number, number];
  readonly action: string;
  readonly cmd: string;
  readonly exit_code: number;
  readonly stderr: string;
  readonly after: readonly [number, number];
}

const cells: readonly Cell[] = existsSync(shared(MATRIX))
  ? readFileSync(shared(MATRIX), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Cell)
  : [];

/** How a pending VM is brought into each recorded state. */
const WAYS: Readonly<Record<string, (bench: BenchCloud) => void>> = {
  PENDING: () => undefined,
  HOLD: (bench) => settled(bench, () => bench.act('hold')),
  RUNNING: (bench) => settled(bench, () => bench.deploy(0)),
  STOPPED: (bench) => after(bench, 'RUNNING', () => bench.act('stop')),
  SUSPENDED: (bench) => after(bench, 'RUNNING', () => bench.act('suspend')),
  POWEROFF: (bench) => after(bench, 'RUNNING', () => bench.act('poweroff')),
  UNDEPLOYED: (bench) => after(bench, 'RUNNING', () => bench.act('undeploy')),
  DONE: (bench) => settled(bench, () => bench.act('terminate')),
  BOOT_FAILURE: (bench) => failing(bench, 'boot', () => settled(bench, () => bench.deploy(0))),
  BOOT_MIGRATE_FAILURE: (bench) =>
    failing(bench, 'restore', () => after(bench, 'RUNNING', () => bench.migrate(1, 'save'))),
  BOOT_STOPPED_FAILURE: (bench) => failing(bench, 'restore', () => after(bench, 'STOPPED', () => bench.deploy(0))),
  BOOT: (bench) => hanging(bench, 'boot', () => settled(bench, () => bench.deploy(0))),
  MIGRATE: (bench) => hanging(bench, 'migrate', () => after(bench, 'RUNNING', () => bench.migrate(1, 'live'))),
  SAVE_SUSPEND: (bench) => hanging(bench, 'save', () => after(bench, 'RUNNING', () => bench.act('suspend'))),
  SAVE_STOP: (bench) => hanging(bench, 'save', () => after(bench, 'RUNNING', () => bench.act('stop'))),
  SAVE_MIGRATE: (bench) => hanging(bench, 'save', () => after(bench, 'RUNNING', () => bench.migrate(1, 'save'))),
  SHUTDOWN_POWEROFF: (bench) => hanging(bench, 'shutdown', () => after(bench, 'RUNNING', () => bench.act('poweroff'))),
  SHUTDOWN_UNDEPLOY: (bench) => hanging(bench, 'shutdown', () => after(bench, 'RUNNING', () => bench.act('undeploy'))),
  SHUTDOWN: (bench) => hanging(bench, 'shutdown', () => after(bench, 'RUNNING', () => bench.act('terminate'))),
};

function settled(bench: BenchCloud, ask: () => Answer<number>): void {
  assert.equal(ask().kind, 'ok');
  bench.pass(5);
}

function after(bench: BenchCloud, state: string, ask: () => Answer<number>): void {
  WAYS[state]?.(bench);
  settled(bench, ask);
}

type Driver = Parameters<BenchCloud['drivers']>[0];

function failing(bench: BenchCloud, driver: Driver, way: () => void): void {
  bench.drivers(driver, 'fail');
  way();
  bench.drivers(driver, 'well');
}

function hanging(bench: BenchCloud, driver: Driver, way: () => void): void {
  bench.drivers(driver, 'hang');
  way();
  bench.drivers(driver, 'well');
}

/** What each recorded command asks for. */
function ask(bench: BenchCloud, action: string): Answer<number> {
  const recovery = /^recover --(success|failure|retry|recreate)$/.exec(action)?.[1];
  if (recovery !== undefined) return bench.recover(recovery as 'success' | 'failure' | 'retry' | 'recreate');
  if (action === 'deploy') return bench.deploy(2);
  if (action === 'migrate') return bench.migrate(2, 'save');
  if (action === 'migrate --live') return bench.migrate(2, 'live');
  if (action === 'migrate --poff') return bench.migrate(2, 'poweroff');
  return bench.act(action.replace(' --hard', '-hard'));
}

const METHODS: Readonly<Record<string, string>> = { deploy: 'deploy', migrate: 'migrate', recover: 'recover' };

const states = cells.length === 0 ? ['each state'] : [...new Set(cells.map((cell) => cell.state))];
for (const state of states) {
  test(`every action on a VM in ${state} is answered as a real oned did`, { skip: unlessShared(MATRIX) }, () => {
    for (const cell of cells.filter((one) => one.state === state)) {
      const bench = benchCloud();
      WAYS[state]?.(bench);
      assert.deepEqual([bench.vm.state, bench.vm.lcmState], cell.before, `${state} is reached`);
      const answer = ask(bench, cell.action);
      bench.pass(1);
      const method = METHODS[cell.action.split(' ')[0] ?? ''] ?? 'action';
      const said = answer.kind === 'ok' ? '' : `[one.vm.${method}] ${answer.message}\n`;
      const expected = cell.stderr.replace(/ VM \d+/, ` VM ${bench.vm.id}`);
      assert.equal(said, expected, `${cell.action} in ${state}`);
      assert.deepEqual(
        [bench.vm.state, bench.vm.lcmState],
        cell.after,
        `${cell.action} in ${state}, now ${phaseOf(bench.vm)}`,
      );
    }
  });
}
