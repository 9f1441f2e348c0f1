import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import type { RunRecord } from '../../../src/domain/run-record.ts';
import type { SimulationEvent } from '../../../src/domain/simulation-event.ts';
import type { WorkloadRequest } from '../../../src/domain/workload.ts';
import { optimiserSettings } from '../../../src/simulate/optimiser/named.ts';
import { optimiserPolicy } from '../../../src/simulate/optimiser/optimiser.ts';
import { NO_OVERHEADS, type SimulationOptions } from '../../../src/simulate/options.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { request, workloadOf } from '../../support/workload.ts';

const SLOW = { ...NO_OVERHEADS, saveMibPerSecond: 32, resumeMibPerSecond: 32 };

const run = (
  requests: readonly WorkloadRequest[],
  name = 'optimiser',
  options: Partial<SimulationOptions> = {},
): Promise<RunRecord> =>
  simulate(
    workloadOf(requests),
    optimiserPolicy(optimiserSettings(name), solverNamed('sequence', { check: checkSchedule, workers: 1 })),
    { overheads: SLOW, ...options },
  );

const runsOf = ({ leases }: RunRecord, id: number) =>
  leases
    .find((lease) => lease.id === String(id))
    ?.runs.map(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds]);

const reservation = (id: number, startAt: number, durationSeconds: number, nodes = 4): WorkloadRequest =>
  request(id, { nodes, durationSeconds, terms: { kind: 'advance-reservation', startAt }, preemptible: false });

const stories: readonly {
  readonly title: string;
  readonly requests: readonly WorkloadRequest[];
  readonly name?: string;
  readonly runs: Readonly<Record<number, readonly (readonly number[])[]>>;
}[] = [
  {
    title: 'a lease that does not fit before a reservation works until its memory has to be saved',
    requests: [request(1, { nodes: 4 }), reservation(2, 1800, 900)],
    runs: {
      1: [
        [0, 1768],
        [2732, 4564],
      ],
      2: [[1800, 2700]],
    },
  },
  {
    title: 'a lease that must not be interrupted waits until the reservation is over',
    requests: [request(1, { nodes: 4, preemptible: false }), reservation(2, 1800, 900)],
    runs: { 1: [[2700, 6300]], 2: [[1800, 2700]] },
  },
  {
    title: 'two reservations that do not fit together: the first is kept, the second refused',
    requests: [reservation(1, 1800, 900, 3), reservation(2, 2000, 900, 2)],
    runs: { 1: [[1800, 2700]], 2: [] },
  },
  {
    title: 'nobody is paused for what may as well wait',
    requests: [request(1), request(2, { nodes: 4, submitSeconds: 60, durationSeconds: 600 })],
    runs: { 1: [[0, 3600]], 2: [[3600, 4200]] },
  },
  {
    title: 'where waiting leases may have others paused, a short one has a long one make way',
    requests: [
      request(1, { nodes: 4, durationSeconds: 36_000 }),
      request(2, { nodes: 4, submitSeconds: 60, durationSeconds: 600 }),
    ],
    name: 'optimiser:share',
    runs: {
      1: [
        [0, 60],
        [724, 36_664],
      ],
      2: [[92, 692]],
    },
  },
  {
    title: 'where leases are tried, one that asks for hours has a long one make way, and is over if it is over soon',
    requests: [
      request(1, { nodes: 4, durationSeconds: 36_000 }),
      request(2, { nodes: 4, submitSeconds: 3_000, durationSeconds: 36_000, realSeconds: 100 }),
    ],
    name: 'optimiser:share:slowdown:try=120',
    runs: {
      1: [
        [0, 3_000],
        [3_164, 36_164],
      ],
      2: [[3_032, 3_132]],
    },
  },
];

for (const { title, requests, name, runs } of stories) {
  test(title, async () => {
    const record = await run(requests, name);
    for (const [id, expected] of Object.entries(runs)) assert.deepEqual(runsOf(record, Number(id)), expected, id);
    assert.deepEqual([record.broken, record.refused, record.violations], [[], [], []]);
  });
}

test('a lease that is expected to be over before a reservation and is not is saved in time all the same', async () => {
  const short = (id: number, submitSeconds: number): WorkloadRequest =>
    request(id, { nodes: 4, submitSeconds, durationSeconds: 3600, realSeconds: 100 });
  const record = await run([
    short(1, 0),
    short(2, 100),
    request(3, { nodes: 4, submitSeconds: 300, durationSeconds: 3600, realSeconds: 3000 }),
    reservation(4, 1000, 900),
  ]);
  assert.deepEqual(runsOf(record, 4), [[1000, 1900]]);
  assert.deepEqual(runsOf(record, 3)?.[0], [300, 968]);
  assert.equal(record.leases.find(({ id }) => id === '3')?.deliveredSeconds, 3000);
});

test('hosts that fail and commands that do not work break no rule, and the same seed tells the same story', async () => {
  const requests = Array.from({ length: 30 }, (_, index) =>
    request(index + 1, {
      nodes: 1 + (index % 3),
      submitSeconds: index * 200,
      durationSeconds: 300 + (index % 5) * 400,
    }),
  );
  const faults = { hostFailureSeconds: 8000, hostRepairSeconds: 600, outages: [], commandFailure: 0.05 };
  const logs: SimulationEvent[][] = [[], []];
  for (const log of logs) {
    const record = await run([...requests, reservation(99, 3000, 600, 2)], 'optimiser:share', {
      faults,
      untilSeconds: 40_000,
      log: (event) => log.push(event),
    });
    assert.deepEqual(record.violations, []);
  }
  assert.deepEqual(logs[0], logs[1]);
});

test('where saving and resuming take no time, a reservation costs whoever makes way for it nothing but its own length', async () => {
  const record = await run([request(1, { nodes: 4 }), reservation(2, 1800, 900)], 'optimiser', {
    overheads: NO_OVERHEADS,
  });
  assert.deepEqual(runsOf(record, 1), [
    [0, 1800],
    [2700, 4500],
  ]);
});

test('each epoch says how far its plan may be from the best: not at all while nobody waits, more where two want the same room', async () => {
  const { epochs } = await run([request(1, { nodes: 4 }), request(2, { nodes: 4, submitSeconds: 60 })]);
  const gaps = new Map(epochs.map(({ atSeconds, gap }) => [atSeconds, gap]));
  assert.equal(gaps.get(0), 0);
  assert.ok((gaps.get(60) ?? 0) > 0, `${gaps.get(60)}`);
});
