import assert from 'node:assert/strict';
import test from 'node:test';
import { windowOf, windowsOf } from '../../src/simulate/windows.ts';
import { request, workloadOf } from '../support/workload.ts';

const hourly = workloadOf(
  Array.from({ length: 10 }, (_, hour) =>
    request(hour, {
      submitSeconds: hour * 3_600,
      terms: { kind: 'advance-reservation', startAt: hour * 3_600 + 600 },
    }),
  ),
);

test('windows are spread evenly and none overlaps another', () => {
  assert.deepEqual(windowsOf(hourly, 3, 3_600), [
    { fromSeconds: 0, untilSeconds: 3_600 },
    { fromSeconds: 10_800, untilSeconds: 14_400 },
    { fromSeconds: 21_600, untilSeconds: 25_200 },
  ]);
  assert.throws(() => windowsOf(hourly, 3, 4 * 3_600), /3 windows of 14400 s do not fit into the 32401 s/);
});

test('without a length, windows have every request once', () => {
  const ids = windowsOf(hourly, 3, null).flatMap((window) => windowOf(hourly, window).requests.map(({ id }) => id));
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.length >= 9);
});

test('in a window, submission and terms count from its start', () => {
  const { requests } = windowOf(hourly, { fromSeconds: 7_000, untilSeconds: 11_000 });
  assert.deepEqual(
    requests.map(({ submitSeconds, terms }) => [submitSeconds, terms]),
    [
      [200, { kind: 'advance-reservation', startAt: 800 }],
      [3_800, { kind: 'advance-reservation', startAt: 4_400 }],
    ],
  );
});
