import assert from 'node:assert/strict';
import test from 'node:test';
import { readObserved } from '../../../src/read/nouns/observed.ts';
import { openXml } from '../../../src/read/xml/document.ts';
import { vmXml } from '../../support/recorded.ts';

const BEGAN = 1_700_000_000;

/** A VM with one history record; seconds after its beginning, 0 is never. */
function observed(
  sequence: number,
  times: Readonly<Record<'PSTIME' | 'PETIME' | 'RSTIME', number | null>>,
): readonly unknown[] {
  const marks = Object.entries(times).map(
    ([name, after]) => `<${name}>${after === null ? 0 : BEGAN + after}</${name}>`,
  );
  const record = `<HISTORY><SEQ>${sequence}</SEQ><HID>4</HID><STIME>${BEGAN}</STIME>${marks.join('')}</HISTORY>`;
  const [vm] = [...openXml('vm', [vmXml(7, {}, { HISTORY_RECORDS: record })]).objects];
  assert.ok(vm !== undefined);
  return readObserved(vm.element, 2_048).map(({ kind, host, seconds }) => [kind, host, seconds]);
}

const cases = [
  { title: 'a deploy: images were brought', sequence: 0, times: [0, 40, 40], expected: [['transfer', 4, 40]] },
  { title: 'a deploy of a VM that was elsewhere', sequence: 2, times: [0, 9, 9], expected: [['transfer', 4, 9]] },
  {
    title: 'a cold migration: memory was saved first',
    sequence: 1,
    times: [30, 50, 50],
    expected: [['save', null, 30]],
  },
  { title: 'a live migration', sequence: 1, times: [null, null, 12], expected: [['live-migration', 4, 12]] },
  { title: 'a live migration that is under way', sequence: 1, times: [null, null, null], expected: [] },
  { title: 'images that are still brought', sequence: 0, times: [0, null, null], expected: [] },
  { title: 'a VM that was imported', sequence: 0, times: [null, null, 5], expected: [] },
  { title: 'what took no whole second', sequence: 0, times: [0, 0, 0], expected: [] },
] as const;

for (const { title, sequence, times, expected } of cases) {
  test(title, () => {
    const [PSTIME, PETIME, RSTIME] = times;
    assert.deepEqual(observed(sequence, { PSTIME, PETIME, RSTIME }), expected);
  });
}
