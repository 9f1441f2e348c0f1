import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Terms } from '../../src/domain/lease.ts';
import { readLeaseRequest, termsOf } from '../../src/read/lease-attributes.ts';
import { readMoment, readSpan } from '../../src/read/moment.ts';

const SUBMITTED = 1_795_404_281;

type Values = Readonly<Record<string, string>>;

const terms: readonly { readonly title: string; readonly values: Values; readonly expected: Terms }[] = [
  { title: 'nothing said is best effort', values: {}, expected: { kind: 'best-effort', notBefore: null } },
  {
    title: 'START=best_effort is best effort',
    values: { START: 'best_effort' },
    expected: { kind: 'best-effort', notBefore: null },
  },
  { title: 'START=now is immediate', values: { START: 'now' }, expected: { kind: 'immediate' } },
  { title: 'words may be in either case', values: { START: ' NOW ' }, expected: { kind: 'immediate' } },
  {
    title: 'START=+HH:MM:SS is reserved, counted from submission',
    values: { START: '+00:45:00' },
    expected: { kind: 'advance-reservation', startAt: SUBMITTED + 2_700 },
  },
  {
    title: 'START with a zone is reserved',
    values: { START: '2026-11-23T10:00:00+01:00' },
    expected: { kind: 'advance-reservation', startAt: 1_795_424_400 },
  },
  {
    title: 'a part of a second counts whole',
    values: { START: '2026-11-23T09:00:00.001Z' },
    expected: { kind: 'advance-reservation', startAt: 1_795_424_401 },
  },
  {
    title: 'NOT_BEFORE holds best effort back',
    values: { NOT_BEFORE: '+01:30:00' },
    expected: { kind: 'best-effort', notBefore: SUBMITTED + 5_400 },
  },
  {
    title: 'DEADLINE is when it must be finished',
    values: { DEADLINE: '+03:00:00', DURATION: '01:00:00' },
    expected: { kind: 'deadline', notBefore: null, finishBy: SUBMITTED + 10_800 },
  },
  {
    title: 'NOT_BEFORE and DEADLINE make a window',
    values: { NOT_BEFORE: '+01:00:00', DEADLINE: '20261123T120000Z', DURATION: '01:00:00' },
    expected: { kind: 'deadline', notBefore: SUBMITTED + 3_600, finishBy: 1_795_435_200 },
  },
  {
    title: 'an exact START with a DEADLINE is the earliest start, as in Haizea',
    values: { START: '+01:00:00', DEADLINE: '+03:00:00', DURATION: '01:00:00' },
    expected: { kind: 'deadline', notBefore: SUBMITTED + 3_600, finishBy: SUBMITTED + 10_800 },
  },
  {
    title: 'a reservation in the past is read as it stands',
    values: { START: '2020-01-01T00:00:00Z' },
    expected: { kind: 'advance-reservation', startAt: 1_577_836_800 },
  },
];

for (const { title, values, expected } of terms) {
  test(title, () => {
    const read = readLeaseRequest({ dialect: 'ONEPLAN', values });
    assert.ok(read.kind === 'read');
    assert.deepEqual(termsOf(read.request, SUBMITTED), expected);
  });
}

test('duration, preemptibility, weight and group are read, in either case', () => {
  const values = { DURATION: '120:00:01', PREEMPTIBLE: 'Yes', WEIGHT: '1000', GROUP: 'course', GROUP_SIZE: '6' };
  assert.deepEqual(readLeaseRequest({ dialect: 'ONEPLAN', values }), {
    kind: 'read',
    request: {
      start: 'best-effort',
      notBefore: null,
      finishBy: null,
      duration: 432_001,
      preemptible: true,
      weight: 1_000,
      group: 'course',
      groupSize: 6,
    },
  });
  const unlimited = readLeaseRequest({ dialect: 'HAIZEA', values: { DURATION: 'unlimited', PREEMPTIBLE: 'no' } });
  assert.equal(unlimited.kind === 'read' && unlimited.request.duration, 'unlimited');
});

const bad: readonly (readonly [title: string, values: Values, problems: readonly RegExp[]])[] = [
  ['DURATION in words', { DURATION: 'soon' }, [/^ONEPLAN\/DURATION is "soon", expected HH:MM:SS/]],
  ['a negative DURATION', { DURATION: '-01:00:00' }, [/DURATION is "-01:00:00"/]],
  ['a DURATION of nothing', { DURATION: '00:00:00' }, [/DURATION is "00:00:00", expected HH:MM:SS, more than/]],
  ['a DURATION in seconds', { DURATION: '3600' }, [/DURATION is "3600"/]],
  ['60 minutes', { DURATION: '00:60:00' }, [/DURATION is "00:60:00"/]],
  ['a DURATION beyond a century', { DURATION: '876001:00:00' }, [/DURATION/]],
  ['an overflowing DURATION', { DURATION: `${'9'.repeat(400)}:00:00` }, [/DURATION is "9{40}…"/]],
  ['an empty DURATION', { DURATION: '' }, [/DURATION is nothing, expected/]],
  ['START without a zone', { START: '2026-11-23T10:00:00' }, [/START is "2026-11-23T10:00:00".*with zone/]],
  ['START without a time', { START: '2026-11-23' }, [/START is "2026-11-23"/]],
  ['START on a day that is not', { START: '2026-02-30T10:00:00Z' }, [/START is "2026-02-30T10:00:00Z"/]],
  ['START before 1970', { START: '1969-12-31T23:59:59Z' }, [/START is "1969/]],
  ['NOT_BEFORE in words', { NOT_BEFORE: 'now' }, [/NOT_BEFORE is "now", expected \+HH:MM:SS/]],
  ['DEADLINE before submission', { DEADLINE: '-01:00:00', DURATION: '01:00:00' }, [/DEADLINE is "-01:00:00"/]],
  ['PREEMPTIBLE perhaps', { PREEMPTIBLE: 'perhaps' }, [/PREEMPTIBLE is "perhaps", expected yes or no/]],
  ['WEIGHT 0', { WEIGHT: '0' }, [/WEIGHT is "0", expected a whole number from 1 to 1000/]],
  ['WEIGHT 1001', { WEIGHT: '1001' }, [/WEIGHT is "1001"/]],
  ['a broken WEIGHT', { WEIGHT: '1.5' }, [/WEIGHT is "1.5"/]],
  ['a GROUP without a name', { GROUP: ' ' }, [/GROUP is nothing, expected a name/]],
  ['GROUP_SIZE 0', { GROUP: 'g', GROUP_SIZE: '0' }, [/GROUP_SIZE is "0"/]],
  ['GROUP_SIZE without GROUP', { GROUP_SIZE: '3' }, [/GROUP_SIZE="3" needs the GROUP/]],
  [
    'an unknown attribute',
    { DURATON: '01:00:00' },
    [/^ONEPLAN has no attribute "DURATON", expected START, NOT_BEFORE/],
  ],
  ['START=now with NOT_BEFORE', { START: 'now', NOT_BEFORE: '+01:00:00' }, [/starts at once or never/]],
  ['START=now with DEADLINE', { START: 'now', DEADLINE: '+1:00:00', DURATION: '0:30:00' }, [/starts at once or never/]],
  ['an exact START with NOT_BEFORE', { START: '+1:00:00', NOT_BEFORE: '+1:00:00' }, [/both say when it begins/]],
  ['DEADLINE without DURATION', { DEADLINE: '+01:00:00' }, [/DEADLINE="\+01:00:00" needs a DURATION/]],
  ['DEADLINE without end', { DEADLINE: '+01:00:00', DURATION: 'unlimited' }, [/needs a DURATION of HH:MM:SS/]],
  ['two faults', { DURATION: 'soon', PREEMPTIBLE: 'perhaps' }, [/DURATION is "soon"/, /PREEMPTIBLE is "perhaps"/]],
];

for (const [title, values, problems] of bad) {
  test(`${title} is a problem in one line each`, () => {
    const read = readLeaseRequest({ dialect: 'ONEPLAN', values });
    assert.ok(read.kind === 'bad');
    assert.equal(read.problems.length, problems.length);
    for (const [index, problem] of problems.entries()) assert.match(read.problems[index] ?? '', problem);
  });
}

test('HAIZEA knows four attributes', () => {
  const values = { START: 'now', DURATION: '1:00:00', PREEMPTIBLE: 'no', GROUP: 'pair' };
  assert.equal(readLeaseRequest({ dialect: 'HAIZEA', values }).kind, 'read');
  const read = readLeaseRequest({ dialect: 'HAIZEA', values: { ...values, GROUP_SIZE: '2' } });
  assert.deepEqual(read, {
    kind: 'bad',
    problems: ['HAIZEA has no attribute "GROUP_SIZE", expected START, DURATION, PREEMPTIBLE, GROUP'],
  });
});

test('whatever the span, it is read back to the second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 876_000 * 3_600 }), (seconds) => {
      const two = (value: number): string => String(value).padStart(2, '0');
      const text = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
      assert.equal(readSpan(text), seconds);
      assert.deepEqual(readMoment(`+${text}`), { kind: 'after-submission', seconds });
    }),
    { seed: 1 },
  );
});

test('whatever the text, a request is read or has a problem in one line', () => {
  const names = fc.constantFrom('START', 'NOT_BEFORE', 'DEADLINE', 'DURATION', 'WEIGHT', 'GROUP', 'GROUP_SIZE', 'X');
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('now', '+01:00:00', '1', 'unlimited', '0:0:0'));
  fc.assert(
    fc.property(fc.dictionary(names, texts), (values) => {
      const read = readLeaseRequest({ dialect: 'ONEPLAN', values });
      if (read.kind === 'bad')
        assert.ok(read.problems.every((problem) => problem.length > 0 && !/[\n\r]/.test(problem)));
    }),
    { seed: 2, numRuns: 500 },
  );
});
