import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { generateWorkload } from '../../../src/read/workload/generate/generate.ts';
import type { GenerateTerms } from '../../../src/read/workload/generate/terms.ts';
import { writeWorkload } from '../../../src/read/workload/write.ts';
import { workloadStats } from '../../../src/report/workload/stats.ts';
import { folder } from '../../support/cli.ts';
import { read } from '../../support/workload-text.ts';

const hostsOf = (count: number): GenerateTerms['hosts'] =>
  Array.from({ length: count }, (_, index) => ({
    name: `host${index + 1}`,
    capacity: { cpuCentis: 800, memoryMib: 16_384 },
  }));

const share = fc.double({ min: 0, max: 0.33, noNaN: true });

const anyTerms: fc.Arbitrary<GenerateTerms> = fc.record({
  name: fc.constant('made'),
  seed: fc.nat(),
  hosts: fc.integer({ min: 2, max: 12 }).map(hostsOf),
  spanSeconds: fc.integer({ min: 40_000, max: 200_000 }),
  load: fc.double({ min: 0.2, max: 1.5, noNaN: true }),
  arrivals: fc.constantFrom('poisson', 'daily', 'bursts'),
  shapes: fc.constant([
    { cpuCentis: 100, memoryMib: 1_024 },
    { cpuCentis: 400, memoryMib: 12_288 },
  ]),
  medianRunSeconds: fc.integer({ min: 300, max: 3_000 }),
  runSpread: fc.double({ min: 1.1, max: 4, noNaN: true }),
  longestRunSeconds: fc.constant(20_000),
  gangShare: share,
  largestGang: fc.integer({ min: 2, max: 6 }),
  reservationShare: share,
  noticeSeconds: fc.integer({ min: 60, max: 20_000 }),
  deadlineShare: share,
  slack: fc.double({ min: 0.1, max: 5, noNaN: true }),
  immediateShare: share,
  preemptibleShare: share,
  users: fc.integer({ min: 1, max: 50 }),
});

test('a generated workload, written and read back, is the same, packed or not', async (context) => {
  const place = folder(context);
  await fc.assert(
    fc.asyncProperty(anyTerms, fc.constantFrom('w.jsonl', 'w.jsonl.gz'), async (terms, name) => {
      const workload = generateWorkload(terms);
      await writeWorkload(workload, join(place, name), () => assert.fail('a file was named'));
      assert.deepEqual(await read(join(place, name)), { ...workload, adjusted: [] });
    }),
    { numRuns: 25, seed: 11 },
  );
});

test('whatever is asked for, work comes to the load, within half of the largest request that can be', () => {
  fc.assert(
    fc.property(anyTerms, (terms) => {
      const { requests } = generateWorkload(terms);
      const works = requests.map(({ vms, realSeconds }) => ({
        cpu: vms.reduce((sum, vm) => sum + vm.cpuCentis, 0) * (realSeconds ?? 0),
        memory: vms.reduce((sum, vm) => sum + vm.memoryMib, 0) * (realSeconds ?? 0),
      }));
      const room = terms.hosts.length * terms.spanSeconds;
      const load = (list: typeof works) =>
        Math.max(
          list.reduce((sum, { cpu }) => sum + cpu, 0) / (800 * room),
          list.reduce((sum, { memory }) => sum + memory, 0) / (16_384 * room),
        );
      const gang = terms.largestGang * terms.longestRunSeconds;
      const largest = load([{ cpu: 400 * gang, memory: 12_288 * gang }]);
      assert.ok(Math.abs(load(works) - terms.load) <= largest / 2 + 1e-9, `${load(works)} for ${terms.load}`);
      assert.ok(requests.every(({ submitSeconds }) => submitSeconds >= 0 && submitSeconds < terms.spanSeconds));
    }),
    { numRuns: 60, seed: 12 },
  );
});

const plain: GenerateTerms = {
  name: 'plain',
  seed: 3,
  hosts: hostsOf(40),
  spanSeconds: 7 * 86_400,
  load: 0.9,
  arrivals: 'daily',
  shapes: [{ cpuCentis: 100, memoryMib: 1_024 }],
  medianRunSeconds: 1_800,
  runSpread: 2.5,
  longestRunSeconds: 86_400,
  gangShare: 0.2,
  largestGang: 16,
  reservationShare: 0.15,
  noticeSeconds: 7_200,
  deadlineShare: 0.1,
  slack: 2,
  immediateShare: 0.05,
  preemptibleShare: 0.6,
  users: 10,
};

test('kinds, notice, slack and run times are as asked for', () => {
  const stats = workloadStats(generateWorkload(plain));
  const share = (kind: string) => (stats.kinds.find((each) => each.kind === kind)?.requests ?? 0) / stats.requests;
  const near = (value: number | null, wanted: number, tolerance: number) =>
    assert.ok(value !== null && Math.abs(value / wanted - 1) < tolerance, `${value} for ${wanted}`);
  assert.ok(stats.requests > 5_000);
  near(share('advance-reservation'), 0.15, 0.15);
  near(share('deadline'), 0.1, 0.15);
  near(share('immediate'), 0.05, 0.2);
  near(stats.noticeSeconds.mean, 7_200, 0.1);
  near(stats.slack.mean, 2, 0.1);
  near(stats.runSeconds.median, 1_800, 0.1);
  near(stats.offeredLoad?.cpu ?? null, 0.9, 0.02);
  near((stats.kinds[0]?.preemptible ?? 0) / (stats.kinds[0]?.requests ?? 1), 0.6, 0.1);
  assert.equal(stats.overruns, 0);
});

test('by day more arrives than by night; in bursts, many at a time', () => {
  const byDay = workloadStats(generateWorkload(plain)).arrivalsByHour;
  assert.ok((byDay[14] ?? 0) > 3 * (byDay[2] ?? 0));
  const quiet = (arrivals: GenerateTerms['arrivals']) =>
    workloadStats(generateWorkload({ ...plain, arrivals })).secondsBetweenArrivals.p99 ?? 0;
  assert.ok(quiet('bursts') > quiet('poisson'));
});

test('the same seed makes the same workload, another seed another', () => {
  assert.deepEqual(generateWorkload(plain), generateWorkload(plain));
  assert.notDeepEqual(generateWorkload({ ...plain, seed: 4 }).requests[0], generateWorkload(plain).requests[0]);
});
