import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChecker } from '../../../src/check/simulation/run.ts';
import type { SimulationEvent } from '../../../src/domain/simulation-event.ts';
import { haizea } from '../../../src/simulate/policies/haizea/haizea.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { hostsOf, request, workloadOf } from '../../support/workload.ts';

const WORKLOAD = workloadOf(
  [
    request('long', { nodes: 2 }),
    request('exact', {
      submitSeconds: 60,
      nodes: 2,
      durationSeconds: 600,
      terms: { kind: 'advance-reservation', startAt: 1_800 },
    }),
    request('fixed', { submitSeconds: 90, preemptible: false, durationSeconds: 300 }),
    request('due', {
      submitSeconds: 100,
      durationSeconds: 300,
      terms: { kind: 'deadline', notBefore: null, finishBy: 9_000 },
    }),
  ],
  hostsOf(2),
);

type Change = (event: SimulationEvent) => readonly SimulationEvent[];

const indexOf = (id: string): number => WORKLOAD.requests.findIndex((each) => each.id === id);

const moved =
  (kind: SimulationEvent['kind'], id: string, seconds: number): Change =>
  (event) =>
    event.kind === kind && 'lease' in event && event.lease === indexOf(id)
      ? [{ ...event, at: event.at + seconds }]
      : [event];

const without =
  (kind: SimulationEvent['kind'], id: string): Change =>
  (event) =>
    event.kind === kind && 'lease' in event && event.lease === indexOf(id) ? [] : [event];

const twice =
  (kind: SimulationEvent['kind'], id: string): Change =>
  (event) =>
    event.kind === kind && 'lease' in event && event.lease === indexOf(id) ? [event, event] : [event];

const onHost =
  (id: string, host: number): Change =>
  (event) =>
    event.kind === 'start' && event.lease === indexOf(id)
      ? [{ ...event, hosts: event.hosts.map(() => host) }]
      : [event];

const CASES: readonly { readonly title: string; readonly change: Change; readonly rule: string }[] = [
  { title: 'a reservation that starts late', change: moved('start', 'exact', 1), rule: 'exact' },
  { title: 'two VMs on a host that has room for one', change: onHost('long', 0), rule: 'capacity' },
  { title: 'a host that does not exist', change: onHost('long', 7), rule: 'admissible' },
  { title: 'a lease that starts twice', change: twice('start', 'long'), rule: 'complete' },
  { title: 'a lease that ends twice', change: twice('end', 'fixed'), rule: 'complete' },
  { title: 'a lease whose end is not told', change: without('end', 'fixed'), rule: 'complete' },
  { title: 'a lease that ends early', change: moved('end', 'fixed', -1), rule: 'whole' },
  { title: 'time that goes backwards', change: moved('run', 'fixed', -5), rule: 'order' },
];

async function judged(change: Change) {
  const checker = runChecker(WORKLOAD, hostsOf(2), { overrun: 'truncate' });
  const log = (event: SimulationEvent): void => change(event).forEach(checker.see);
  const overheads = {
    bootSeconds: 0,
    shutdownSeconds: 0,
    saveMibPerSecond: 32,
    resumeMibPerSecond: 32,
    migrationMibPerSecond: null,
    serialPerHost: true,
    transferMibPerSecond: null,
  };
  const { leases } = await simulate(WORKLOAD, haizea(), { log, overheads });
  return checker.finish(leases);
}

test('a sound run passes', async () => {
  assert.deepEqual(await judged((event) => [event]), []);
});

for (const { title, change, rule } of CASES)
  test(`${title} is found`, async () => {
    const rules = (await judged(change)).map((violation) => violation.rule as string);
    assert.ok(rules.includes(rule), `${rules}`);
  });

test('an outcome that is not what happened is found', async () => {
  const checker = runChecker(WORKLOAD, hostsOf(2), { overrun: 'truncate' });
  const { leases } = await simulate(WORKLOAD, haizea(), { log: checker.see });
  const [first, ...rest] = leases;
  assert.ok(first !== undefined);
  const violations = checker.finish([{ ...first, deliveredSeconds: first.deliveredSeconds + 1 }, ...rest]);
  assert.deepEqual(
    violations.map(({ rule }) => rule),
    ['complete'],
  );
});
