import assert from 'node:assert/strict';
import test from 'node:test';
import pico from 'picocolors';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/text-table.ts';
import { epoch, renamed, unsolved } from '../support/epoch.ts';

const CONTEXT = { source: 'folder:lab', toolVersion: '0.1.0', presentCost: [0, 0, 40_000, 0, 0] } as const;

const GOLDEN = `folder:lab at 2026-11-23T03:26:11Z: 2 hosts, 8 VMs, 7 leases; 48 slots
feasible: service 18,300 weighted VM-seconds, bound 15,000, gap 18 % (18 % of the excess); found by search after 2.5 s, solved 3.3 s

Cost by level
LEVEL      UNCHANGED INCUMBENT  BOUND  GAP EXCESS_GAP UNIT
mend               0         0      0  0 %          - seconds broken
acceptance         0         0      0  0 %          - weight × cores
service       40,000    18,300 15,000 18 %       18 % weighted VM-seconds
disruption         0       120      -    -          - seconds of work lost
shape              0         0      -    -          - seconds of preferences broken

Due now (before 11/23 03:27:11 UTC)
VM ACTION       HOST   DS     START_TIME     TAKES NAME   AFTER   REASON
13 live-migrate lab-01 -      11/23 03:26:11   30s mover  stop-12 leaves room for vm-22
12 stop         lab-01 -      11/23 03:26:11 1m30s sim    -       makes room for urgent
21 deploy       lab-01 system 11/23 03:26:11   30s urgent stop-12 starts now

Starts later
LEASE NAME  VMS CPU MEM EST_START      IN EST_END        EST_HOST REASON    WHY
vm-22 later   1  16 64G 11/23 04:26:11 1h 11/23 05:26:11 lab-02   Resources lab-02 is full until then

Makes room
VM ACTION       HOST   START_TIME     NAME  FOR          REASON
13 live-migrate lab-01 11/23 03:26:11 mover -            leaves room for vm-22
12 stop         lab-01 11/23 03:26:11 sim   mover urgent makes room for urgent

Waiting
LEASE NAME    VMS CPU MEM REASON   WHY
vm-23 patient   1   8 32G Priority others go first

Refused
LEASE NAME  VMS CPU MEM REASON   WHY
vm-24 giant   1 512  2T TooLarge fits no host, even empty

Left alone
LEASE NAME VMS CPU MEM REASON WHY
vm-25 held   1   1  4G Hold   its owner holds it

survived: highs: answer breaks capacity on lab-01
Plan: 1 live-migrate, 1 stop, 1 deploy now; 1 later; 1 waiting; 1 refused; feasible, gap 18 %.
`;

test('a plan reads from how good it is, over what to do now, to what waits and why', () => {
  assert.equal(planText(epoch(), CONTEXT, PLAIN), GOLDEN);
});

test('without a plan the text says so and why', () => {
  const text = planText(unsolved(), CONTEXT, PLAIN);
  assert.match(text, /unknown: no time was left/);
  assert.match(text, /No plan: /);
});

test('a plan that breaks rules names them', () => {
  const broken = epoch({ violations: [{ rule: 'capacity', message: 'lab-01 is over capacity at 5' }] });
  assert.match(
    planText(broken, CONTEXT, PLAIN),
    /Rules broken\nRULE {5}MESSAGE\ncapacity lab-01 is over capacity at 5/,
  );
});

test('a verdict that is no reason of any lease is shown by itself', () => {
  const verdict = { about: { kind: 'host', id: 3 }, code: 'Malformed', message: 'hosts.xml: no MAX_CPU' } as const;
  assert.match(
    planText(epoch({ verdicts: [verdict] }), CONTEXT, PLAIN),
    /host {2}3 {2}Malformed hosts\.xml: no MAX_CPU/,
  );
});

test('colours are used where they are wanted only', () => {
  const coloured = { header: true, colours: pico.createColors(true) };
  assert.ok(planText(epoch(), CONTEXT, coloured).includes('\u001b[1m'));
  assert.ok(!planText(epoch(), CONTEXT, PLAIN).includes('\u001b'));
});

test('a name cannot steer the terminal or break its line', () => {
  const text = planText(renamed('urgent', 'evil\u001b[2J\nname'), CONTEXT, PLAIN);
  assert.match(text, /evil \[2J name/);
});
