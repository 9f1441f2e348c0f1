import assert from 'node:assert/strict';
import test from 'node:test';
import { notesOf, type Occasion, type Told } from '../../src/daemon/notes.ts';
import { vmId } from '../../src/domain/ids.ts';
import type { Forecast } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { NOW, PLAN, SNAPSHOT } from '../support/epoch.ts';

const occasion = (overrides: Partial<Occasion> = {}): Occasion => ({
  plan: PLAN,
  policy: DEFAULT_POLICY,
  snapshot: SNAPSHOT,
  noted: new Map(),
  told: new Map(),
  busy: new Set(),
  ...overrides,
});

const toldAll = (change: Partial<Told> = {}): ReadonlyMap<ReturnType<typeof vmId>, Told> =>
  new Map(notesOf(occasion()).map(({ vm, told }) => [vm, { ...told, ...change }]));

const planWith = (name: string, overrides: Partial<Forecast>): Occasion['plan'] => ({
  ...PLAN,
  now: NOW + 600,
  forecasts: PLAN.forecasts.map((one) => (one.name === name ? { ...one, ...overrides } : one)),
});

test('who waits, is paused or refused is told, the most important first; who runs or holds his VM is not', () => {
  assert.deepEqual(
    notesOf(occasion()).map(({ vm, told }) => `${vm} ${told.state}`),
    ['12 paused', '24 refused', '23 waits', '21 starts', '22 starts'],
  );
});

test('a message says state, reason and predicted start, and why it waits where schedulers say so', () => {
  const notes = notesOf(occasion());
  const of = (id: number) => notes.find(({ vm }) => vm === id)?.attributes;
  assert.deepEqual(of(22), {
    ONEPLAN_STATUS: { STATE: 'starts', REASON: 'lab-02 is full until then', START: '2026-11-23T04:26:11Z' },
  });
  assert.deepEqual(of(23), {
    ONEPLAN_STATUS: { STATE: 'waits', REASON: 'others go first' },
    SCHED_MESSAGE: 'oneplan: others go first',
  });
});

test('nobody is told the same twice', () => {
  assert.deepEqual(notesOf(occasion({ told: toldAll() })), []);
});

/** As the cloud shows it to a process that has just begun. */
const written = (change: { readonly state?: string; readonly startAt?: number | null } = {}) => {
  const told = toldAll();
  return {
    ...SNAPSHOT,
    vms: SNAPSHOT.vms.map((vm) => {
      const before = told.get(vm.id);
      return before === undefined ? vm : { ...vm, told: { state: before.state, startAt: before.startAt, ...change } };
    }),
  };
};

test('what stands in the attributes of a VM is not told again after a restart, and is corrected', () => {
  assert.deepEqual(notesOf(occasion({ snapshot: written() })), []);
  assert.equal(notesOf(occasion({ snapshot: written({ state: 'runs' }) })).length, 5);
  const over = planWith('patient', { outcome: 'untouched', reasonCode: 'OwnerStopped', reason: 'its lease is over' });
  const [note, ...others] = notesOf(occasion({ plan: over, snapshot: written() }));
  assert.deepEqual(note?.attributes, {
    ONEPLAN_STATUS: { STATE: 'untouched', REASON: 'its lease is over' },
    SCHED_MESSAGE: '',
  });
  assert.equal(others.length, 0);
});

test('a start that moves by less than a slot is no news; by more it is, once a slot', () => {
  const moved = (seconds: number) => planWith('later', { startAt: NOW + 3_600 + seconds });
  const count = (seconds: number, at: number) =>
    notesOf(occasion({ plan: moved(seconds), told: toldAll({ at }) })).length;
  assert.deepEqual([count(200, NOW), count(900, NOW), count(900, NOW + 599)], [0, 1, 0]);
});

test('who was told that his VM waits is told that it runs, and the scheduler’s message is taken back', () => {
  const plan = planWith('patient', { outcome: 'runs', reasonCode: 'Runs', reason: 'runs on lab-01' });
  const [note, ...others] = notesOf(occasion({ plan, told: toldAll() }));
  assert.deepEqual(note?.attributes, {
    ONEPLAN_STATUS: { STATE: 'runs', REASON: 'runs on lab-01' },
    SCHED_MESSAGE: '',
  });
  assert.equal(others.length, 0);
});

test('a VM on which an action is under way is left alone', () => {
  const notes = notesOf(occasion({ busy: new Set([vmId(21)]) }));
  assert.ok(notes.every(({ vm }) => vm !== 21));
});

test('what was delivered is repeated in every message, and alone is reason enough for one', () => {
  const vms = SNAPSHOT.vms.map((vm) => (vm.name === 'web' ? { ...vm, deliveredBeforeSeconds: 420 } : vm));
  const snapshot = { ...SNAPSHOT, vms };
  const [note] = notesOf(occasion({ snapshot, told: toldAll() }));
  assert.deepEqual(note?.attributes.ONEPLAN_STATUS, { STATE: 'runs', REASON: 'runs on', DELIVERED: '420' });
  assert.deepEqual(notesOf(occasion({ snapshot, told: toldAll(), noted: new Map([[vmId(11), 420]]) })), []);
});
