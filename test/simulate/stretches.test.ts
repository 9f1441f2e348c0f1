import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SimulationEvent } from '../../src/domain/simulation-event.ts';
import type { Workload } from '../../src/domain/workload.ts';
import { policyNamed } from '../../src/simulate/policies/registry.ts';
import { newStretches, refresh, soonestIn } from '../../src/simulate/profile/stretches.ts';
import { soonest } from '../../src/simulate/profile/sweep.ts';
import { clear, type Timeline, take } from '../../src/simulate/profile/timeline.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { anyOptions, anyWorkload } from '../support/any-workload.ts';

const anyTaking = fc.record({
  host: fc.nat(2),
  from: fc.nat(40),
  span: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(Number.POSITIVE_INFINITY)),
  cpuCentis: fc.constantFrom(50, 100, 200, -100),
});

const anySearch = fc.record({
  count: fc.integer({ min: 1, max: 9 }),
  seconds: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(Number.POSITIVE_INFINITY)),
  after: fc.nat(30),
  latest: fc.constantFrom(20, 60, Number.POSITIVE_INFINITY),
});

test('stretches that are kept, change by change, give the moment that a sweep over all hosts finds', () => {
  const vm = { cpuCentis: 100, memoryMib: 100 };
  fc.assert(
    fc.property(fc.array(fc.tuple(anyTaking, anySearch), { maxLength: 12 }), (changes) => {
      const timelines = [0, 1, 2].map((): Timeline => ({ at: [], cpuCentis: [], memoryMib: [] }));
      for (const each of timelines) clear(each, 0, { cpuCentis: 400, memoryMib: 4_000 });
      const kept = newStretches(vm, timelines.length);
      for (const [{ host, from, span, cpuCentis }, search] of changes) {
        take(timelines[host] as Timeline, from, from + span, { cpuCentis, memoryMib: 10 }, 1);
        kept.stale.add(host);
        refresh(kept, timelines);
        assert.equal(soonestIn(kept, search), soonest(timelines, { vm, ...search }));
      }
    }),
    { numRuns: 500, seed: 9 },
  );
});

/** Leases that name all hosts are searched for host by host. */
const namingAll = (workload: Workload): Workload => {
  const all = workload.hosts?.map(({ name }) => name) ?? [];
  return { ...workload, requests: workload.requests.map((each) => ({ ...each, hosts: each.hosts ?? all })) };
};

for (const policy of ['easy', 'conservative', 'haizea:conservative:migrate'])
  test(`${policy} decides with kept stretches as it does host by host`, async () => {
    const log = async (workload: Workload, options: object) => {
      const events: SimulationEvent[] = [];
      await simulate(workload, policyNamed(policy), { ...options, log: (event) => events.push(event) });
      return events;
    };
    await fc.assert(
      fc.asyncProperty(anyWorkload, anyOptions, async (workload, options) => {
        assert.deepEqual(await log(workload, options), await log(namingAll(workload), options));
      }),
      { numRuns: 150, seed: 10 },
    );
  });
