import assert from 'node:assert/strict';
import test from 'node:test';
import { moment, names, once, oneOf, share, span, text, whole, wholeSpan } from '../../src/cli/values.ts';
import { requestOf } from '../../src/cli/whatif/request.ts';
import { InputError } from '../../src/domain/errors.ts';

const read = [
  { title: 'a bare number is seconds', actual: span('--x', '30'), expected: 30 },
  { title: 'minutes', actual: span('--x', '5m'), expected: 300 },
  { title: 'units add up', actual: span('--x', '1h30m'), expected: 5_400 },
  { title: 'a part of a second is a span', actual: span('--x', '0.5s'), expected: 0.5 },
  { title: 'hours, minutes, seconds', actual: span('--x', '01:30:05'), expected: 5_405 },
  { title: 'percent', actual: share('--x', '1%'), expected: 0.01 },
  { title: 'a share by itself', actual: share('--x', '0.25'), expected: 0.25 },
  { title: 'a moment in UTC', actual: moment('--x', '2026-11-23T03:26:11Z'), expected: 1_795_404_371 },
  { title: 'a moment in another zone', actual: moment('--x', '2026-11-23T04:26:11+01:00'), expected: 1_795_404_371 },
  { title: 'Unix seconds', actual: moment('--x', '1795404371'), expected: 1_795_404_371 },
  { title: 'a list of names', actual: names('--x', 'a, b'), expected: ['a', 'b'] },
  { title: 'text', actual: once('--x', text)('abc'), expected: 'abc' },
];

for (const { title, actual, expected } of read) {
  test(title, () => assert.deepEqual(actual, expected));
}

const refused = [
  { title: 'a span without a number', attempt: () => span('--x', 'm'), says: /--x: expected a span.*"m"/ },
  { title: 'a span of an unknown unit', attempt: () => span('--x', '5 parsecs'), says: /5 parsecs/ },
  { title: 'a span below zero', attempt: () => span('--x', '-5'), says: /"-5"/ },
  { title: 'no time at all', attempt: () => span('--x', '0'), says: /"0"/ },
  { title: 'a span longer than a year', attempt: () => span('--x', '9999d'), says: /9999d/ },
  { title: 'a number with a unit but another without', attempt: () => span('--x', '1h30'), says: /1h30/ },
  { title: 'a slot of half a second', attempt: () => wholeSpan('--x', '0.5'), says: /whole seconds/ },
  { title: 'a share above 1', attempt: () => share('--x', '150%'), says: /150%/ },
  { title: 'a share below 0', attempt: () => share('--x', '-1%'), says: /-1%/ },
  { title: 'a moment without a zone', attempt: () => moment('--x', '2026-11-23T03:26:11'), says: /with a zone/ },
  { title: 'a day that is not', attempt: () => moment('--x', '2026-02-30T00:00:00Z'), says: /2026-02-30/ },
  { title: 'a moment before 1970', attempt: () => moment('--x', '1960-01-01T00:00:00Z'), says: /1960/ },
  { title: 'a fraction', attempt: () => whole(0)('--x', '1.5'), says: /whole number/ },
  { title: 'a number too large to be exact', attempt: () => whole(0)('--x', '99999999999999999'), says: /9999/ },
  { title: 'a name that is not known', attempt: () => oneOf(['a', 'b'])('--x', 'c'), says: /"c".*a, b/ },
  { title: 'a list with a hole', attempt: () => names('--x', 'a,,b'), says: /a,,b/ },
  {
    title: 'an option given twice',
    attempt: () => once('--x', text)(['a', 'b']),
    says: /--x: was given more than once/,
  },
  { title: 'an option without its value', attempt: () => once('--x', text)(''), says: /needs a value/ },
  { title: 'a request without memory', attempt: () => requestOf('cpu=1'), says: /memory is missing/ },
  { title: 'a request with memory of no unit', attempt: () => requestOf('cpu=1,memory=8'), says: /with its unit/ },
  { title: 'a request of no cores', attempt: () => requestOf('cpu=0,memory=8G'), says: /cores above 0/ },
  { title: 'a request with an unknown key', attempt: () => requestOf('cpu=1,memory=8G,colour=red'), says: /colour/ },
  { title: 'a request that says something twice', attempt: () => requestOf('cpu=1,cpu=2,memory=1G'), says: /twice/ },
  { title: 'a request of too many VMs', attempt: () => requestOf('cpu=1,memory=8G,n=99999'), says: /at most 1000/ },
];

for (const { title, attempt, says } of refused) {
  test(`${title} is refused with place and remedy`, () => {
    assert.throws(
      attempt,
      (error) => error instanceof InputError && says.test(error.message) && /\.$/.test(error.message),
    );
  });
}

test('a request is read with sizes in whole units and terms in upper case', () => {
  assert.deepEqual(requestOf('cpu=0.53,memory=1.5GiB,duration=01:00:00,start=now,n=2,name=job'), {
    count: 2,
    cpuCentis: 52,
    memoryMib: 1_536,
    name: 'job',
    priority: 0,
    terms: { START: 'now', DURATION: '01:00:00' },
  });
});
