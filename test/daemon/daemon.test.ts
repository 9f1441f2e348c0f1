import assert from 'node:assert/strict';
import test from 'node:test';
import { runDaemon } from '../../src/daemon/daemon.ts';
import { InputError } from '../../src/domain/errors.ts';
import { type VmId, vmId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { CloudEvent, Solver } from '../../src/ports.ts';
import { cloud, host, lease, NOW, running, vm } from '../support/cloud.ts';
import { type FakeWorld, fakeWorld, quickSolver } from '../support/daemon-world.ts';

const waiting = (...ids: readonly number[]) => cloud({ vms: ids.map((id) => vm(id)) });
const idle = cloud({ vms: [running(vm(1), 0, NOW - 600)] });
const pending = (id: number): CloudEvent => ({ kind: 'vm', id, state: 'PENDING' });

/** Runs a process, does something to it, and asks it to end. */
async function living(fake: FakeWorld, script: () => Promise<void>): Promise<void> {
  const ended = runDaemon(fake.world, fake.settings);
  await fake.clock.advance(0);
  await script();
  fake.end();
  await fake.clock.advance(60);
  assert.equal(await ended, 'stopped');
}

test('epochs follow the clock, and each orders what is due', async () => {
  const fake = fakeWorld(waiting(1, 2));
  await living(fake, async () => {
    await fake.clock.advance(125);
  });
  assert.deepEqual(fake.reads, [NOW, NOW + 60, NOW + 120]);
  assert.deepEqual(
    fake.orders[0]?.actions.map(({ id }) => id),
    ['deploy-1', 'deploy-2'],
  );
  assert.deepEqual(
    fake.orders.map(({ epoch }) => epoch),
    [1, 2, 3],
  );
});

test('a request that arrives between epochs is planned within two seconds of its event', async () => {
  const fake = fakeWorld(idle);
  await living(fake, async () => {
    await fake.clock.advance(20);
    fake.show(waiting(7));
    fake.hear(pending(7));
    await fake.clock.advance(2);
    assert.deepEqual(
      fake.orders.at(-1)?.actions.map(({ id }) => id),
      ['deploy-7'],
    );
  });
});

test('ten thousand events in a burst cause one epoch', async () => {
  const fake = fakeWorld(idle);
  await living(fake, async () => {
    await fake.clock.advance(5);
    for (let id = 0; id < 10_000; id++) fake.hear(pending(id));
    await fake.clock.advance(30);
  });
  assert.equal(fake.reads.length, 2);
});

test('events that never cease are answered about once a second', async () => {
  const fake = fakeWorld(idle);
  await living(fake, async () => {
    for (let tenth = 0; tenth < 300; tenth++) {
      fake.hear(pending(tenth));
      await fake.clock.advance(0.1);
    }
  });
  assert.ok(fake.reads.length >= 20 && fake.reads.length <= 40, `${fake.reads.length} epochs in 30 s`);
});

test('what the process does itself is no news to it, unless it fails', async () => {
  const fake = fakeWorld(idle);
  await living(fake, async () => {
    await fake.clock.advance(5);
    fake.busy.add(vmId(1));
    fake.hear({ kind: 'vm', id: 1, state: 'STOPPED' });
    fake.hear({ kind: 'vm', id: 1, state: 'RUNNING' });
    await fake.clock.advance(5);
    assert.equal(fake.reads.length, 1);
    fake.hear({ kind: 'vm', id: 1, state: 'BOOT_FAILURE' });
    await fake.clock.advance(5);
    assert.equal(fake.reads.length, 2);
    fake.busy.clear();
  });
});

test('an unchanged cloud is not planned again until something comes due', async () => {
  const ends = lease([vm(1)], { durationSeconds: 1_200 });
  const fake = fakeWorld(cloud({ vms: [running(vm(1), 0, NOW - 600)], leases: [ends] }));
  await living(fake, async () => {
    await fake.clock.advance(700);
  });
  const planned = fake.said('planned').map(({ fields }) => fields.epoch);
  assert.deepEqual(planned, [1, 2, 3, 4].slice(0, planned.length));
  assert.ok(fake.said('unchanged').length >= 6, 'most epochs cost nothing');
  const end = fake.orders.flatMap(({ actions }) => actions).find(({ operation }) => operation === 'undeploy');
  assert.equal(end?.notBefore, NOW + 600);
});

test('a cloud that is down is reported, tried again with back-off, and planned when it is back', async () => {
  const fake = fakeWorld(waiting(1));
  fake.show(() => {
    throw new InputError('xmlrpc:http://one', 'nobody answers', 'Start oned.');
  });
  await living(fake, async () => {
    await fake.clock.advance(130);
    assert.deepEqual(
      fake.reads.map((at) => at - NOW),
      [0, 1, 3, 7, 15, 31, 63, 123],
    );
    assert.equal(fake.said('the epoch failed and is tried again').length, 8);
    fake.show(waiting(1));
    await fake.clock.advance(60);
  });
  assert.deepEqual(
    fake.orders[0]?.actions.map(({ id }) => id),
    ['deploy-1'],
  );
});

test('a plan that breaks a rule, or can not be remembered, is never carried out', async () => {
  const fake = fakeWorld(waiting(1));
  const recordEpoch = () => {
    throw new InputError('oneplan.db', 'the disk is full', 'Make room.');
  };
  const world = { ...fake.world, memory: { ...fake.world.memory, recordEpoch } };
  await living({ ...fake, world }, async () => {
    await fake.clock.advance(10);
  });
  assert.equal(fake.orders.length, 0);
  assert.match(String(fake.lines.find(({ level }) => level === 'error')?.fields.error), /disk is full/);
});

test('an error of our own in one epoch does not end the process', async () => {
  let asked = 0;
  const moody = (policy: Policy): Solver => {
    const sound = quickSolver(policy);
    return {
      name: 'moody',
      solve: (problem, request) => {
        asked += 1;
        if (asked === 1) throw new TypeError('of our own');
        return sound.solve(problem, request);
      },
    };
  };
  const fake = fakeWorld(waiting(1), {}, { solver: moody });
  await living(fake, async () => {
    await fake.clock.advance(3);
  });
  assert.equal(asked, 2);
  assert.equal(fake.orders.length, 1);
});

test('no plan in time is reported and tried again', async () => {
  const never = (): Solver => ({
    name: 'never',
    solve: async () => ({
      status: 'unknown',
      reason: 'no time was left',
      trace: { improvements: [], faults: [], wallSeconds: 0 },
    }),
  });
  const fake = fakeWorld(waiting(1), {}, { solver: never });
  await living(fake, async () => {
    await fake.clock.advance(4);
  });
  assert.equal(fake.orders.length, 0);
  assert.equal(fake.said('the epoch failed and is tried again')[0]?.fields.why, 'no-plan');
});

test('news that come while a plan is searched for end the search, and the next epoch begins', async () => {
  let cuts = 0;
  const slow = (policy: Policy): Solver => ({
    name: 'slow',
    solve: async (problem, request) => {
      await fake.clock.until(fake.clock.unixSeconds() + 30, request.signal);
      if (request.signal.aborted) cuts += 1;
      return quickSolver(policy).solve(problem, { ...request, signal: new AbortController().signal });
    },
  });
  const fake: FakeWorld = fakeWorld(waiting(1), {}, { solver: slow });
  await living(fake, async () => {
    await fake.clock.advance(10);
    fake.show(waiting(1, 2));
    fake.hear(pending(2));
    await fake.clock.advance(1);
    assert.equal(cuts, 1);
    assert.deepEqual(fake.reads, [NOW, NOW + 10.2]);
    assert.equal(fake.orders.length, 1);
    await fake.clock.advance(40);
    assert.deepEqual(
      fake.orders.at(-1)?.actions.map(({ id }) => id),
      ['deploy-1', 'deploy-2'],
    );
  });
});

test('a process that is asked to end during a search carries nothing out', async () => {
  const slow = (policy: Policy): Solver => ({
    name: 'slow',
    solve: async (problem, request) => {
      await fake.clock.until(fake.clock.unixSeconds() + 30, request.signal);
      return quickSolver(policy).solve(problem, request);
    },
  });
  const fake: FakeWorld = fakeWorld(waiting(1), {}, { solver: slow });
  await living(fake, async () => {
    await fake.clock.advance(5);
  });
  assert.equal(fake.orders.length, 0);
});

test('commands under way are followed for a while at the end, and then left to the journal', async () => {
  const fake = fakeWorld(waiting(1), { graceSeconds: 10 });
  await living(fake, async () => {
    fake.busy.add(vmId(1));
    await fake.clock.advance(5);
  });
  assert.equal(fake.said('ended')[0]?.fields.handedOver, 1);
});

test('a policy that is read again is planned by at once; a bad one changes nothing and is told', async () => {
  const fake = fakeWorld(waiting(1));
  const policy = fake.world.policy.current();
  await living(fake, async () => {
    await fake.clock.advance(5);
    fake.reload(() => {
      throw new InputError('policy.yaml', 'there is no "shapes"', 'Write shape.');
    });
    await fake.clock.advance(5);
    assert.equal(fake.world.policy.current(), policy);
    assert.match(String(fake.said('the policy stays as it was')[0]?.fields.error), /there is no "shapes"/);
    fake.reload(() => ({ ...DEFAULT_POLICY, limits: policy.limits, planHeld: true }));
    await fake.clock.advance(2);
    assert.equal(fake.world.policy.current().planHeld, true);
    assert.equal(fake.said('the policy was read again').length, 1);
    assert.equal(fake.orders.length, 3);
  });
});

test('a policy that names an unknown solver keeps the old solver', async () => {
  const fake = fakeWorld(waiting(1));
  const { limits } = fake.world.policy.current();
  await living(fake, async () => {
    fake.reload(() => ({ ...DEFAULT_POLICY, limits: { ...limits, solver: 'oracle' } }));
    await fake.clock.advance(130);
  });
  assert.ok(fake.orders.length >= 3, 'planning goes on');
});

test('when the publisher goes and comes back, each is said once, and what was missed is looked for', async () => {
  const fake = fakeWorld(idle);
  await living(fake, async () => {
    fake.health(true, 'connected');
    for (let retry = 0; retry < 50; retry++) fake.health(false, 'nobody answers');
    await fake.clock.advance(10);
    assert.equal(fake.reads.length, 1);
    fake.health(true, 'connected');
    await fake.clock.advance(2);
    assert.equal(fake.reads.length, 2);
  });
  assert.equal(fake.said('events are heard').length, 2);
  assert.equal(fake.said('events are not heard: the cloud is polled meanwhile').length, 1);
});

test('a feed that can not be had is said once, and the cloud is polled', async () => {
  const listen = async () => {
    throw new InputError('tcp://one:2101', 'zeromq does not load', 'Install it again.');
  };
  const fake = fakeWorld(idle, {}, { feed: { listen } });
  await living(fake, async () => {
    await fake.clock.advance(65);
  });
  assert.equal(fake.reads.length, 2);
  assert.equal(fake.said('events are not heard: the cloud is polled').length, 1);
});

test('by hand nothing is done: the plan is made, and no owner is told of a start nobody ordered', async () => {
  const fake = fakeWorld(waiting(1), { automation: 'manual' });
  await living(fake, async () => {
    await fake.clock.advance(5);
  });
  assert.deepEqual([fake.orders.length, fake.notes.length], [0, 0]);
  assert.equal(fake.said('waits for approval')[0]?.fields.action, 'deploy-1');
});

test('a dry run orders nothing and writes nothing', async () => {
  const fake = fakeWorld(waiting(1), { dryRun: true });
  await living(fake, async () => {
    await fake.clock.advance(5);
  });
  assert.deepEqual([fake.orders.length, fake.notes.length], [0, 0]);
  assert.equal(fake.said('planned')[0]?.fields.due, 1);
});

test('once is one epoch, whatever comes of it', async () => {
  const fake = fakeWorld(waiting(1), { once: true });
  const ended = runDaemon(fake.world, fake.settings);
  await fake.clock.advance(1);
  assert.equal(await ended, 'planned');
  assert.equal(fake.orders.length, 1);
  const down = fakeWorld(waiting(1), { once: true });
  down.show(() => {
    throw new InputError('xmlrpc:http://one', 'nobody answers', 'Start oned.');
  });
  const failed = runDaemon(down.world, down.settings);
  await down.clock.advance(1);
  assert.equal(await failed, 'failed');
});

test('an owner is told once why a VM waits and when it is to start, and again when it runs', async () => {
  const crowd = cloud({
    hosts: [host(0, { capacity: { cpuCentis: 200, memoryMib: 8_192 } })],
    vms: [running(vm(1), 0, NOW - 600), vm(2)],
    leases: [lease([vm(1)], { durationSeconds: 1_800 }), lease([vm(2)], { durationSeconds: 600 })],
  });
  const fake = fakeWorld(crowd);
  await living(fake, async () => {
    await fake.clock.advance(600);
    const status = statusIn(fake, 0);
    assert.equal(status.STATE, 'starts');
    assert.match(status.START ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.match(status.REASON ?? '', /vm-1|room/);
    assert.equal(fake.notes.length, 1, JSON.stringify(fake.notes));
    fake.show(cloud({ vms: [running(vm(2), 0, NOW + 590)], leases: [lease([vm(2)], { durationSeconds: 600 })] }));
    await fake.clock.advance(61);
    assert.equal(statusIn(fake, 1).STATE, 'runs');
    assert.equal(fake.notes.length, 2);
  });
});

const statusIn = (fake: FakeWorld, index: number): Readonly<Record<string, string>> =>
  (fake.notes[index]?.attributes.ONEPLAN_STATUS ?? {}) as Readonly<Record<string, string>>;

test('whole histories are asked for where the store needs them, and done without when they are not to be had', async () => {
  const asked: number[] = [];
  const told: number[] = [];
  const fake = fakeWorld(waiting(1, 2));
  const { memory, source } = fake.world;
  const histories = async (vms: readonly VmId[]) => {
    asked.push(...vms);
    if (asked.length > 1) throw new InputError('xmlrpc:http://one', 'nobody answers', 'Start oned.');
    return new Map(vms.map((vm) => [vm, []]));
  };
  const observe: typeof memory.observe = (snapshot, known) => {
    told.push(known?.histories?.size ?? 0);
    return snapshot;
  };
  const world = {
    ...fake.world,
    source: { ...source, histories },
    memory: { ...memory, observe, unexplained: () => [vmId(2)] },
  };
  await living({ ...fake, world }, async () => {
    await fake.clock.advance(65);
  });
  assert.deepEqual(
    [asked, told],
    [
      [2, 2],
      [1, 0],
    ],
  );
  assert.equal(fake.orders.length, 2);
});
