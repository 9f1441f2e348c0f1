import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { boundIn, roomGiven } from '../../src/daemon/room-given.ts';
import type { Command, JournalEntry } from '../../src/domain/enactment.ts';
import { type ActionId, hostId, leaseId, vmId } from '../../src/domain/ids.ts';
import type { Action, Operation } from '../../src/domain/plan.ts';
import type { News } from '../../src/enact/world.ts';

const action = (vm: number, host: number, operation: Operation = 'deploy'): Action => ({
  id: `${operation}-${vm}` as ActionId,
  vm: vmId(vm),
  lease: leaseId(`vm-${vm}`),
  operation,
  host: hostId(host),
  datastore: null,
  networks: [],
  notBefore: 0,
  expectedSeconds: 30,
  dependsOn: [],
  reason: '',
});

const commandOf = ({ vm, operation, host }: Action): Command => ({
  vm,
  operation,
  host: operation === 'resume' ? null : host,
  datastore: null,
  networks: [],
  enforce: true,
});

const subjectOf = (of: Action) => ({ epoch: 1, action: of.id, lease: of.lease, command: commandOf(of) });
const accepted = (of: Action, at: number): News => ({ kind: 'accepted', at, of: subjectOf(of) });

const bound = (...hosts: readonly number[]) => new Set(hosts.map(hostId));

test('whoever newly wants a host to which somebody is bound has to wait for a plan that was read after he was heard of', () => {
  let onTheWay = bound(0);
  const room = roomGiven(() => onTheWay);
  for (const readAt of [100, 106]) assert.equal(room.isDoubtful(action(2, 0), readAt), true, 'not heard of yet');
  assert.equal(room.isDoubtful(action(2, 1), 100), false, 'another host');
  assert.equal(room.isDoubtful(action(2, 0, 'stop'), 100), false, 'who leaves takes no room');
  onTheWay = bound();
  assert.equal(room.note(accepted(action(1, 0), 108)), true, 'a plan may do better now');
  assert.equal(room.isDoubtful(action(2, 0), 106), true, 'read before');
  assert.equal(room.isDoubtful(action(2, 0), 108), true, 'read in that very moment');
  assert.equal(room.isDoubtful(action(2, 0), 109), false, 'read afterwards');
});

test('who has arrived calls for no plan when nobody was left out', () => {
  const room = roomGiven(() => bound(0));
  assert.equal(room.note(accepted(action(1, 0), 108)), false);
});

test('what a process sent before it died may arrive yet: its host is for nobody else until it is known what became of it', () => {
  const entry = (of: Action, kind: 'intended' | 'sent' | 'accepted'): JournalEntry => {
    const before = { vm: of.vm, state: 1, lcmState: 0, host: null, sequence: 0, lock: null };
    return { epoch: 1, action: of.id, command: commandOf(of), stage: { kind }, before, at: 90, dueBy: 300 };
  };
  const open = [
    entry(action(1, 0), 'sent'),
    entry(action(2, 1), 'accepted'),
    entry(action(3, 2), 'intended'),
    entry({ ...action(4, 3, 'stop'), operation: 'resume' }, 'sent'),
  ];
  assert.deepEqual(boundIn(open), bound(0));
});

test('who was to go there by the last orders as well, as early and after the same departures, does not wait', () => {
  const room = roomGiven(() => bound(0));
  room.expect([action(1, 0), { ...action(2, 0), notBefore: 120 }]);
  assert.equal(room.isDoubtful({ ...action(2, 0), notBefore: 120 }, 100), false);
  assert.equal(room.isDoubtful({ ...action(2, 0), notBefore: 125 }, 100), false, 'later');
  assert.equal(room.isDoubtful({ ...action(2, 0), notBefore: 115 }, 100), true, 'he was to wait for somebody to leave');
  assert.equal(room.isDoubtful(action(3, 0), 100), true);
  room.expect([{ ...action(2, 0), dependsOn: ['undeploy-9' as ActionId] }]);
  assert.equal(room.isDoubtful({ ...action(2, 0), dependsOn: ['undeploy-9' as ActionId] }, 100), false);
  assert.equal(room.isDoubtful(action(2, 0), 100), true, 'he was to wait for somebody to leave');
  room.expect([]);
  assert.equal(room.isDoubtful({ ...action(2, 0), notBefore: 120 }, 100), true, 'the new orders say otherwise');
});

/** A host of so many places: plans are made from what was read, orders are carried out while they are made. */
interface Turn {
  /** Of what the orders in force wait for, so many begin while the next plan is made. */
  readonly begin: number;
  /** Of those that have begun, so many are heard of in this turn, oldest first. */
  readonly heard: number;
  readonly wanted: readonly number[];
}

const turns = fc.array(
  fc.record({
    begin: fc.nat({ max: 4 }),
    heard: fc.nat({ max: 4 }),
    wanted: fc.array(fc.nat({ max: 30 }), { maxLength: 6 }),
  }),
  { maxLength: 30 },
);

/** Epoch after epoch; gives how many VMs are on the host at most. Each plan fits what was read, and no more. */
function mostOn(places: number, script: readonly Turn[]): number {
  const onTheWay: number[] = [];
  const room = roomGiven(() => bound(...(onTheWay.length > 0 ? [0] : [])));
  const seen = new Set<number>();
  let orders: readonly number[] = [];
  let most = 0;
  for (const [epoch, { begin, heard, wanted }] of script.entries()) {
    const readAt = epoch * 10;
    const isNew = (vm: number): boolean => !seen.has(vm) && !onTheWay.includes(vm);
    const kept = orders.filter(isNew);
    const free = Math.max(0, places - seen.size);
    const known = [...onTheWay];
    const plan = [...new Set([...known, ...wanted, ...kept])].filter((vm) => !seen.has(vm)).slice(0, free);
    for (const vm of kept.slice(0, begin)) {
      onTheWay.push(vm);
    }
    for (const vm of onTheWay.splice(0, heard)) {
      room.note(accepted(action(vm, 0), readAt + 6));
      seen.add(vm);
    }
    most = Math.max(most, seen.size + onTheWay.length);
    orders = plan.filter((vm) => isNew(vm) && !room.isDoubtful(action(vm, 0), readAt));
    room.expect(orders.map((vm) => action(vm, 0)));
  }
  return most;
}

test('whatever begins while plans are made, and whenever it is heard of, room is never given away twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), turns, (places, script) => mostOn(places, script) <= places),
    { seed: 21, numRuns: 2_000 },
  );
});
