import assert from 'node:assert/strict';
import test from 'node:test';
import type { LeaseRecord, RunRecord } from '../../../src/domain/run-record.ts';
import type { WorkloadTerms } from '../../../src/domain/workload.ts';
import { DEFAULT_WORKLOAD_OPTIONS } from '../../../src/read/workload/options.ts';
import { readWorkload } from '../../../src/read/workload/read.ts';
import { runBounds } from '../../../src/report/simulation/bounds.ts';
import { detailsOf } from '../../../src/report/simulation/details.ts';
import { digestOf } from '../../../src/report/simulation/digest.ts';
import { comparedRuns } from '../../../src/report/simulation/figures.ts';
import { pairedSheet } from '../../../src/report/simulation/paired-sheet.ts';
import { summaryOf } from '../../../src/report/simulation/summary.ts';
import { PLAIN, textTable } from '../../../src/report/text-table.ts';
import { policyNamed } from '../../../src/simulate/policies/registry.ts';
import { simulate } from '../../../src/simulate/simulate.ts';

/** A lease of one core that is done: submitted at 0, run from `start` for so long. */
function done(terms: WorkloadTerms, start: number, seconds: number, more: Partial<LeaseRecord> = {}): LeaseRecord {
  const end = start + seconds;
  return {
    index: 0,
    id: '1',
    kind: terms.kind,
    terms,
    outcome: 'done',
    reason: '',
    submitSeconds: 0,
    vms: 1,
    cpuCentis: 100,
    weight: 1,
    user: null,
    durationSeconds: seconds,
    realSeconds: seconds,
    accepted: true,
    startSeconds: start,
    endSeconds: end,
    runs: [{ fromSeconds: start, untilSeconds: end, hosts: ['a'] }],
    deliveredSeconds: seconds,
    discardedSeconds: 0,
    heldSeconds: seconds,
    suspensions: 0,
    migrations: 0,
    promised: [],
    ...more,
  };
}

const runOf = (leases: readonly LeaseRecord[], more: Partial<RunRecord> = {}): RunRecord => ({
  policy: 'ours',
  workload: 'x',
  seed: 1,
  information: 'as asked',
  hosts: [{ name: 'a', capacity: { cpuCentis: 100, memoryMib: 1_024 } }],
  leases,
  stays: [],
  load: { atSeconds: [], waiting: [], paused: [], heldCpuCentis: [] },
  epochs: [],
  outages: [],
  refused: [],
  broken: [],
  endSeconds: 0,
  violations: [],
  ...more,
});

const BEST_EFFORT: WorkloadTerms = { kind: 'best-effort', notBefore: null };

test('what comes late has to be done after it came: the bound is of the busiest tail', () => {
  const leases = [
    done(BEST_EFFORT, 0, 10),
    done(BEST_EFFORT, 200, 60, { submitSeconds: 100 }),
    done(BEST_EFFORT, 260, 50, { submitSeconds: 110 }),
  ];
  assert.deepEqual(runBounds(runOf(leases)), {
    allBestEffortSeconds: 210,
    makespanSeconds: 210,
    utilisation: 120 / 210,
  });
  assert.equal(runBounds(runOf([done({ kind: 'advance-reservation', startAt: 500 }, 500, 30)])).makespanSeconds, 530);
  assert.deepEqual(runBounds(runOf([])), { allBestEffortSeconds: null, makespanSeconds: null, utilisation: null });
});

test('lateness counts from what a lease asked for, and an announced start that slips is drift', () => {
  const promised = [
    { atSeconds: 0, startSeconds: 40 },
    { atSeconds: 20, startSeconds: 70 },
  ];
  const epochs = [0.5, 0.25, null].map((gap) => ({ atSeconds: 0, orders: 0, cpuSeconds: 0.5, wallSeconds: 1, gap }));
  const details = detailsOf(
    runOf(
      [
        done({ kind: 'advance-reservation', startAt: 90 }, 100, 30),
        done({ kind: 'deadline', notBefore: null, finishBy: 130 }, 100, 30),
        done(BEST_EFFORT, 70, 5, { promised }),
        done(BEST_EFFORT, 0, 5, { outcome: 'rejected', reason: 'no room', startSeconds: null, endSeconds: null }),
      ],
      { epochs },
    ),
  );
  const [bestEffort, reservation, deadline] = details.kinds;
  assert.deepEqual([reservation?.tardinessSeconds.max, deadline?.tardinessSeconds.max], [10, 0]);
  assert.deepEqual([bestEffort?.asked, bestEffort?.done, bestEffort?.waitSeconds.median], [2, 1, 70]);
  assert.equal(bestEffort?.boundedSlowdown.mean, 7.5);
  assert.deepEqual(bestEffort?.reasons, [{ reason: 'no room', count: 1 }]);
  assert.deepEqual([details.promisedStartDriftSeconds.mean, details.promiseChanges.max], [30, 1]);
  assert.deepEqual([details.gap.count, details.gap.mean, details.epochCpuSeconds.mean], [2, 0.375, 0.5]);
});

test('policies on windows of one workload: no run beats its bound, and the difference is paired by window', async () => {
  const runs = [];
  for (const hour of [0, 3, 6, 9]) {
    const window = { fromSeconds: hour * 3_600, untilSeconds: (hour + 3) * 3_600 };
    const workload = await readWorkload('fixtures/workloads/small-day.jsonl', {
      ...DEFAULT_WORKLOAD_OPTIONS,
      ...window,
    });
    for (const name of ['fcfs', 'easy']) {
      const run = await simulate(workload, policyNamed(name));
      const [{ makespanSeconds, utilisation }, summary] = [runBounds(run), summaryOf(run)];
      assert.ok((makespanSeconds ?? 0) <= (summary.makespanSeconds ?? 0), `${name} from ${hour}`);
      assert.ok((utilisation ?? 1) >= (summary.utilisation ?? 0));
      runs.push(digestOf(run, { instance: `from ${hour}`, window: `from ${hour}` }, { picture: false, leases: false }));
    }
  }
  const rows = comparedRuns(runs, 'fcfs', 1);
  const wait = rows.find(({ figure }) => figure === 'meanWaitSeconds');
  assert.deepEqual([wait?.policy, wait?.cases], ['easy', 4]);
  assert.ok((wait?.difference.mean ?? 0) < 0 && (wait?.losses ?? 4) === 0);
  assert.deepEqual(
    comparedRuns(runs.toReversed(), 'fcfs', 1).find(({ figure }) => figure === 'meanWaitSeconds')?.wins,
    wait?.wins,
  );
  assert.match(textTable(pairedSheet(rows), PLAIN), /^meanWaitSeconds +easy +fcfs +4 .* -\d+/m);
});
