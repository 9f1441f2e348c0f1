import assert from 'node:assert/strict';
import test from 'node:test';
import { batchModel } from '../../models/batch.ts';
import type { Model, Objective } from '../../models/model.ts';
import { checkSchedule } from '../../src/check/schedule.ts';
import { LEVELS } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import { decode } from '../../src/solve/decode.ts';
import { encode } from '../../src/solve/encode.ts';
import { present } from '../../src/solve/present.ts';
import { objectiveAt } from '../../src/solve/task.ts';
import { everyDecision, everySchedule } from '../support/every-schedule.ts';
import { host, problem, randomProblem, runningJob, waiting } from '../support/problem.ts';

/** Small enough that every schedule, legal or not, can be tried. */
const PROBLEMS = Array.from({ length: 300 }, (_, seed) => ({
  seed,
  small: randomProblem(seed, { hosts: [2, 2], jobs: [1, 3], slots: [2, 3] }),
})).filter(({ small }) => everyDecision(small).reduce((product, { length }) => product * length, 1) <= 600);

test('a schedule is valid exactly when it is a solution of the model, and then they cost the same', () => {
  const wrong: string[] = [];
  for (const { seed, small } of PROBLEMS) {
    const model = batchModel(small);
    for (const schedule of everySchedule(everyDecision(small))) {
      const fault = disagreement(small, model, schedule);
      if (fault !== null) wrong.push(`seed ${seed}: ${fault}: ${JSON.stringify(schedule)}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(PROBLEMS.length >= 100, `${PROBLEMS.length} problems are small enough`);
});

test('no level falls below its floor', () => {
  for (const { seed, small } of PROBLEMS) {
    const { levels } = batchModel(small);
    const { cost } = checkSchedule(small, present(small));
    for (const [level, { floor }] of levels.entries()) {
      assert.ok(floor <= (cost[level] as number), `seed ${seed}: ${LEVELS[level]} has floor ${floor}, present ${cost}`);
    }
  }
});

test('a model can be cloned into a worker', () => {
  const model = batchModel(randomProblem(1));
  assert.deepEqual(structuredClone(model), model);
});

const sizes: readonly {
  readonly title: string;
  readonly given: Problem;
  readonly columns: number;
  readonly rows: number;
}[] = [
  {
    title: 'VMs of a gang that are alike are counted, not named',
    given: problem({ jobs: [waiting({ vms: [{}, {}, {}], latest: 0 })] }),
    columns: 1 + 1 + 2,
    rows: 1 + 1,
  },
  {
    title: 'VMs of a gang that a rule looks at one by one are named',
    given: problem({
      jobs: [waiting({ vms: [{}, {}], latest: 0 })],
      rules: [{ kind: 'apart', name: 'web', strength: 'must', left: [0, 1], right: [0, 1] }],
    }),
    columns: 1 + 1 + 2 * 2,
    rows: 1 + 2 + 2 * 2,
  },
  {
    title: 'a host that can never take a VM has no column for it',
    given: problem({
      hosts: [host({ blocks: [{ from: 0, until: 4, amounts: [4, 0] }] }), host()],
      jobs: [waiting({ latest: 0 })],
    }),
    columns: 1 + 1,
    rows: 1,
  },
  {
    title: 'a job that is neither moved nor paused has no column',
    given: problem({ jobs: [runningJob()] }),
    columns: 0,
    rows: 0,
  },
  {
    title: 'capacity that nothing can break has no row',
    given: problem({ jobs: [waiting({ latest: 0 }), waiting({ latest: 0 })] }),
    columns: 2 * (1 + 2),
    rows: 2,
  },
];

for (const { title, given, columns, rows } of sizes) {
  test(title, () => {
    const model = batchModel(given);
    assert.deepEqual([model.columns.upper.length, model.rows.upper.length], [columns, rows]);
  });
}

/** What the checker and the model say differently of a schedule; null when they agree. */
function disagreement(small: Problem, model: Model, schedule: Schedule): string | null {
  const values = encode(model, schedule);
  const { violations, cost } = checkSchedule(small, schedule);
  const read = decode(small, model, values);
  if (violations.length > 0) {
    const solves = isSolution(model, values) && JSON.stringify(read) === JSON.stringify(schedule);
    return solves ? `solves the model and breaks ${violations[0]?.message}` : null;
  }
  if (!isSolution(model, values)) return 'is valid and no solution of the model';
  const modelled = LEVELS.map((_, level) => objectiveAt(model.levels[level] as Objective, values));
  if (modelled.join() !== cost.join()) return `costs ${cost.join()} and ${modelled.join()} by the model`;
  const again = read === null ? null : checkSchedule(small, read);
  return again?.violations.length === 0 && again.cost.join() === cost.join()
    ? null
    : 'is not read back as it was written';
}

function isSolution({ columns, rows }: Model, values: Float64Array): boolean {
  if (values.some((value, column) => value < 0 || value > (columns.upper[column] as number))) return false;
  return rows.rules.every((_, row) => {
    let sum = 0;
    for (let k = rows.starts[row] as number; k < (rows.starts[row + 1] as number); k++) {
      sum += (rows.values[k] as number) * (values[rows.columns[k] as number] as number);
    }
    return sum >= (rows.lower[row] as number) - 1e-9 && sum <= (rows.upper[row] as number) + 1e-9;
  });
}
