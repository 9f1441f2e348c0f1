import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { readEpoch } from '../../../src/read/benchmarks/epochs.ts';
import { type EpochTerms, generateEpoch } from '../../../src/read/benchmarks/generate.ts';
import { readInstance } from '../../../src/read/instance.ts';
import { folder } from '../../support/cli.ts';

const TERMS: EpochTerms = { hosts: 50, leases: 400, slots: 48, load: 0.85, seed: 1 };

test('the same terms give the same epoch, another seed another one', () => {
  assert.deepEqual(generateEpoch(TERMS), generateEpoch(TERMS));
  assert.notDeepEqual(generateEpoch(TERMS).leases, generateEpoch({ ...TERMS, seed: 2 }).leases);
});

test('leases of all kinds are among them, gangs and single ones', () => {
  const { leases } = generateEpoch(TERMS);
  assert.deepEqual([...new Set(leases.map(({ kind }) => kind))].sort(), ['ar', 'be', 'dl', 'run']);
  assert.deepEqual([...new Set(leases.map(({ nodes }) => nodes))].sort(), [1, 2, 3, 4, 6]);
});

for (const load of [0.42, 0.85, 1.26]) {
  test(`at a load of ${load} leases ask for that share of the scarcer of cores and memory`, () => {
    const { hosts, leases, T } = generateEpoch({ ...TERMS, load });
    const asked = (of: 'cpu' | 'mem'): number =>
      leases.reduce((sum, lease) => sum + lease[of] * lease.nodes * lease.dur, 0) /
      (T * hosts.reduce((sum, host) => sum + host[of], 0));
    const share = Math.max(asked('cpu'), asked('mem'));
    assert.ok(Math.abs(share - load) < 0.05 * load, `${share}`);
  });
}

test('what runs fits where it is, every VM fits on a host, and every window has room for its lease', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { hosts, leases, T } = generateEpoch({ hosts: 6, leases: 40, slots: 12, load: 1, seed });
    const room = hosts.map(({ cpu, mem }) => ({ cpu, mem }));
    for (const lease of leases) {
      assert.ok(hosts.some(({ cpu, mem }) => cpu >= lease.cpu && mem >= lease.mem));
      assert.ok(lease.release + lease.dur <= Math.min(lease.deadline, T));
      assert.ok(lease.kind !== 'ar' || lease.fixed === lease.release);
      for (const on of lease.on ?? []) {
        const host = room[on] as { cpu: number; mem: number };
        host.cpu -= lease.cpu;
        host.mem -= lease.mem;
      }
    }
    assert.ok(room.every(({ cpu, mem }) => cpu >= 0 && mem >= 0));
  }
});

test('an epoch is read plain or gzipped, with the best value known from beside it', async (context) => {
  const directory = folder(context);
  const epoch = generateEpoch({ hosts: 4, leases: 10, slots: 12, load: 0.8, seed: 5 });
  const [plain, zipped] = [join(directory, 'plain.json'), join(directory, 'zipped.json.gz')];
  writeFileSync(plain, JSON.stringify(epoch));
  writeFileSync(zipped, gzipSync(JSON.stringify(epoch)));
  writeFileSync(join(directory, 'values.csv'), `instance,optimum\r\n${epoch.name},321\r\n`);
  assert.deepEqual(await readInstance(zipped), await readInstance(plain));
  assert.equal((await readEpoch(zipped)).bestKnown, 321);
});

test('the objective is what the instance says, running leases included', async () => {
  const epoch = await readEpoch('fixtures/instances/5x10x12s1.json');
  const schedule = epoch.problem.jobs.map(() => ({ kind: 'leave' }) as const);
  assert.equal(epoch.objectiveOf(schedule, [0, 0, 7, 0, 0]), epoch.boundOf([0, 0, 7, 0, 0]) as number);
  assert.equal(epoch.bestKnown, 225);
});
