import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { soonest } from '../../src/simulate/profile/sweep.ts';
import { clear, roomFor, type Timeline, take } from '../../src/simulate/profile/timeline.ts';

const anyTimeline = fc
  .array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 20 }), fc.constantFrom(50, 100, 200)), { maxLength: 6 })
  .map((taken): Timeline => {
    const timeline: Timeline = { at: [], cpuCentis: [], memoryMib: [] };
    clear(timeline, 0, { cpuCentis: 400, memoryMib: 4_000 });
    for (const [from, span, cpuCentis] of taken) take(timeline, from, from + span, { cpuCentis, memoryMib: 10 }, 1);
    return timeline;
  });

test('the soonest moment at which a gang fits is the one that trying every second finds', () => {
  const anySearch = fc.record({
    count: fc.integer({ min: 1, max: 9 }),
    seconds: fc.integer({ min: 1, max: 30 }),
    after: fc.nat(30),
  });
  fc.assert(
    fc.property(fc.array(anyTimeline, { minLength: 1, maxLength: 3 }), anySearch, (timelines, search) => {
      const vm = { cpuCentis: 100, memoryMib: 100 };
      const fits = (at: number): boolean =>
        timelines.reduce((sum, each) => sum + roomFor(each, at, at + search.seconds, vm, search.count), 0) >=
        search.count;
      const seconds = Array.from({ length: 100 }, (_, index) => search.after + index);
      const expected = seconds.find((at) => at <= 90 && fits(at)) ?? null;
      assert.equal(soonest(timelines, { vm, ...search, latest: 90 }), expected);
    }),
    { numRuns: 500, seed: 3 },
  );
});

test('what is taken and given back leaves as much as before', () => {
  fc.assert(
    fc.property(anyTimeline, fc.nat(40), fc.integer({ min: 1, max: 20 }), (timeline, from, span) => {
      const before = Array.from({ length: 80 }, (_, at) =>
        roomFor(timeline, at, at + 1, { cpuCentis: 10, memoryMib: 1 }, 99),
      );
      take(timeline, from, from + span, { cpuCentis: 70, memoryMib: 5 }, 1);
      take(timeline, from, from + span, { cpuCentis: 70, memoryMib: 5 }, -1);
      const after = Array.from({ length: 80 }, (_, at) =>
        roomFor(timeline, at, at + 1, { cpuCentis: 10, memoryMib: 1 }, 99),
      );
      assert.deepEqual(after, before);
    }),
    { seed: 4 },
  );
});
