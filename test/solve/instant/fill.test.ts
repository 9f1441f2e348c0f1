import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { SHAPE } from '../../../src/domain/levels.ts';
import { incumbentOf } from '../../../src/domain/solution.ts';
import { mustBePlaced } from '../../../src/read/benchmarks/placed-at-once.ts';
import { type Dice, diceOf } from '../../../src/solve/dice.ts';
import { type Choice, Pattern } from '../../../src/solve/instant/fill/pattern.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { solveSmall } from '../../support/solving.ts';

test('what a host is filled with is worth as much as the best of all fills', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const dice = diceOf(seed);
    const choice = randomChoice(dice);
    const room = Float64Array.from([3 + dice.below(12), 3 + dice.below(12)]);
    const found = new Pattern(choice).search(choice.kinds.length, room, (room[0] as number) + (room[1] as number), 1e6);
    assert.equal(found, bestOf(choice, room, 0), `seed ${seed}`);
  }
});

test('two hundred VMs that fill CPU and memory alike are packed on the fewest hosts, and that is proven', async () => {
  const dice = diceOf(2);
  const demands = Array.from({ length: 200 }, () => {
    const cpu = 3 + dice.below(8);
    return [cpu, 4 * cpu + dice.below(17) - 8];
  });
  const sizes = [
    [16, 64],
    [32, 128],
    [64, 256],
  ] as const;
  const capacities = Array.from({ length: 50 }, (_, host) => sizes[host % 3] as readonly [number, number]);
  const packed = mustBePlaced({
    resources: ['cpu', 'memory'],
    capacities,
    demands,
    shape: { kind: 'pack' },
    useCosts: null,
  });
  const solution = await solveSmall(solverNamed('instant', { check: checkSchedule }), packed);
  assert.equal(solution.status, 'optimal');
  assert.equal(incumbentOf(solution)?.cost[SHAPE], 25);
});

function randomChoice(dice: Dice): Choice {
  const count = 2 + dice.below(4);
  const demand = Float64Array.from({ length: 2 * count }, () => 1 + dice.below(5));
  const size = Float64Array.from(
    { length: count },
    (_, kind) => (demand[2 * kind] as number) + (demand[2 * kind + 1] as number),
  );
  const worth = Float64Array.from({ length: count }, () => 1 + dice.below(9));
  const density = (kind: number): number => (worth[kind] as number) / (size[kind] as number);
  const kinds = Int32Array.from({ length: count }, (_, kind) => kind).sort((a, b) => density(b) - density(a));
  return {
    kinds,
    left: Int32Array.from({ length: count }, () => 1 + dice.below(3)),
    demand,
    worth,
    size,
    resources: 2,
  };
}

/** By trying every number of every kind. */
function bestOf(choice: Choice, room: Float64Array, at: number): number {
  if (at === choice.kinds.length) return 0;
  const kind = choice.kinds[at] as number;
  let best = 0;
  for (let n = 0; n <= (choice.left[kind] as number); n++) {
    const rest = room.map((each, r) => each - n * (choice.demand[2 * kind + r] as number));
    if (rest.some((each) => each < 0)) break;
    best = Math.max(best, n * (choice.worth[kind] as number) + bestOf(choice, rest, at + 1));
  }
  return best;
}
