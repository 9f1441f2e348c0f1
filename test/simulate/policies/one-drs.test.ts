import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { oneDrsNamed } from '../../../src/simulate/policies/one-drs/named.ts';
import { oneDrs } from '../../../src/simulate/policies/one-drs/one-drs.ts';
import { type OneDrsProgram, type Placement, scoreOf } from '../../../src/simulate/policies/one-drs/program.ts';
import { solveOneDrs } from '../../../src/simulate/policies/one-drs/solve.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { hostsOf, request, workloadOf } from '../../support/workload.ts';

const anyVm = fc.record({
  cpuCentis: fc.constantFrom(0, 50, 100, 150, 200),
  memoryMib: fc.constantFrom(512, 1024, 1500),
});

const anyProgram: fc.Arbitrary<OneDrsProgram> = fc
  .record({
    objective: fc.constantFrom('pack', 'balance'),
    hosts: fc.array(
      fc.record({
        cpu: fc.constantFrom(200, 400),
        memoryMib: fc.constantFrom(1024, 3000),
        used: fc.constantFrom(0, 0, 100),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    leases: fc.array(
      fc.record({ vms: fc.array(anyVm, { minLength: 1, maxLength: 2 }), hosts: fc.constantFrom(null, null, [0]) }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ hosts, ...rest }) => ({
    ...rest,
    hosts: hosts.map(({ cpu, memoryMib, used }) => ({
      free: { cpuCentis: cpu - used, memoryMib },
      usedCpuCentis: used,
      cpuCentis: cpu,
    })),
  }));

test('whatever is pending, what is placed fits, and no other placement is better', () => {
  fc.assert(
    fc.property(anyProgram, (program) => {
      const best = Math.max(...everyPlacement(program).map((each) => scoreIn(program, each)));
      assert.ok(Math.abs(scoreIn(program, solveOneDrs(program)) - best) < 1e-9);
    }),
    { numRuns: 400, seed: 11 },
  );
});

test('with no effort to spare, what is placed still fits', () => {
  fc.assert(
    fc.property(anyProgram, (program) => {
      assert.ok(scoreIn(program, solveOneDrs(program, 0)) > Number.NEGATIVE_INFINITY);
    }),
    { numRuns: 100, seed: 12 },
  );
});

/** All ways to place or leave the leases, whether they fit or not. */
function everyPlacement({ hosts, leases }: OneDrsProgram): readonly Placement[] {
  return leases.reduce<readonly Placement[]>(
    (before, lease) => {
      const allowed = lease.hosts ?? hosts.map((_, host) => host);
      const ways = lease.vms.reduce<readonly (readonly number[])[]>(
        (some, _) => some.flatMap((way) => allowed.map((host) => [...way, host])),
        [[]],
      );
      return before.flatMap((placement) => [null, ...ways].map((way) => [...placement, way]));
    },
    [[]],
  );
}

/** As the program says it; −∞ for one that does not fit. */
function scoreIn({ objective, hosts, leases }: OneDrsProgram, placement: Placement): number {
  const stays = leases.flatMap(({ vms }, lease) =>
    vms.flatMap((vm, index) =>
      placement[lease] === null ? [] : [{ ...vm, host: placement[lease]?.[index] as number }],
    ),
  );
  const loads = hosts.map(({ free, usedCpuCentis, cpuCentis }, host) => {
    const here = stays.filter((stay) => stay.host === host);
    const cpu = here.reduce((sum, stay) => sum + stay.cpuCentis, 0);
    const memory = here.reduce((sum, stay) => sum + stay.memoryMib, 0);
    return {
      fits: cpu <= free.cpuCentis && memory <= free.memoryMib,
      used: here.length > 0,
      share: (usedCpuCentis + cpu) / cpuCentis,
    };
  });
  if (loads.some(({ fits }) => !fits)) return Number.NEGATIVE_INFINITY;
  const used = loads.filter((load) => load.used).length;
  return scoreOf(stays.length, objective === 'pack' ? used : Math.max(...loads.map(({ share }) => share)));
}

const small = { cpuCentis: 100, memoryMib: 512 };

test('pack takes as few hosts as it can, balance spreads', async () => {
  const requests = Array.from({ length: 4 }, (_, id) => request(id, { vms: [small] }));
  const hosts = hostsOf(4, 400, 4096);
  const used = async (objective: 'pack' | 'balance') => {
    const { leases } = await simulate(workloadOf(requests, hosts), oneDrs(objective));
    return new Set(leases.flatMap(({ runs }) => runs.flatMap((run) => run.hosts))).size;
  };
  assert.deepEqual([await used('pack'), await used('balance')], [1, 4]);
});

test('as many VMs as possible are placed, whoever came first', async () => {
  const requests = [
    request(1, { nodes: 3, durationSeconds: 1_000 }),
    request(2, { nodes: 2, submitSeconds: 1, durationSeconds: 1_000 }),
    request(3, { nodes: 2, submitSeconds: 2, durationSeconds: 1_000 }),
  ];
  const { leases } = await simulate(workloadOf(requests), oneDrs('pack'));
  assert.deepEqual(
    leases.map(({ startSeconds }) => startSeconds),
    [1_022, 2, 2],
  );
});

test('a reservation is placed at its second or not at all, and a gang whole or not at all', async () => {
  const requests = [
    request(1, { nodes: 4, durationSeconds: 100 }),
    request(2, { nodes: 2, terms: { kind: 'advance-reservation', startAt: 60 } }),
    request(3, { nodes: 2, terms: { kind: 'advance-reservation', startAt: 130 } }),
  ];
  const { leases } = await simulate(workloadOf(requests), oneDrs('balance'));
  assert.deepEqual(
    leases.map(({ outcome, startSeconds }) => [outcome, startSeconds]),
    [
      ['done', 10],
      ['rejected', null],
      ['done', 130],
    ],
  );
});

test('one_drs is set by name, and balances when nothing is said', () => {
  assert.equal(oneDrsNamed('one-drs:pack').name, 'one-drs:pack');
  assert.throws(() => oneDrsNamed('one-drs:fast'), /one-drs can not be set to "fast"\. Write one-drs:pack/);
});
