import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { gzipSync } from 'node:zlib';
import { checkSchedule } from '../../../src/check/schedule.ts';
import type { BenchInstance } from '../../../src/domain/benchmark.ts';
import { readBtrplaceInstance } from '../../../src/read/benchmarks/btrplace.ts';
import { repair } from '../../../src/solve/repair/repair.ts';
import { replayOnFile } from '../../support/btrplace-replay.ts';
import { shared, unlessShared } from '../../support/shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneplan-'));
after(() => rmSync(folder, { recursive: true }));

/** Three nodes on, one off; VMs 0 and 1 run on node 0, VM 2 on node 1, VM 3 sleeps there, VM 4 is ready. */
const MODEL = {
  mapping: {
    onlineNodes: {
      0: { runningVMs: [0, 1], sleepingVMs: [] },
      1: { runningVMs: [2], sleepingVMs: [3] },
      2: { runningVMs: [], sleepingVMs: [] },
    },
    offlineNodes: [3],
    readyVMs: [4],
  },
  attributes: { nodes: { 0: { shutdown: 30 } }, vms: { 0: { migrate: 4 }, 1: { migrate: 6 }, 4: { boot: 9 } } },
  views: [
    { id: 'ns', type: 'vm', map: {} },
    { id: 'shareableResource', rcId: 'cpu', defCapacity: 8, defConsumption: 2, nodes: { 1: 6 }, vms: { 0: 3 } },
  ],
};

async function read(constraints: readonly object[], model: object = MODEL, name = 'case.json'): Promise<BenchInstance> {
  const file = join(folder, name);
  const text = JSON.stringify({ model, constraints, objective: { id: 'minimizeMTTR' } });
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return readBtrplaceInstance(file);
}

const STAY = { kind: 'run', moves: [] } as const;

test('what runs is moved, what must run is started, and the rest is no part of it', async () => {
  const { problem } = await read([{ id: 'running', vm: 4 }], MODEL, 'case.json.gz');
  assert.deepEqual(
    problem.jobs.map((job) => [job.lease, job.kind, job.kind === 'running' ? job.on : null]),
    [
      ['vm-0', 'running', [0]],
      ['vm-1', 'running', [0]],
      ['vm-2', 'running', [1]],
      ['vm-4', 'waiting', null],
    ],
  );
  assert.deepEqual(
    [problem.hosts.map(({ capacity }) => capacity[0]), problem.vms.map(({ demand }) => demand[0])],
    [
      [8, 6, 8, 8],
      [3, 2, 2, 2],
    ],
  );
  assert.deepEqual(problem.hostSets, [[0, 1, 2]], 'a node that is off takes nobody');
  assert.deepEqual(problem.edges.slice(0, 3), [0, 1, 2], 'moves of 4, 6 and 1 seconds end on edges');
});

test('preserve raises demand and resourceCapacity lowers capacity', async () => {
  const { problem } = await read([
    { id: 'preserve', vm: 1, rc: 'cpu', amount: 7 },
    { id: 'resourceCapacity', nodes: [2], rc: 'cpu', amount: 5 },
  ]);
  assert.deepEqual([problem.vms[1]?.demand, problem.hosts[2]?.capacity], [[7], [5]]);
  assert.equal(checkSchedule(problem, [STAY, STAY, STAY]).cost[0], problem.edges.at(-1), 'node 0 is over its capacity');
});

test('a VM is unwelcome where fence, among or offline do not let it be', async () => {
  const { problem } = await read([
    { id: 'fence', vm: 0, nodes: [1, 2] },
    { id: 'among', vms: [1, 2], parts: [[1, 3], [2]] },
    { id: 'offline', node: 1 },
  ]);
  const unwelcome = problem.jobs.map((job) => job.kind === 'running' && job.unwelcomeFrom === 0);
  const hosts = problem.vms.map(({ hostSet }) => problem.hostSets[hostSet]);
  assert.deepEqual(
    [unwelcome, hosts],
    [
      [true, true, true],
      [[2], [2], [2]],
    ],
  );
});

test('spread keeps VMs apart and among together by part, those alone that run', async () => {
  const { problem } = await read([
    { id: 'spread', vms: [0, 2, 3] },
    { id: 'spread', vms: [0, 4] },
    { id: 'among', vms: [0, 1], parts: [[0, 1], [2]] },
  ]);
  assert.deepEqual(problem.rules, [
    { kind: 'apart', name: 'spread 0', strength: 'must', left: [0, 2], right: [0, 2] },
    { kind: 'together', name: 'among 0', strength: 'must', vms: [0, 1], zones: [0, 0, 1, 5] },
  ]);
});

test('the objective is the sum of the ends of actions, infinite while something asked for is not done', async () => {
  const instance = await read([
    { id: 'running', vm: 4 },
    { id: 'offline', node: 0 },
  ]);
  const to = (slot: number, host: number) => ({ kind: 'run', moves: [{ position: 0, slot, host }] }) as const;
  const start = { kind: 'start', slot: 0, hosts: [1] } as const;
  const schedule = [to(0, 2), to(2, 2), STAY, start];
  const { violations, cost } = checkSchedule(instance.problem, schedule);
  assert.deepEqual(violations, []);
  assert.equal(instance.objectiveOf(schedule, cost), 4 + (2 + 6) + 9 + (8 + 30));
  assert.equal(instance.objectiveOf([to(0, 2), STAY, STAY, start], cost), Number.POSITIVE_INFINITY);
});

const REFUSALS: readonly { readonly title: string; readonly constraints: readonly object[]; readonly says: RegExp }[] =
  [
    {
      title: 'a constraint without counterpart',
      constraints: [{ id: 'lonely', vms: [1] }],
      says: /constraint "lonely" has no counterpart at constraints\.0\. Known are/,
    },
    {
      title: 'a node that is to be switched on',
      constraints: [{ id: 'online', node: 3 }],
      says: /a node is to be switched on at constraints\.0/,
    },
    {
      title: 'a capacity of several nodes',
      constraints: [{ id: 'resourceCapacity', nodes: [0, 1], rc: 'cpu', amount: 1 }],
      says: /shared by several nodes at constraints\.0/,
    },
    {
      title: 'a VM that is not there',
      constraints: [{ id: 'spread', vms: [1, 77] }],
      says: /names 77, which is not in the model at constraints\.0\.vms/,
    },
    {
      title: 'an amount that is no number',
      constraints: [{ id: 'preserve', vm: 1, rc: 'cpu', amount: 'much' }],
      says: /expected a whole number of at least 0 at constraints\.0\.amount/,
    },
  ];

for (const { title, constraints, says } of REFUSALS) {
  test(`${title} is refused by its place`, async () => {
    await assert.rejects(read(constraints), says);
  });
}

test('a missing file, and one that is not JSON, are refused in words', async () => {
  await assert.rejects(readBtrplaceInstance(join(folder, 'none.json')), /none\.json: can not be read \(ENOENT\)/);
  writeFileSync(join(folder, 'bad.json'), '{"model":');
  await assert.rejects(readBtrplaceInstance(join(folder, 'bad.json')), /bad\.json: not JSON/);
});

const SET = 'benchmarks/btrplace-tdsc';
const files = existsSync(shared(SET)) ? readdirSync(shared(SET)).filter((name) => /\.json(\.gz)?$/.test(name)) : [];

test('the instances are there', { skip: unlessShared(SET) }, () => assert.ok(files.length > 0));

for (const name of files) {
  test(`${name} is repaired, and no rule is broken at any second of it`, async () => {
    const file = shared(`${SET}/${name}`);
    const instance = await readBtrplaceInstance(file);
    const repaired = repair(instance.problem, { seed: 1, isOver: () => false, hasTime: () => true });
    assert.ok(repaired !== null);
    assert.deepEqual(checkSchedule(instance.problem, repaired.schedule).violations, []);
    assert.deepEqual(replayOnFile(file, instance.problem, repaired.schedule), []);
    assert.ok(Number.isFinite(instance.objectiveOf(repaired.schedule, repaired.cost)));
    assert.ok((instance.boundOf(repaired.bound) ?? 0) <= instance.objectiveOf(repaired.schedule, repaired.cost));
  });
}
