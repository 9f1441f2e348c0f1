import assert from 'node:assert/strict';
import process from 'node:process';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runDaemon } from '../../src/daemon/daemon.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { cloud, host, lease, NOW, running, vm } from '../support/cloud.ts';
import { fakeWorld } from '../support/daemon-world.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** So many hosts with ten VMs each, a fifth of them with an end out of sight. */
function busyCloud(hosts: number): Snapshot {
  const vms = Array.from({ length: hosts * 10 }, (_, id) => vm(id, { demand: { cpuCentis: 100, memoryMib: 2_048 } }));
  return cloud({
    hosts: Array.from({ length: hosts }, (_, id) => host(id)),
    vms: vms.map((guest) => running(guest, Math.floor(guest.id / 10), NOW - 600)),
    leases: vms.filter(({ id }) => id % 5 === 0).map((guest) => lease([guest], { durationSeconds: 90_000 })),
  });
}

test('an unchanged cloud of 200 hosts and 2,000 VMs costs under half a second of CPU, and nothing is done', async () => {
  const fake = fakeWorld(busyCloud(200));
  const ended = runDaemon(fake.world, fake.settings);
  await fake.clock.advance(1);
  const before = process.cpuUsage();
  await fake.clock.advance(600);
  const { user, system } = process.cpuUsage(before);
  fake.end();
  await fake.clock.advance(1);
  await ended;
  const epochs = fake.said('unchanged').length;
  assert.ok(epochs >= 9, `${epochs} epochs found nothing new`);
  assert.ok((user + system) / 1e6 / epochs < 0.5, `${(user + system) / 1e6} s of CPU for ${epochs} epochs`);
  assert.deepEqual(
    fake.orders.flatMap(({ actions }) => actions),
    [],
  );
});

test('memory is flat over a thousand epochs', async () => {
  let round = 0;
  const small = busyCloud(4);
  const fake = fakeWorld(small, { intervalSeconds: 60 });
  fake.show(() => ({ ...small, vms: small.vms.map((guest) => ({ ...guest, priority: round % 2 })) }));
  const ended = runDaemon(fake.world, fake.settings);
  const heap: number[] = [];
  for (round = 0; round < 1_000; round++) {
    await fake.clock.advance(60);
    fake.forget();
    if (round % 100 === 99) heap.push(usedMib());
  }
  fake.end();
  await fake.clock.advance(1);
  await ended;
  const [early, late] = [Math.min(...heap.slice(0, 3)), Math.min(...heap.slice(-3))];
  assert.ok(late < early * 1.2 + 5, `from ${early} to ${late} MiB: ${heap.join(', ')}`);
});

/** After a collection, so that only what is held counts. */
function usedMib(): number {
  collect();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}
