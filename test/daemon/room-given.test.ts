import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { roomGiven } from '../../src/daemon/room-given.ts';
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

const sent = (of: Action, at: number): News => ({
  kind: 'sent',
  at,
  of: {
    epoch: 1,
    action: of.id,
    lease: of.lease,
    command: {
      vm: of.vm,
      operation: of.operation,
      host: of.operation === 'resume' ? null : of.host,
      datastore: null,
      networks: [],
      enforce: true,
    },
  },
});

test('whoever newly wants a host to which somebody was sent after the cloud was read has to wait', () => {
  const room = roomGiven();
  room.note(sent(action(1, 0), 105));
  assert.equal(room.isDoubtful(action(2, 0), 100), true);
  assert.equal(room.isDoubtful(action(2, 1), 100), false, 'another host');
  assert.equal(room.isDoubtful(action(2, 0), 106), false, 'read afterwards');
  assert.equal(room.isDoubtful(action(2, 0, 'stop'), 100), false, 'who leaves takes no room');
});

test('a command that is sent in the very second in which the cloud was read counts as after it', () => {
  const room = roomGiven();
  room.note(sent(action(1, 0), 100));
  assert.equal(room.isDoubtful(action(2, 0), 100), true);
});

test('who was to go there by the last orders as well does not wait', () => {
  const room = roomGiven();
  room.expect([action(1, 0), action(2, 0)]);
  room.note(sent(action(1, 0), 105));
  assert.equal(room.isDoubtful(action(2, 0), 100), false);
  assert.equal(room.isDoubtful(action(3, 0), 100), true);
  room.expect([]);
  assert.equal(room.isDoubtful(action(2, 0), 100), true, 'the new orders say otherwise');
});

/** A host of so many places: plans are made from what was read, orders are carried out while they are made. */
interface Turn {
  /** Of what the orders in force wait for, so many begin while the next plan is made. */
  readonly begin: number;
  readonly wanted: readonly number[];
}

const turns = fc.array(
  fc.record({ begin: fc.nat({ max: 4 }), wanted: fc.array(fc.nat({ max: 30 }), { maxLength: 6 }) }),
  { maxLength: 30 },
);

/** Epoch after epoch; gives how many VMs are on the host at most. Each plan fits what was read, and no more. */
function mostOn(places: number, script: readonly Turn[]): number {
  const room = roomGiven();
  const on = new Set<number>();
  let orders: readonly number[] = [];
  let most = 0;
  for (const [epoch, { begin, wanted }] of script.entries()) {
    const readAt = epoch * 10;
    const free = places - on.size;
    const kept = orders.filter((vm) => !on.has(vm));
    const plan = [...new Set([...wanted, ...kept])].filter((vm) => !on.has(vm)).slice(0, Math.max(0, free));
    for (const vm of kept.slice(0, begin)) {
      room.note(sent(action(vm, 0), readAt + 5));
      on.add(vm);
    }
    most = Math.max(most, on.size);
    orders = plan.filter((vm) => !on.has(vm) && !room.isDoubtful(action(vm, 0), readAt));
    room.expect(orders.map((vm) => action(vm, 0)));
  }
  return most;
}

test('whatever begins while plans are made, room is never given away twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), turns, (places, script) => mostOn(places, script) <= places),
    { seed: 21, numRuns: 2_000 },
  );
});
