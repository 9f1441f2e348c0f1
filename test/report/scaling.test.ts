import assert from 'node:assert/strict';
import test from 'node:test';
import { powerLaw, type ScalingRow, scalingDocument, scalingText } from '../../src/report/scaling.ts';
import { PLAIN } from '../../src/report/text-table.ts';

const row = (hosts: number, given: Partial<ScalingRow> = {}): ScalingRow => ({
  hosts,
  leases: 10 * hosts,
  slots: 48,
  firstPlanSeconds: 0.001 * hosts,
  firstPlanCpuSeconds: 0.002 * hosts,
  iterationCpuSeconds: 1e-5 * hosts ** 1.5,
  gap: 0.02,
  seconds: 10,
  peakRssMib: 200,
  ...given,
});

test('a power law is found again from its own values', () => {
  const law = powerLaw([50, 100, 1_000, 10_000].map((size) => ({ size, value: 3 * size ** 1.2 })));
  assert.ok(law !== null);
  assert.deepEqual(
    [law.exponent.toFixed(6), law.factor.toFixed(6), law.fit.toFixed(6)],
    ['1.200000', '3.000000', '1.000000'],
  );
});

test('points without a value are left out, and one size is no law', () => {
  assert.equal(
    powerLaw([
      { size: 5, value: 1 },
      { size: 50, value: 0 },
    ]),
    null,
  );
  assert.equal(
    powerLaw([
      { size: 5, value: 1 },
      { size: 5, value: 2 },
    ]),
    null,
  );
});

test('the table ends with how each figure grows', () => {
  const text = scalingText([row(100), row(1_000)], PLAIN);
  assert.match(text, /^HOSTS LEASES SLOTS FIRST_PLAN FIRST_CPU ITERATION +GAP SECONDS PEAK_MIB\n/);
  assert.match(text, /first plan, wall grows as hosts \^ 1\.00 /);
  assert.match(text, /bound iteration grows as hosts \^ 1\.50 /);
  assert.match(text, /peak memory grows as hosts \^ 0\.00 /);
});

test('a size without a plan keeps its row', () => {
  const rows = [row(100, { firstPlanSeconds: null, firstPlanCpuSeconds: null, gap: null }), row(200)];
  const { powerLaws } = scalingDocument(rows);
  assert.deepEqual(
    powerLaws.map(({ of }) => of),
    ['bound iteration', 'peak memory'],
  );
});
