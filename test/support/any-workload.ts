import fc from 'fast-check';
import type { Workload, WorkloadHost, WorkloadRequest, WorkloadTerms } from '../../src/domain/workload.ts';
import type { SimulationOptions } from '../../src/simulate/options.ts';
import { request, workloadOf } from './workload.ts';

const anyHost: fc.Arbitrary<WorkloadHost['capacity']> = fc.record({
  cpuCentis: fc.constantFrom(100, 200, 400),
  memoryMib: fc.constantFrom(1024, 2048, 3000),
});

const anyTerms = (submit: number): fc.Arbitrary<WorkloadTerms> =>
  fc.oneof(
    { arbitrary: fc.constant<WorkloadTerms>({ kind: 'best-effort', notBefore: null }), weight: 6 },
    {
      arbitrary: fc.nat(900).map((later): WorkloadTerms => ({ kind: 'best-effort', notBefore: submit + later })),
      weight: 1,
    },
    { arbitrary: fc.constant<WorkloadTerms>({ kind: 'immediate' }), weight: 1 },
    {
      arbitrary: fc
        .nat(1_500)
        .map((later): WorkloadTerms => ({ kind: 'advance-reservation', startAt: submit + later })),
      weight: 2,
    },
    {
      arbitrary: fc
        .nat(3_000)
        .map((later): WorkloadTerms => ({ kind: 'deadline', notBefore: null, finishBy: submit + later })),
      weight: 2,
    },
  );

const anyRequest = (id: number): fc.Arbitrary<WorkloadRequest> =>
  fc.nat(2_000).chain((submitSeconds) =>
    fc
      .record({
        terms: anyTerms(submitSeconds),
        vms: fc.array(
          fc.record({ cpuCentis: fc.constantFrom(50, 100, 200), memoryMib: fc.constantFrom(256, 1000, 1024) }),
          { minLength: 1, maxLength: 3 },
        ),
        durationSeconds: fc.integer({ min: 1, max: 900 }),
        realShare: fc.constantFrom(0.1, 0.5, 1, 1, 1.3),
        preemptible: fc.boolean(),
        image: fc.constantFrom(null, { name: 'a', sizeMib: 500 }, { name: 'b', sizeMib: 900 }),
        hosts: fc.constantFrom(null, null, null, ['h1']),
      })
      .map(({ realShare, ...rest }) =>
        request(id, { ...rest, submitSeconds, realSeconds: Math.ceil(rest.durationSeconds * realShare) }),
      ),
  );

/** A dozen requests of every kind on a few hosts of several sizes. */
export const anyWorkload: fc.Arbitrary<Workload> = fc
  .tuple(
    fc.array(anyHost, { minLength: 1, maxLength: 4 }),
    fc
      .integer({ min: 1, max: 14 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, id) => anyRequest(id)))),
  )
  .map(([capacities, requests]) =>
    workloadOf(
      requests,
      capacities.map((capacity, index) => ({ name: `h${index + 1}`, capacity })),
    ),
  );

/** A cloud that takes time, fails, and treats overruns in every way. */
export const anyOptions: fc.Arbitrary<Partial<SimulationOptions>> = fc.record({
  overheads: fc.record({
    bootSeconds: fc.constantFrom(0, 7),
    shutdownSeconds: fc.constantFrom(0, 3),
    saveMibPerSecond: fc.constantFrom(null, 32),
    resumeMibPerSecond: fc.constantFrom(null, 50),
    migrationMibPerSecond: fc.constantFrom(null, 12.5),
    serialPerHost: fc.boolean(),
    transferMibPerSecond: fc.constantFrom(null, 20),
  }),
  images: fc.record({ multicast: fc.boolean() }),
  overrun: fc.constantFrom('truncate', 'extend', 'stop'),
  oracle: fc.boolean(),
  faults: fc.record({
    hostFailureSeconds: fc.constantFrom(null, null, 1_500),
    hostRepairSeconds: fc.constant(200),
    outages: fc.constantFrom([], [{ host: 0, fromSeconds: 300, untilSeconds: 500 }]),
    commandFailure: fc.constantFrom(0, 0, 0.1),
  }),
  seed: fc.nat(1_000),
  planningSeconds: fc.constantFrom(0, 0, 4),
});
