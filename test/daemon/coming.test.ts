import assert from 'node:assert/strict';
import test from 'node:test';
import { runDaemon } from '../../src/daemon/daemon.ts';
import { at, cloud, lease, NOW, vm } from '../support/cloud.ts';
import { fakeWorld } from '../support/daemon-world.ts';

test('what still boots is not ended by the plan of that moment, however short its time is, but by the next one', async () => {
  const guest = at(vm(1), 0, { state: 3, lcmState: 2 }, { since: NOW - 5 });
  const short = lease([guest], { durationSeconds: 5 });
  const fake = fakeWorld(cloud({ vms: [guest], leases: [short] }));
  const ended = runDaemon(fake.world, fake.settings);
  await fake.clock.advance(10);
  assert.deepEqual(fake.orders[0]?.actions, []);
  assert.equal(fake.said('planned')[0]?.fields.setAside, 1);
  fake.show(
    cloud({
      vms: [at(guest, 0, { state: 3, lcmState: 3 }, { since: NOW - 5, runningSince: NOW + 58 })],
      leases: [short],
    }),
  );
  await fake.clock.advance(55);
  assert.deepEqual(
    fake.orders[1]?.actions.map(({ operation, notBefore }) => [operation, notBefore]),
    [['undeploy', NOW + 63]],
  );
  fake.end();
  await fake.clock.advance(60);
  await ended;
});
