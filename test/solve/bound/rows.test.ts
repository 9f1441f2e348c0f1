import assert from 'node:assert/strict';
import test from 'node:test';
import type { Problem } from '../../../src/domain/problem.ts';
import { slotCount } from '../../../src/domain/problem.ts';
import type { Schedule } from '../../../src/domain/schedule.ts';
import { type Kinds, kindsOf } from '../../../src/solve/bound/kinds.ts';
import { isPlain, rounded, roundingsOf } from '../../../src/solve/bound/roundings.ts';
import { type RowFamily, RowMaker } from '../../../src/solve/bound/rows.ts';
import { Ends } from '../../../src/solve/ends.ts';
import { segmentsOf } from '../../../src/solve/segments.ts';
import { anySchedule } from '../../support/any-schedule.ts';
import { dice } from '../../support/dice.ts';
import { host, problem, randomProblem, runningJob, waiting } from '../../support/problem.ts';

test('whatever a valid schedule holds satisfies every row', () => {
  let tight = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const given = randomProblem(seed);
    const kinds = kindsOf(given);
    const maker = new RowMaker(given, kinds);
    const everywhere = maker.everywhere();
    const families = [...everywhere, ...maker.byClass(everywhere)];
    for (const schedule of [anySchedule(given, seed, 6), anySchedule(given, 1000 + seed, 6)]) {
      const held = heldBy(given, kinds, schedule);
      for (const family of families) {
        for (let t = 0; t < slotCount(given); t++) {
          const use = useOf(family, held, t, kinds);
          const room = family.room[t] as number;
          assert.ok(
            use <= room,
            `seed ${seed}, slot ${t}, ${JSON.stringify(family.rounding)} of ${family.resource}: ${use} > ${room}`,
          );
          if (use === room && use > 0) tight += 1;
        }
      }
    }
  }
  assert.ok(tight > 1000, `${tight} rows hold with equality`);
});

/** VMs of a type that hold room in a class in a slot: [(type·classes + class)·T + t]; settled ones are not counted. */
function heldBy(given: Problem, kinds: Kinds, schedule: Schedule): Float64Array {
  const slots = slotCount(given);
  const ends = new Ends(given.edges);
  const held = new Float64Array(kinds.types.length * kinds.classes.length * slots);
  for (const [index, job] of given.jobs.entries()) {
    const decision = schedule[index];
    assert(decision !== undefined);
    for (const [position, segments] of segmentsOf(given, ends, job, decision).entries()) {
      const type = kinds.typeOfVm[job.vms[position] as number] as number;
      if (type === -1) continue;
      for (const { host: on, from, until } of segments) {
        const at = (type * kinds.classes.length + (kinds.classOfHost[on] as number)) * slots;
        for (let t = from; t < until; t++) held[at + t] = (held[at + t] as number) + 1;
      }
    }
  }
  return held;
}

function useOf({ hostClass, sizes }: RowFamily, held: Float64Array, t: number, { types, classes }: Kinds): number {
  const slots = held.length / (types.length * classes.length);
  let use = 0;
  for (let type = 0; type < types.length; type++) {
    for (let c = 0; c < classes.length; c++) {
      if (hostClass !== null && hostClass !== c) continue;
      use += (sizes[type] as number) * (held[(type * classes.length + c) * slots + t] as number);
    }
  }
  return use;
}

/** How roundings count demands: one list each. */
const counts = (demands: readonly number[], capacities: readonly number[]): readonly (readonly number[])[] =>
  roundingsOf(demands, capacities).map((rounding) => demands.map((demand) => rounded(rounding, demand)));

test('roundings divide by demands that occur and by parts of a host, and no two count alike', () => {
  assert.deepEqual(counts([9, 9], [16]), [
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  assert.deepEqual(counts([2, 3, 4], [5]), [
    [0, 0, 1],
    [0, 1, 1],
    [1, 1, 2],
    [1, 2, 3],
  ]);
  assert.deepEqual(counts([1], [4]), []);
  assert.deepEqual(counts([], [4]), []);
});

test('what one host holds never counts for more than its capacity does', () => {
  const random = dice(7);
  for (let attempt = 0; attempt < 2000; attempt++) {
    const capacity = random.between(1, 60);
    const demands = Array.from({ length: 4 }, () => random.between(1, capacity));
    const roundings = roundingsOf(demands, [capacity, random.between(1, 60)]);
    const content: number[] = [];
    for (let left = capacity; left > 0; left -= content.at(-1) ?? 0) {
      const fitting = demands.filter((demand) => demand <= left);
      if (fitting.length === 0) break;
      content.push(random.pick(fitting));
    }
    for (const rounding of roundings) {
      const counted = content.reduce((sum, demand) => sum + rounded(rounding, demand), 0);
      assert.ok(counted <= rounded(rounding, capacity), `${content} on ${capacity}: ${JSON.stringify(rounding)}`);
    }
  }
});

test('two VMs of nine cores do not fit a host of sixteen', () => {
  const given = problem({ hosts: [host({ capacity: [16, 64] })], jobs: [waiting({ vms: [{ demand: [9, 2] }] })] });
  const nine = new RowMaker(given, kindsOf(given)).everywhere().find(({ sizes }) => sizes.at(-1) === 1);
  assert.deepEqual([nine?.sizes, nine?.room[0]], [[1], 1]);
});

test('a VM that stays where it is takes its room before capacities are divided', () => {
  const jobs = [runningJob({ vms: [{ demand: [8, 1], on: 0 }] }), waiting({ vms: [{ demand: [9, 2] }] })];
  const given = problem({ hosts: [host({ capacity: [16, 64] })], jobs });
  const kinds = kindsOf(given);
  const nine = new RowMaker(given, kinds).everywhere().find(({ sizes }) => sizes.at(-1) === 1);
  assert.deepEqual([...kinds.typeOfVm], [-1, 0]);
  assert.equal(nine?.room[0], 0);
});

test('VMs bound to some hosts have rows against those hosts', () => {
  const hosts = [host({ capacity: [4, 8] }), host({ capacity: [4, 8] }), host({ capacity: [4, 8] })];
  const bound = waiting({ vms: [{ demand: [2, 2], hosts: [0] }] });
  const free = waiting({ vms: [{ demand: [1, 1] }] });
  const given = problem({ hosts, jobs: [bound, free] });
  const rows = new RowMaker(given, kindsOf(given)).everywhere().filter(({ rounding }) => isPlain(rounding));
  assert.deepEqual(
    rows.map((row) => [row.resource, row.hosts, row.sizes, row.room[0]]),
    [
      [0, 1, [2, 0], 4],
      [0, 3, [2, 1], 12],
    ],
  );
});
