import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { Answer } from '../support/oned/core/answer.ts';
import { lastStay } from '../support/oned/core/model.ts';
import { lcmName, stateName } from '../support/oned/core/states.ts';
import { shared, unlessShared } from '../support/shared.ts';
import { type BenchCloud, benchCloud } from './bench-cloud.ts';
import { RECORDED_CLOUD } from './recorded-cloud.ts';

const TIMELINE = 'opennebula/7.4/timeline/one-vm-all-actions.json';

/** One step of the recorded life of a VM. */
interface Recorded {
  readonly action: string;
  readonly events: readonly (readonly [number, string])[];
  readonly final: string;
  readonly hid: string | null;
}

const steps: readonly Recorded[] = existsSync(shared(TIMELINE))
  ? (JSON.parse(readFileSync(shared(TIMELINE), 'utf8')) as { steps: readonly Recorded[] }).steps
  : [];

/** What each recorded action asks for; where to, as it was recorded. */
function ask(bench: BenchCloud, { action, hid }: Recorded): Answer<number> {
  const host = Number(hid);
  if (action.startsWith('deploy')) return bench.deploy(host);
  if (action === 'migrate --live') return bench.migrate(host, 'live');
  if (action === 'migrate --poff') return bench.migrate(host, 'poweroff');
  if (action === 'migrate --poff-hard') return bench.migrate(host, 'poweroff-hard');
  if (action === 'migrate DS only') return bench.migrate(host, 'save', 102);
  if (action.startsWith('migrate')) return bench.migrate(host, 'save', lastStay(bench.vm)?.datastore);
  if (action === 'recover --recreate') return bench.recover('recreate');
  return bench.act(action.replace(/ \(.*\)/, ''));
}

/** How far a moment may be from the recorded one, seconds: the recording says that two busy cores made it. */
const TOLERANCE_SECONDS = 0.4;

test('every action leads through the recorded states, about as fast', { skip: unlessShared(TIMELINE) }, () => {
  const seen: [number, string][] = [];
  const bench = benchCloud(({ kind, ...news }) => {
    if (kind !== 'vm-state' || !('vm' in news)) return;
    const { state, lcmState } = news.vm;
    seen.push([0, state === 3 ? `ACTIVE/${lcmName(lcmState)}` : stateName(state)]);
  }, RECORDED_CLOUD);
  assert.ok(steps.length >= 35);
  for (const step of steps) {
    seen.length = 0;
    const from = bench.now();
    assert.equal(ask(bench, step).kind, 'ok', step.action);
    bench.pass(3);
    assert.deepEqual(
      seen.map(([, phase]) => phase),
      step.events.map(([, phase]) => phase),
      step.action,
    );
    const phases = bench.cloud.audit.phases.filter(({ at }) => at >= from);
    for (const [place, [moment]] of step.events.entries()) {
      const ours = (phases[place]?.at ?? 0) - from;
      assert.ok(Math.abs(ours - moment) <= TOLERANCE_SECONDS, `${step.action}: ${ours} s is not about ${moment} s`);
    }
    assert.equal(`${bench.vm.state}/${bench.vm.lcmState}`, step.final, step.action);
    assert.equal(String(lastStay(bench.vm)?.host), step.hid, step.action);
  }
});

test('room is held and freed as OpenNebula counts it', () => {
  const bench = benchCloud();
  const held = () => [...bench.cloud.hosts.values()].filter(({ vms }) => vms.size > 0).map(({ id }) => id);
  const after = (ask: () => Answer<number>, seconds = 2): readonly number[] => {
    assert.equal(ask().kind, 'ok');
    bench.pass(seconds);
    return held();
  };
  assert.deepEqual(
    after(() => bench.deploy(0)),
    [0],
  );
  assert.deepEqual(
    after(() => bench.migrate(1, 'live'), 0.06),
    [0, 1],
    'both hosts hold it while it moves',
  );
  bench.pass(2);
  assert.deepEqual(held(), [1]);
  assert.deepEqual(
    after(() => bench.act('suspend')),
    [1],
  );
  assert.deepEqual(
    after(() => bench.act('resume')),
    [1],
  );
  assert.deepEqual(
    after(() => bench.act('poweroff')),
    [1],
  );
  assert.deepEqual(
    after(() => bench.act('resume')),
    [1],
  );
  assert.deepEqual(
    after(() => bench.act('stop')),
    [],
  );
  assert.deepEqual(
    after(() => bench.deploy(2)),
    [2],
  );
  assert.deepEqual(
    after(() => bench.act('undeploy')),
    [],
  );
  assert.deepEqual(
    after(() => bench.deploy(3)),
    [3],
  );
  assert.deepEqual(
    after(() => bench.act('terminate')),
    [],
  );
});

test('a second action before the first is seen is accepted and lost', () => {
  const bench = benchCloud();
  bench.deploy(0);
  bench.pass(2);
  assert.equal(bench.act('suspend').kind, 'ok');
  assert.equal(bench.act('terminate').kind, 'ok');
  bench.pass(2);
  assert.equal(stateName(bench.vm.state), 'SUSPENDED');
});

test('a run is from RUNNING until what ends it, and goes on through a live migration', () => {
  const bench = benchCloud();
  bench.deploy(0);
  bench.pass(10);
  bench.migrate(1, 'live');
  bench.pass(10);
  bench.act('stop');
  bench.pass(10);
  const [here, there, ...more] = bench.cloud.audit.runs;
  assert.deepEqual([here?.host, there?.host, more.length], [0, 1, 0]);
  assert.equal(here?.until, there?.from);
  assert.ok(Math.abs((there?.until ?? 0) - (here?.from ?? 0) - 20) < 0.5);
});
