import assert from 'node:assert/strict';
import test from 'node:test';
import { actionId, hostId, leaseId } from '../../src/domain/ids.ts';
import { queue, queueDocument, queueSheet } from '../../src/report/queue.ts';
import { PLAIN, textTable } from '../../src/report/text-table.ts';
import { whyOf } from '../../src/report/why.ts';
import { whyDocument, whyText } from '../../src/report/why-words.ts';
import { epoch, NOW, unsolved } from '../support/epoch.ts';

const GOLDEN = `LEASE NAME    VMS CPU MEM USER     EST_START      IN EST_END        EST_HOST REASON    WHY
vm-21 urgent    1   8 32G oneadmin 11/23 03:26:11 0s 11/23 04:26:11 lab-01   Starts    runs on
vm-22 later     1  16 64G oneadmin 11/23 04:26:11 1h 11/23 05:26:11 lab-02   Resources lab-02 is full until then
vm-23 patient   1   8 32G oneadmin -               - -              -        Priority  others go first
vm-24 giant     1 512  2T oneadmin -               - -              -        TooLarge  fits no host, even empty
vm-25 held      1   1  4G oneadmin -               - -              -        Hold      its owner holds it
`;

test('the queue shows every request that holds no room, soonest first, each with a start or a reason', () => {
  assert.equal(textTable(queueSheet(epoch()), PLAIN), GOLDEN);
});

test('what runs is not in the queue', () => {
  assert.ok(queue(epoch()).every(({ outcome }) => outcome !== 'runs'));
});

test('the queue as JSON has one entry per row', () => {
  assert.equal(queueDocument(epoch()).queue.length, queueSheet(epoch()).rows.length);
  assert.equal(queueDocument(unsolved()).queue.length, 0);
});

for (const asked of ['22', 'vm-22', 'later']) {
  test(`a request is found as "${asked}"`, () => {
    assert.equal(whyOf(epoch(), asked)?.forecast.lease, leaseId('vm-22'));
  });
}

test('what is not there is not found', () => {
  assert.equal(whyOf(epoch(), 'nobody'), null);
});

test('why names what it asks for, what holds it and where room appears', () => {
  const one = epoch();
  const why = whyOf(one, 'later');
  assert.ok(why !== null);
  const text = whyText(why, one);
  assert.match(text, /vm-22 \(later\): starts at 11\/23 04:26:11 UTC on lab-02 until 11\/23 05:26:11/);
  assert.match(text, /why: Resources: lab-02 is full until then/);
  assert.match(text, /asks for: 1 VM of 16 cores, 64G, for 1h, best effort, may not be paused, weight 1/);
  assert.match(
    text,
    /would help: more room: under this plan one of its VMs finds it first on lab-02, from 11\/23 04:16:11 UTC/,
  );
  assert.deepEqual(
    why.actions.map(({ id }) => id),
    [actionId('deploy-22')],
  );
});

test('a host that is too small is told apart from one that is full', () => {
  const answers = whyOf(epoch(), 'giant')?.hosts ?? [];
  assert.deepEqual(
    answers.map(({ excluded }) => excluded),
    ['too small, even empty', 'too small, even empty'],
  );
  assert.deepEqual(
    whyOf(epoch(), 'patient')?.hosts.map(({ excluded }) => excluded),
    [null, null],
  );
});

test('a host says from when the plan leaves room for the whole time that is asked for', () => {
  const one = epoch();
  const why = whyOf(one, 'patient');
  assert.ok(why !== null);
  const rooms = whyDocument(why, one).hosts.map(({ id, roomFromUnixSeconds }) => [id, roomFromUnixSeconds]);
  assert.deepEqual(rooms, [
    [hostId(1), NOW + 3_900],
    [hostId(2), NOW],
  ]);
});
