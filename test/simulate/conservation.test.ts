import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { SimulationEvent } from '../../src/domain/simulation-event.ts';
import type { Workload } from '../../src/domain/workload.ts';
import type { SimulationOptions } from '../../src/simulate/options.ts';
import { policyNamed, SIMULATION_POLICIES } from '../../src/simulate/policies/registry.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { anyOptions, anyWorkload } from '../support/any-workload.ts';

const POLICIES = [...SIMULATION_POLICIES, 'haizea:oldest:migrate:conservative'];

async function logged(workload: Workload, policy: string, options: Partial<SimulationOptions>) {
  const events: SimulationEvent[] = [];
  const run = await simulate(workload, policyNamed(policy), { ...options, log: (event) => events.push(event) });
  return { run, events };
}

for (const policy of POLICIES) {
  test(`whatever the workload and the faults, a run of ${policy} keeps every rule`, async () => {
    await fc.assert(
      fc.asyncProperty(anyWorkload, anyOptions, async (workload, options) => {
        const { run } = await logged(workload, policy, options);
        assert.deepEqual(run.violations, []);
        assert.equal(run.leases.length, workload.requests.length);
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  test(`with the same seed, ${policy} makes the same log`, async () => {
    await fc.assert(
      fc.asyncProperty(anyWorkload, anyOptions, async (workload, options) => {
        const [one, two] = [await logged(workload, policy, options), await logged(workload, policy, options)];
        assert.equal(JSON.stringify(one.events), JSON.stringify(two.events));
      }),
      { numRuns: 20, seed: 6 },
    );
  });
}

test('on an ideal cloud no promise is broken and nothing that was accepted fails, under every policy that promises', async () => {
  for (const policy of ['fcfs', 'easy', 'conservative', 'haizea'])
    await fc.assert(
      fc.asyncProperty(anyWorkload, async (workload) => {
        const { run } = await logged(workload, policy, {});
        assert.deepEqual(run.broken, []);
        const failed = run.leases.filter(({ outcome }) => outcome === 'failed');
        assert.deepEqual(failed, []);
      }),
      { numRuns: 60, seed: 7 },
    );
});

test('the mean number of waiting leases is their arrival rate times their mean wait (Little)', async () => {
  for (const policy of SIMULATION_POLICIES)
    await fc.assert(
      fc.asyncProperty(anyWorkload, anyOptions, async (workload, options) => {
        const { run, events } = await logged(workload, policy, options);
        assert.equal(areaOf(run), waitedIn(events, run.endSeconds));
      }),
      { numRuns: 40, seed: 8 },
    );
});

/** Lease-seconds of waiting by the queue's length. */
function areaOf({ load, endSeconds }: RunRecord): number {
  return load.atSeconds.reduce((sum, at, index) => {
    const until = load.atSeconds[index + 1] ?? endSeconds;
    return sum + (load.waiting[index] as number) * (until - at);
  }, 0);
}

/** Lease-seconds of waiting, lease by lease. */
function waitedIn(events: readonly SimulationEvent[], endSeconds: number): number {
  const since = new Map<number, number>();
  let sum = 0;
  for (const event of events) {
    if (!('lease' in event)) continue;
    const begins = event.kind === 'arrived' || event.kind === 'lost';
    const ends = event.kind === 'start' || event.kind === 'rejected' || event.kind === 'failed';
    if (ends && since.has(event.lease)) sum += event.at - (since.get(event.lease) as number);
    if (ends) since.delete(event.lease);
    if (begins) since.set(event.lease, event.at);
  }
  return [...since.values()].reduce((total, from) => total + endSeconds - from, sum);
}
