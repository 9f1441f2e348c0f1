import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Account } from '../../src/domain/memory.ts';
import type { Stay, Vm } from '../../src/domain/vm.ts';
import {
  accountAfter,
  accountOf,
  deliveredBy,
  type Hints,
  type Mark,
  wantsHistory,
} from '../../src/store/delivered.ts';
import { at, running, stopped, suspended, vm } from '../support/cloud.ts';

const T = 1_800_000_000;
const guest = vm(1);

/** A look at the VM: how it is then, and what is known besides. */
interface Look {
  readonly vm: Vm | null;
  readonly at: number;
  readonly marks?: readonly Mark[];
  readonly records?: readonly Stay[];
}

/** What a boot is expected to take. */
const BOOT_SECONDS = 10;

/** What the account says after these looks, at the time of the last. */
function after(...looks: readonly Look[]): { readonly seconds: number; readonly account: Account } {
  let account: Account | null = null;
  let seenAt: number | null = null;
  for (const look of looks) {
    const hints: Hints = {
      now: look.at,
      seenAt,
      marks: look.marks ?? [],
      records: look.records ?? null,
      startSeconds: BOOT_SECONDS,
    };
    account = look.vm === null ? accountAfter(account as Account, hints) : accountOf(account, look.vm, hints);
    seenAt = look.at;
  }
  return { seconds: deliveredBy(account as Account, seenAt as number), account: account as Account };
}

const booting = (since: number): Vm => at(guest, 1, { state: 3, lcmState: 2 }, { since, runningSince: since });
const saving = (since: number): Vm => at(guest, 1, { state: 3, lcmState: 5 }, { since, runningSince: since });
const record = (since: number, until: number | null): Stay =>
  at(guest, 1, { state: 3, lcmState: 3 }, { since, runningSince: since, runningUntil: until, endedAt: until })
    .stay as Stay;

const cases: readonly {
  readonly title: string;
  readonly looks: readonly Look[];
  readonly seconds: number;
  readonly exact?: boolean;
}[] = [
  {
    title: 'a VM that waits delivers nothing',
    looks: [
      { vm: guest, at: T },
      { vm: guest, at: T + 60 },
    ],
    seconds: 0,
  },
  {
    title: 'a VM first met running has worked since RSTIME',
    looks: [{ vm: running(guest, 1, T), at: T + 100 }],
    seconds: 100,
  },
  {
    title: 'what was noted in the VM counts when it is first met',
    looks: [{ vm: { ...stopped(guest, 1, T, T + 50), deliveredBeforeSeconds: 70 }, at: T + 100 }],
    seconds: 120,
  },
  { title: 'a boot is no work', looks: [{ vm: booting(T), at: T + 30 }], seconds: 0 },
  {
    title: 'work begins when this planner saw its deploy done, not with the boot',
    looks: [
      { vm: guest, at: T },
      { vm: running(guest, 1, T + 5), at: T + 60, marks: [{ operation: 'deploy', stage: 'done', at: T + 35 }] },
    ],
    seconds: 25,
  },
  {
    title: 'a deploy that this planner sent and has not seen done yet is taken to need its boot',
    looks: [
      { vm: guest, at: T },
      { vm: running(guest, 1, T + 5), at: T + 60, marks: [{ operation: 'deploy', stage: 'sent', at: T + 4 }] },
    ],
    seconds: 45,
  },
  {
    title: 'a deploy seen done a moment after its VM was seen running begins its work then, and not before',
    looks: [
      { vm: guest, at: T },
      { vm: running(guest, 1, T + 5), at: T + 7, marks: [{ operation: 'deploy', stage: 'sent', at: T + 4 }] },
      { vm: running(guest, 1, T + 5), at: T + 60, marks: [{ operation: 'deploy', stage: 'done', at: T + 9 }] },
    ],
    seconds: 52,
  },
  {
    title: 'a deploy seen done long after its VM was seen running changes nothing but the second of that look',
    looks: [
      { vm: guest, at: T },
      { vm: running(guest, 1, T + 5), at: T + 7, marks: [{ operation: 'deploy', stage: 'sent', at: T + 4 }] },
      { vm: running(guest, 1, T + 5), at: T + 60, marks: [{ operation: 'deploy', stage: 'done', at: T + 50 }] },
    ],
    seconds: 52,
  },
  {
    title: 'a boot that outlasts what was expected is no work either, once it is seen done',
    looks: [
      { vm: guest, at: T },
      { vm: running(guest, 1, T), at: T + 40, marks: [{ operation: 'deploy', stage: 'accepted', at: T }] },
      { vm: running(guest, 1, T), at: T + 60, marks: [{ operation: 'deploy', stage: 'done', at: T + 35 }] },
    ],
    seconds: 25,
  },
  {
    title:
      'a deploy that was over before this process began is taken to have needed its boot, though it is seen done late',
    looks: [
      { vm: guest, at: T },
      { vm: running(guest, 1, T + 5), at: T + 60, marks: [{ operation: 'deploy', stage: 'sent', at: T + 4 }] },
      { vm: running(guest, 1, T + 5), at: T + 70, marks: [{ operation: 'deploy', stage: 'done-unseen', at: T + 61 }] },
    ],
    seconds: 55,
  },
  {
    title: 'a boot and an end that nobody saw leave what is between them',
    looks: [
      { vm: guest, at: T },
      {
        vm: stopped(guest, 1, T + 5, T + 45),
        at: T + 60,
        marks: [{ operation: 'deploy', stage: 'accepted', at: T + 4 }],
      },
    ],
    seconds: 30,
  },
  {
    title: 'a VM seen booting has not worked before that',
    looks: [
      { vm: booting(T), at: T + 20 },
      { vm: running(guest, 1, T), at: T + 60 },
    ],
    seconds: 40,
  },
  {
    title: "work ends when this planner's stop is accepted: a save is no work",
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      { vm: saving(T), at: T + 120, marks: [{ operation: 'stop', stage: 'accepted', at: T + 90 }] },
      { vm: stopped(guest, 1, T, T + 150), at: T + 180 },
    ],
    seconds: 90,
  },
  {
    title: 'without a mark of its own, work ends at RETIME',
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      { vm: stopped(guest, 1, T, T + 75), at: T + 120 },
    ],
    seconds: 75,
  },
  {
    title: 'a suspended VM is not counted twice, however often it is looked at',
    looks: [60, 120, 180, 240].map((later) => ({ vm: suspended(guest, 1, T, T + 30), at: T + later })),
    seconds: 30,
  },
  {
    title: 'stretches add up across a stop and a deploy elsewhere',
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      { vm: stopped(guest, 1, T, T + 100), at: T + 120 },
      { vm: at(guest, 2, { state: 3, lcmState: 3 }, { since: T + 200, runningSince: T + 210 }), at: T + 260 },
    ],
    seconds: 150,
  },
  {
    title: 'a live migration breaks nothing while it goes on, nor afterwards',
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      { vm: at(guest, 2, { state: 3, lcmState: 4 }, { since: T + 100 }), at: T + 120 },
      { vm: at(guest, 2, { state: 3, lcmState: 3 }, { since: T + 100, runningSince: T + 130 }), at: T + 180 },
    ],
    seconds: 180,
  },
  {
    title: 'a stop and a deploy between two looks count by their marks',
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      {
        vm: at(guest, 2, { state: 3, lcmState: 3 }, { since: T + 100, runningSince: T + 100 }),
        at: T + 180,
        marks: [
          { operation: 'stop', stage: 'accepted', at: T + 70 },
          { operation: 'stop', stage: 'done', at: T + 90 },
          { operation: 'deploy', stage: 'accepted', at: T + 100 },
          { operation: 'deploy', stage: 'done', at: T + 110 },
        ],
      },
    ],
    seconds: 140,
  },
  {
    title: 'records that nobody saw are counted from the complete history',
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      {
        vm: at(guest, 2, { state: 3, lcmState: 3 }, { since: T + 300, runningSince: T + 300 }),
        at: T + 400,
        records: [record(T, T + 80), record(T + 150, T + 250), record(T + 300, null)],
      },
    ],
    seconds: 80 + 100 + 100,
  },
  {
    title: 'without the history, the end of a record that nobody saw is a guess, and known to be one',
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      { vm: at(guest, 2, { state: 3, lcmState: 3 }, { since: T + 300, runningSince: T + 300 }), at: T + 400 },
    ],
    seconds: 400,
    exact: false,
  },
  {
    title: 'a VM that ran and was suspended between two looks has delivered that',
    looks: [
      { vm: guest, at: T },
      { vm: suspended(guest, 1, T + 10, T + 40), at: T + 60 },
    ],
    seconds: 30,
  },
  {
    title: "a VM that is gone has worked until this planner's termination",
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      { vm: null, at: T + 120, marks: [{ operation: 'terminate', stage: 'accepted', at: T + 100 }] },
    ],
    seconds: 100,
  },
  {
    title: 'a VM that its owner removed unseen is taken to have worked until then, as a guess',
    looks: [
      { vm: running(guest, 1, T), at: T + 60 },
      { vm: null, at: T + 120 },
    ],
    seconds: 120,
    exact: false,
  },
];

for (const { title, looks, seconds, exact } of cases) {
  test(title, () => {
    const { seconds: found, account } = after(...looks);
    assert.equal(found, seconds);
    assert.equal(account.exact, exact ?? true);
  });
}

test('the complete history is wanted only when a record ended unseen, and not by this planner', () => {
  const { account } = after({ vm: running(guest, 1, T), at: T + 60 });
  const moved = at(guest, 2, { state: 3, lcmState: 3 }, { since: T + 300, runningSince: T + 300 });
  assert.equal(wantsHistory(account, moved, []), true);
  assert.equal(wantsHistory(account, moved, [{ operation: 'live-migrate', stage: 'done', at: T + 300 }]), false);
  assert.equal(wantsHistory(account, running(guest, 1, T), []), false);
});

test('whatever the moments of the looks, the work counted is what the VM did, when every stretch is looked at', () => {
  const stretches = fc.array(
    fc.record({ rest: fc.integer({ min: 2, max: 500 }), work: fc.integer({ min: 2, max: 500 }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  const looksPerPhase = fc.integer({ min: 1, max: 4 });
  const property = fc.property(stretches, looksPerPhase, (parts, often) => {
    const looks: Look[] = [{ vm: guest, at: T }];
    let clock = T;
    let worked = 0;
    for (const { rest, work } of parts) {
      const since = clock + rest;
      const until = since + work;
      const ask = (from: number, length: number, is: Vm): void => {
        for (let look = 1; look <= often; look++) {
          looks.push({ vm: is, at: from + Math.max(1, Math.floor((length * look) / (often + 1))) });
        }
      };
      ask(since, work, at(guest, 1, { state: 3, lcmState: 3 }, { since, runningSince: since }));
      worked += work;
      clock = until;
      ask(until, rest, stopped(guest, 1, since, until));
    }
    assert.equal(after(...looks).seconds, worked);
  });
  fc.assert(property, { seed: 4, numRuns: 300 });
});
