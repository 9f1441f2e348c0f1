import assert from 'node:assert/strict';
import test from 'node:test';
import { actionId, hostId, leaseId, vmId } from '../../src/domain/ids.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { enact, enactment } from '../../src/enact/enact.ts';
import { cloud, host, lease, NOW, running, stopped, vm } from '../support/cloud.ts';
import { settings, stageOf, workOf } from '../support/enacting.ts';
import { act } from '../support/plan-builders.ts';

/** Host 1 is full with VM 1; VM 2 waits, and so does the gang of 3 and 4. */
const snapshot = (): Snapshot =>
  cloud({
    hosts: [host(1, { capacity: { cpuCentis: 200, memoryMib: 8192 } }), host(2)],
    vms: [running(vm(1), 1, NOW - 600), vm(2), vm(3), vm(4)],
    leases: [lease([vm(1)]), lease([vm(2)]), lease([vm(3), vm(4)], { id: leaseId('gang') })],
  });

const gang = { lease: leaseId('gang') };

test('an arrival waits until the departure that makes its room is seen to be done', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  const actions = [act('stop', 1, 1, 0, 10), act('deploy', 2, 1, 10, 10, { dependsOn: [actionId('stop-1')] })];
  stage.cloud.actionSeconds = () => 40;
  const outcomes = await stage.time.until(enact(workOf(cloudNow, actions), stage.world, settings()));
  assert.deepEqual(
    outcomes.map(({ action, end, reason }) => [action, end, reason]),
    [
      ['stop-1', 'done', 'it is STOPPED'],
      ['deploy-2', 'done', 'it runs on host 1'],
    ],
  );
  const [stop, deploy] = stage.cloud.sent;
  assert.ok((deploy?.at ?? 0) - (stop?.at ?? 0) > 40);
  assert.deepEqual(stage.cloud.breaches, []);
  assert.deepEqual(
    stage.written.map(({ action, stage: { kind } }) => `${action} ${kind}`),
    ['stop-1', 'deploy-2'].flatMap((id) => ['intended', 'sent', 'accepted', 'ended'].map((kind) => `${id} ${kind}`)),
  );
});

test('an action begins at the second it is planned for, not before and not later', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  await stage.time.until(enact(workOf(cloudNow, [act('deploy', 2, 2, 37, 10)]), stage.world, settings()));
  const [sent] = stage.cloud.sent;
  assert.ok((sent?.at ?? 0) >= NOW + 37 && (sent?.at ?? 0) < NOW + 37.1, `${(sent?.at ?? 0) - NOW}`);
});

test('a lease that starts late ends as much later', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.actionSeconds = () => 25;
  const actions = [act('deploy', 2, 2, 0, 10), act('undeploy', 2, 2, 40, 10, { dependsOn: [actionId('deploy-2')] })];
  await stage.time.until(enact(workOf(cloudNow, actions), stage.world, settings()));
  const [, undeploy] = stage.cloud.sent;
  const workedSeconds = (undeploy?.at ?? 0) - (NOW + 25);
  assert.ok(workedSeconds >= 30 && workedSeconds < 32, `${workedSeconds}`);
});

test('who boots longer than expected, or is sent late, is not cut short at its end', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.actionSeconds = () => 40;
  const end = act('undeploy', 2, 2, 60, 5, { dependsOn: [actionId('deploy-2')] });
  await stage.time.until(enact(workOf(cloudNow, [act('deploy', 2, 2, 0, 10), end]), stage.world, settings()));
  const [start, undeploy] = stage.cloud.sent;
  const seconds = (undeploy?.at ?? 0) - (start?.at ?? 0);
  assert.ok(seconds >= 40 + 50, `undeployed after ${seconds} s, of which 40 were its boot and 50 were to be its work`);
});

test('what depends on something that failed is superseded, with the reason', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.mishap = ({ operation }) => (operation === 'stop' ? { kind: 'fails' } : null);
  const actions = [act('stop', 1, 1, 0, 10), act('deploy', 2, 1, 10, 10, { dependsOn: [actionId('stop-1')] })];
  const [stop, deploy] = await stage.time.until(enact(workOf(cloudNow, actions), stage.world, settings()));
  assert.equal(stop?.end, 'failed');
  assert.match(stop?.reason ?? '', /back in RUNNING/);
  assert.equal(deploy?.end, 'superseded');
  assert.match(deploy?.reason ?? '', /depends on stop-1.*back in RUNNING/);
  assert.equal(stage.cloud.sent.length, 1);
});

test('a command whose answer is lost is never sent twice, and its end is seen in the VM', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.mishap = () => ({ kind: 'unanswered' });
  const [outcome] = await stage.time.until(
    enact(workOf(cloudNow, [act('deploy', 2, 2, 0, 10)]), stage.world, settings()),
  );
  assert.equal(outcome?.end, 'done');
  assert.equal(stage.cloud.sent.length, 1);
});

test('a command that did not arrive is superseded once the VM has not changed for a while', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.mishap = () => ({ kind: 'lost' });
  const [outcome] = await stage.time.until(
    enact(workOf(cloudNow, [act('deploy', 2, 2, 0, 10)]), stage.world, settings()),
  );
  assert.deepEqual([outcome?.end, stage.cloud.sent.length], ['superseded', 1]);
});

test('what never comes to an end has failed after its expected time three times over and two minutes', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.mishap = () => ({ kind: 'hangs' });
  const [outcome] = await stage.time.until(
    enact(workOf(cloudNow, [act('deploy', 2, 2, 0, 100)]), stage.world, settings()),
  );
  assert.equal(outcome?.end, 'failed');
  assert.match(outcome?.reason ?? '', /still BOOT after 42[01] s/);
});

test('a refusal for now is tried again, any other is not', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.mishap = (_, nth) => (nth < 2 ? { kind: 'refused', refusal: 'retry' } : null);
  const [outcome] = await stage.time.until(
    enact(workOf(cloudNow, [act('deploy', 2, 2, 0, 10)]), stage.world, settings()),
  );
  assert.deepEqual([outcome?.end, stage.cloud.sent.length], ['done', 3]);
  for (const [refusal, end] of [
    ['replan', 'superseded'],
    ['give-up', 'failed'],
    ['stop', 'failed'],
  ] as const) {
    const other = stageOf(cloudNow);
    other.cloud.mishap = () => ({ kind: 'refused', refusal });
    const both = [act('deploy', 2, 2, 0, 10), act('stop', 1, 1, 5, 10)];
    const ended = await other.time.until(enact(workOf(cloudNow, both), other.world, settings()));
    assert.deepEqual([ended[0]?.end, ended[0]?.refusal, ended.length], [end, refusal, 2]);
    assert.equal(other.cloud.sent.length, refusal === 'stop' ? 1 : 2);
  }
});

test('a gang of which one member can not start is undone, and what came from the queue goes back to it', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.mishap = ({ vm: id, operation }) => (id === 4 && operation === 'deploy' ? { kind: 'fails' } : null);
  const actions = [act('deploy', 3, 2, 0, 10, gang), act('deploy', 4, 2, 0, 10, gang)];
  const outcomes = await stage.time.until(enact(workOf(cloudNow, actions), stage.world, settings()));
  assert.deepEqual(
    outcomes.map(({ action, end }) => [action, end]),
    [
      ['deploy-4', 'failed'],
      ['deploy-3', 'failed'],
      ['undo-undeploy-3', 'done'],
      ['undo-resume-3', 'done'],
    ],
  );
  assert.equal(stage.cloud.status(3)?.state, 1);
  assert.deepEqual(stage.cloud.breaches, []);
});

test('a gang of which one member can not start is kept when the policy says so', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.mishap = ({ vm: id }) => (id === 4 ? { kind: 'fails' } : null);
  const actions = [act('deploy', 3, 2, 0, 10, gang), act('deploy', 4, 2, 0, 10, gang)];
  await stage.time.until(enact(workOf(cloudNow, actions), stage.world, settings({ gangOnFailure: 'keep' })));
  assert.deepEqual([stage.cloud.status(3)?.lcmState, stage.cloud.sent.length], [3, 2]);
});

test('no member of a gang starts when one is held by its owner', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.change(4, { state: 2 });
  const actions = [act('deploy', 3, 2, 0, 10, gang), act('deploy', 4, 2, 0, 10, gang)];
  const outcomes = await stage.time.until(enact(workOf(cloudNow, actions), stage.world, settings()));
  assert.deepEqual(
    outcomes.map(({ end }) => end),
    ['superseded', 'superseded'],
  );
  assert.equal(stage.cloud.sent.length, 0);
});

test('a gang that was to be paused and is not, in part, runs on as a whole', async () => {
  const runningGang = cloud({
    hosts: [host(1), host(2)],
    vms: [running(vm(3), 1, NOW - 600), running(vm(4), 2, NOW - 600), vm(5)],
    leases: [lease([vm(3), vm(4)], { id: leaseId('gang') }), lease([vm(5)])],
  });
  const stage = stageOf(runningGang);
  stage.cloud.mishap = ({ vm: id, operation }) => (id === 4 && operation === 'stop' ? { kind: 'fails' } : null);
  const actions = [
    act('stop', 3, 1, 0, 10, gang),
    act('stop', 4, 2, 0, 10, gang),
    act('deploy', 5, 1, 10, 10, { dependsOn: [actionId('stop-3')] }),
  ];
  const work = workOf(runningGang, actions, { paused: [leaseId('gang')] });
  await stage.time.until(enact(work, stage.world, settings()));
  assert.deepEqual([stage.cloud.status(3)?.lcmState, stage.cloud.status(3)?.host], [3, hostId(1)]);
  assert.equal(stage.cloud.status(5)?.state, 1);
});

test('a newer plan supersedes what has not begun, and leaves alone what has', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  const running = enactment(stage.world, settings());
  running.take(workOf(cloudNow, [act('stop', 1, 1, 0, 10), act('deploy', 2, 2, 50, 10)]));
  stage.time.at(NOW + 5, () => {
    running.take(workOf(cloudNow, [act('terminate', 1, 1, 5, 10), act('deploy', 2, 2, 20, 10)], { epoch: 2 }));
  });
  await stage.time.until(running.drive());
  assert.deepEqual(
    stage.outcomes().map(({ epoch, action, end }) => [epoch, action, end]),
    [
      [1, 'deploy-2', 'superseded'],
      [2, 'terminate-1', 'superseded'],
      [1, 'stop-1', 'done'],
      [2, 'deploy-2', 'done'],
    ],
  );
});

test('what its owner has changed since is not touched', async () => {
  const cases = [
    { title: 'gone', change: null, expected: /gone/ },
    { title: 'stopped', change: { state: 4, lcmState: 0 }, expected: /STOPPED/ },
    { title: 'suspended', change: { state: 5, lcmState: 0 }, expected: /SUSPENDED/ },
    { title: 'moved', change: { host: hostId(2) }, expected: /host 2/ },
    { title: 'locked', change: { lock: 1 }, expected: /locked/ },
  ] as const;
  for (const { title, change, expected } of cases) {
    const cloudNow = snapshot();
    const stage = stageOf(cloudNow);
    stage.cloud.change(1, change);
    const [outcome] = await stage.time.until(
      enact(workOf(cloudNow, [act('stop', 1, 1, 0, 10)]), stage.world, settings()),
    );
    assert.equal(outcome?.end, 'superseded', title);
    assert.match(outcome?.reason ?? '', expected);
    assert.equal(stage.cloud.sent.length, 0);
  }
});

for (const [title, state, expected] of [
  ['disabled', 4, /host 2 takes no VMs: it is DISABLED/],
  ['in error', 3, /host 2 takes no VMs: it is ERROR/],
  ['deleted', null, /host 2 is gone/],
] as const) {
  test(`nobody is sent to a host that was ${title} after the plan was made; the others go on`, async () => {
    const cloudNow = cloud({ hosts: [host(1), host(2)], vms: [vm(1), vm(2), vm(3)] });
    const stage = stageOf(cloudNow);
    if (state === null) stage.cloud.hostStates.delete(hostId(2));
    else stage.cloud.hostStates.set(hostId(2), state);
    const actions = [act('deploy', 1, 1, 0, 10), act('deploy', 2, 2, 0, 10)];
    const outcomes = await stage.time.until(enact(workOf(cloudNow, actions), stage.world, settings()));
    assert.deepEqual(outcomes.map(({ action, end }) => `${action} ${end}`).sort(), [
      'deploy-1 done',
      'deploy-2 superseded',
    ]);
    assert.match(outcomes.find(({ end }) => end === 'superseded')?.reason ?? '', expected);
    assert.deepEqual(
      stage.cloud.sent.map(({ command }) => command.vm),
      [1],
    );
  });
}

test('whom a newer plan sends to a host waits until it is seen who was sent there before', async () => {
  const cloudNow = cloud({ hosts: [host(1)], vms: [vm(2), vm(3)] });
  const stage = stageOf(cloudNow);
  stage.cloud.answerSeconds = 3;
  const engine = enactment(stage.world, settings());
  engine.take(workOf(cloudNow, [act('deploy', 2, 1, 0, 10)]));
  const driven = engine.drive();
  await stage.time.until(stage.time.wait(1));
  engine.take(workOf(cloudNow, [act('deploy', 3, 1, 0, 10)], { epoch: 2 }));
  await stage.time.until(driven);
  const [, second] = stage.cloud.sent.map(({ at }) => at - NOW);
  assert.ok(second !== undefined && second >= 3 && second < 6, `sent after ${second} s`);
});

test('after a stranger those of one plan pass the check of oned one after the other, and who has no room is refused', async () => {
  const vms = [vm(2), vm(3), vm(4)].map((each) => ({ ...each, demand: { cpuCentis: 300, memoryMib: 1_024 } }));
  const cloudNow = cloud({ hosts: [host(1, { capacity: { cpuCentis: 800, memoryMib: 65_536 } })], vms });
  const stage = stageOf(cloudNow);
  const engine = enactment(stage.world, settings());
  engine.take(workOf(cloudNow, [act('deploy', 2, 1, 0, 10)]));
  const driven = engine.drive();
  await stage.time.until(stage.time.wait(1));
  const blind = [act('deploy', 3, 1, 0, 10), act('deploy', 4, 1, 0, 10)];
  engine.take(workOf(cloudNow, blind, { epoch: 2 }));
  await stage.time.until(driven);
  assert.deepEqual(stage.cloud.breaches, []);
  const [third, fourth] = stage.cloud.sent.slice(1).map(({ at }) => at - NOW);
  assert.ok(third !== undefined && fourth !== undefined && fourth > third + 0.2, `sent after ${third} and ${fourth} s`);
  assert.equal(stage.outcomes().filter(({ refusal }) => refusal === 'replan').length, 1);
});

test('memory is saved one VM after another on a host, and no more commands are under way than may be', async () => {
  const full = cloud({
    hosts: [host(1), host(2)],
    vms: [1, 2, 3, 4].map((id) => running(vm(id), id < 4 ? 1 : 2, NOW - 600)),
  });
  const stops = [1, 2, 3].map((id) => act('stop', id, 1, 0, 10));
  const serial = stageOf(full);
  await serial.time.until(enact(workOf(full, [...stops, act('stop', 4, 2, 0, 10)]), serial.world, settings()));
  const times = serial.cloud.sent.map(({ at }) => Math.round((at - NOW) / 10));
  assert.deepEqual(times, [0, 0, 1, 2]);
  const single = stageOf(full);
  const limits = { total: 1, perHost: null, perCluster: null, perDatastore: null, serialSaves: false };
  const ends = stops.map(({ vm: id }) => act('undeploy', id, 1, 0, 10));
  await single.time.until(enact(workOf(full, ends), single.world, settings({ limits })));
  assert.deepEqual(
    single.cloud.sent.map(({ at }) => Math.round((at - NOW) / 10)),
    [0, 1, 2],
  );
});

test('the cloud is asked about those whose turn is near, not about everybody who waits, and all have theirs', async () => {
  const guests = Array.from({ length: 60 }, (_, index) => vm(index + 10));
  const gangs = [0, 3, 6].map((from) => lease(guests.slice(from, from + 3), { id: leaseId(`gang-${from}`) }));
  const hosts = [host(1, { capacity: { cpuCentis: 12_000, memoryMib: 600_000 } })];
  const crowd = cloud({ hosts, vms: guests, leases: gangs });
  const stage = stageOf(crowd);
  const looks: number[] = [];
  const look: typeof stage.world.enactor.look = (vms) => {
    looks.push(vms.length);
    return stage.cloud.look(vms);
  };
  const enactor = {
    name: 'counting',
    send: stage.cloud.send.bind(stage.cloud),
    hosts: stage.cloud.hosts.bind(stage.cloud),
    note: stage.cloud.note,
    look,
  };
  const leaseOf = (id: number) => crowd.leases.find(({ vms }) => vms.includes(vmId(id)))?.id ?? leaseId('none');
  const actions = guests.map(({ id }) => act('deploy', id, 1, 0, 10, { lease: leaseOf(id) }));
  const limits = { ...settings().limits, total: 4, perHost: null };
  const world = { ...stage.world, enactor };
  const outcomes = await stage.time.until(enact(workOf(crowd, actions), world, settings({ limits })));
  assert.equal(outcomes.filter(({ end }) => end === 'done').length, 60);
  assert.ok(Math.max(...looks) < 20, `${Math.max(...looks)} were looked at at once`);
});

test('a dry run sends nothing and writes nothing down', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  const outcomes = await stage.time.until(
    enact(workOf(cloudNow, [act('stop', 1, 1, 0, 10)]), stage.world, settings({ dryRun: true })),
  );
  assert.deepEqual([outcomes.length, stage.cloud.sent.length, stage.written.length], [1, 0, 0]);
});

test('a move that oned has only noted is not taken for done', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.lagSeconds = 1.5;
  const actions = [
    act('live-migrate', 1, 2, 0, 10),
    act('deploy', 2, 1, 10, 10, { dependsOn: [actionId('live-migrate-1')] }),
  ];
  await stage.time.until(enact(workOf(cloudNow, actions), stage.world, settings()));
  assert.deepEqual(stage.cloud.breaches, []);
  assert.equal(stage.outcomes().filter(({ end }) => end === 'done').length, 2);
});

test('whoever hands over does not wait for an answer that does not come: the next process looks for what it came to', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.answerSeconds = 60;
  const enacting = enactment(stage.world, settings());
  enacting.take(workOf(cloudNow, [act('deploy', 2, 2, 0, 10)]));
  const driven = enacting.drive();
  await stage.time.until(stage.time.wait(1));
  stage.stop();
  await stage.time.until(driven);
  assert.ok(stage.time.now < NOW + 5, `it took ${stage.time.now - NOW} s`);
  await stage.time.until(stage.time.wait(70));
  assert.deepEqual(
    stage.world.journal.open().map(({ action, stage: { kind } }) => `${action} ${kind}`),
    ['deploy-2 sent'],
  );
});

test('while the cloud does not answer nothing is sent and nothing is given up', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  stage.cloud.silent = () => stage.time.now < NOW + 400;
  const [outcome] = await stage.time.until(
    enact(workOf(cloudNow, [act('deploy', 2, 2, 0, 10)]), stage.world, settings()),
  );
  assert.equal(outcome?.end, 'done');
  assert.equal(stage.news.filter(({ kind }) => kind === 'trouble').length, 1);
});

test('actions that wait for each other in a circle end', async () => {
  const cloudNow = snapshot();
  const stage = stageOf(cloudNow);
  const circle = [
    act('stop', 1, 1, 0, 10, { dependsOn: [actionId('deploy-2')] }),
    act('deploy', 2, 1, 0, 10, { dependsOn: [actionId('stop-1')] }),
  ];
  const outcomes = await stage.time.until(enact(workOf(cloudNow, circle), stage.world, settings()));
  assert.deepEqual(
    outcomes.map(({ end }) => end),
    ['superseded', 'superseded'],
  );
});

test('a stopped VM that is started again and undone is stopped, with its memory', async () => {
  const paused = cloud({
    hosts: [host(1), host(2)],
    vms: [stopped(vm(3), 1, NOW - 600, NOW - 60), stopped(vm(4), 1, NOW - 600, NOW - 60)],
    leases: [lease([vm(3), vm(4)], { id: leaseId('gang') })],
  });
  const stage = stageOf(paused);
  stage.cloud.mishap = ({ vm: id }) => (id === 4 ? { kind: 'refused', refusal: 'replan' } : null);
  const actions = [act('deploy', 3, 2, 0, 10, gang), act('deploy', 4, 2, 0, 10, gang)];
  await stage.time.until(enact(workOf(paused, actions), stage.world, settings()));
  assert.deepEqual([stage.cloud.status(3)?.state, stage.cloud.status(4)?.state], [4, 4]);
});
