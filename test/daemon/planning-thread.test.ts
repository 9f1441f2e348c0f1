import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { type PlannedEpoch, type PlanTask, type PlanWatch, plannerHere } from '../../src/daemon/planner.ts';
import { type PlanningThread, planningThread } from '../../src/daemon/planning-thread.ts';
import { lastOf } from '../../src/daemon/round.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { cloud, host, lease, NOW, running, vm } from '../support/cloud.ts';
import { quickSolver } from '../support/daemon-world.ts';

const crowd = cloud({
  hosts: [host(0), host(1)],
  vms: [running(vm(1), 0, NOW - 600), vm(2), vm(3)],
  leases: [
    lease([vm(1)], { durationSeconds: 1_800 }),
    lease([vm(2)], { durationSeconds: 600 }),
    lease([vm(3)], { durationSeconds: 900 }),
  ],
});

const taskFor = (solver: string, last: PlanTask['last'] = null): PlanTask => ({
  snapshot: crowd,
  policy: { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, solver, timeLimitSeconds: 1 } },
  promises: [],
  observed: [],
  last,
});

const patient = (parts: Partial<PlanWatch> = {}): PlanWatch => ({
  events: { improved: () => undefined, fault: () => undefined },
  search: () => new AbortController().signal,
  signal: new AbortController().signal,
  ...parts,
});

function threadIn(context: TestContext, patienceSeconds = 60): PlanningThread {
  const thread = planningThread({
    module: new URL('../support/moody-planning-worker.ts', import.meta.url),
    data: null,
    limits: { maxOldGenerationSizeMb: 128 },
    patienceSeconds,
  });
  context.after(() => thread.close());
  return thread;
}

/** Without what differs from one run to the next. */
const told = ({ epoch: { stageSeconds: _, solution, ...epoch }, snapshotHash }: PlannedEpoch) => ({
  ...epoch,
  snapshotHash,
  incumbent: 'incumbent' in solution ? solution.incumbent : null,
});

test('a thread plans what is planned here, epoch after epoch, and goes on from its last one', async (context) => {
  const thread = threadIn(context);
  const here = plannerHere(quickSolver(taskFor('conservative').policy), {
    unixSeconds: () => NOW,
    elapsedSeconds: () => 0,
  });
  const expected = await here.plan(taskFor('conservative'), patient());
  const first = await thread.plan(taskFor('conservative'), patient());
  assert.deepEqual(told(first), told(expected));
  const again = await thread.plan(taskFor('refuses', lastOf(first.epoch)), patient());
  assert.deepEqual(told(again).incumbent, told(first).incumbent, 'an unchanged problem has its answer already');
});

for (const { mood, says } of [
  { mood: 'dies', says: /the planning thread died: of a mood/ },
  { mood: 'leaves', says: /ended by itself with code 3/ },
  { mood: 'devours', says: /the planning thread died: .*memory limit/ },
]) {
  test(`a thread that ${mood} costs its epoch, and the next one is planned`, async (context) => {
    const thread = threadIn(context);
    await assert.rejects(thread.plan(taskFor(mood), patient()), says);
    const { epoch } = await thread.plan(taskFor('conservative'), patient());
    assert.deepEqual(epoch.violations, []);
  });
}

test('a thread that hangs is given up after its time, and the next one is planned', async (context) => {
  const thread = threadIn(context, 0);
  await assert.rejects(thread.plan(taskFor('hangs'), patient()), /did not end within 1 s and was given up/);
  const task = taskFor('conservative');
  const limits = { ...task.policy.limits, timeLimitSeconds: 60 };
  const { epoch } = await thread.plan({ ...task, policy: { ...task.policy, limits } }, patient());
  assert.equal(epoch.plan?.actions.length, 5);
});

test('that no plan was found is told as such', async (context) => {
  const refused = threadIn(context).plan(taskFor('refuses'), patient());
  await assert.rejects(refused, { name: 'NoPlanError', message: 'nothing in time' });
});

test('news end the search, and what it has is the plan', async (context) => {
  const news = new AbortController();
  const over: AbortSignal[] = [];
  const search: PlanWatch['search'] = (ended) => {
    over.push(ended);
    setImmediate(() => news.abort());
    return news.signal;
  };
  const { epoch } = await threadIn(context).plan(taskFor('ponders'), patient({ search }));
  assert.deepEqual(epoch.violations, []);
  assert.deepEqual(
    over.map(({ aborted }) => aborted),
    [true],
  );
});

test('a process that is asked to end waits for no plan, even of a thread that hangs', async (context) => {
  const ending = new AbortController();
  const planned = threadIn(context).plan(taskFor('hangs'), patient({ signal: ending.signal }));
  setTimeout(() => ending.abort(), 50);
  await assert.rejects(planned, /nobody waits/);
});
