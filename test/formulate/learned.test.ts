import assert from 'node:assert/strict';
import test from 'node:test';
import { hostId, vmId } from '../../src/domain/ids.ts';
import type { Observation } from '../../src/domain/observation.ts';
import { DEFAULT_POLICY, type OverheadPolicy } from '../../src/domain/policy.ts';
import { learnOverheads } from '../../src/formulate/learned.ts';

const ASSUMED = DEFAULT_POLICY.overheads;

/** Saves of these sizes, in MiB, each as long as the line says; hosts take turns. */
function seen(
  kind: Observation['kind'],
  sizes: readonly number[],
  seconds: (memoryMib: number, turn: number) => number,
): readonly Observation[] {
  return sizes.map((memoryMib, turn) => ({
    kind,
    vm: vmId(turn),
    sequence: 0,
    host: hostId(turn % 2),
    memoryMib,
    seconds: seconds(memoryMib, turn),
  }));
}

const SIZES = Array.from({ length: 40 }, (_, turn) => 1_024 * (1 + (turn % 8)));
const learned = (observed: readonly Observation[]): OverheadPolicy => learnOverheads(observed, ASSUMED);

test('a line through what was seen is found again', () => {
  const { saveSeconds, saveMibPerSecond } = learned(seen('save', SIZES, (memoryMib) => 7 + memoryMib / 64));
  assert.deepEqual([saveSeconds, saveMibPerSecond], [7, 64]);
});

test('a few strange ones move nothing', () => {
  const strange = seen('save', SIZES, (memoryMib, turn) => (turn % 17 === 0 ? 3_000 : 7 + memoryMib / 64));
  const { saveSeconds, saveMibPerSecond } = learned(strange);
  assert.ok(Math.abs(saveMibPerSecond - 64) <= 1, String(saveMibPerSecond));
  assert.ok(saveSeconds <= 9, String(saveSeconds));
});

test('fewer than eight change nothing', () => {
  assert.deepEqual(learned(seen('save', SIZES.slice(0, 7), () => 999)), ASSUMED);
});

test('one thing that is told eight times is one thing', () => {
  const [one] = seen('save', SIZES, () => 999);
  assert.deepEqual(learned(Array.from({ length: 8 }, () => one as Observation)), ASSUMED);
});

test('a slow host counts, since nobody knows yet where a VM will be', () => {
  const even = (_: number, turn: number): number => (turn % 2 === 0 ? 60 : 5);
  assert.ok(learned(seen('live-migration', SIZES, even)).liveMigrationSeconds >= 50);
});

test('of one size alone the rate stays, and what is left is the fixed part', () => {
  const sizes = SIZES.map(() => 8_192);
  const slow = learned(seen('resume', sizes, () => 100));
  assert.deepEqual([slow.resumeSeconds, slow.resumeMibPerSecond], [19, 100]);
  const fast = learned(seen('resume', sizes, () => 2));
  assert.deepEqual([fast.resumeSeconds, fast.resumeMibPerSecond], [0, 4_096]);
});

test('what falls with memory is taken as level', () => {
  const falling = learned(seen('save', SIZES, (memoryMib) => 50 - memoryMib / 1_024));
  assert.equal(falling.saveMibPerSecond, 100_000);
  assert.ok(falling.saveSeconds >= 48 && falling.saveSeconds <= 50);
});

test('a start takes at least as long as images are brought', () => {
  assert.equal(learned(seen('transfer', SIZES, () => 240)).bootSeconds, 240);
  assert.equal(learned(seen('transfer', SIZES, () => 2)).bootSeconds, ASSUMED.bootSeconds);
  assert.equal(learned(seen('boot', SIZES, () => 2)).bootSeconds, 2);
});

test('whatever was seen, no part is negative, endless or beyond an hour', () => {
  const wild = (memoryMib: number, turn: number): number => (turn % 3) * 1e9 + memoryMib;
  for (const kind of ['save', 'resume', 'live-migration', 'boot', 'shutdown', 'transfer'] as const) {
    const { serialSaves, learn, ...spans } = learned(seen(kind, SIZES, wild));
    assert.ok(serialSaves && learn);
    for (const [name, value] of Object.entries(spans)) {
      assert.ok(Number.isInteger(value) && value >= 0 && value <= 100_000, `${kind} ${name} ${value}`);
    }
  }
});
