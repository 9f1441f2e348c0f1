import assert from 'node:assert/strict';
import test from 'node:test';
import { hostId } from '../../src/domain/ids.ts';
import { enactment } from '../../src/enact/enact.ts';
import { at, cloud, host, lease, NOW, vm } from '../support/cloud.ts';
import { settings, stageOf, workOf } from '../support/enacting.ts';
import { act } from '../support/plan-builders.ts';

test('after a restart, what is over by then does not keep the first plan from acting on its VM', async () => {
  const before = cloud({ hosts: [host(1)], vms: [vm(2)], leases: [lease([vm(2)])] });
  const stage = stageOf(before);
  const killed = new AbortController();
  const first = enactment({ ...stage.world, signal: killed.signal }, settings());
  first.take(workOf(before, [act('deploy', 2, 1, 0, 10)]));
  void first.drive();
  await stage.time.until(stage.time.wait(1));
  killed.abort();
  await stage.time.until(stage.time.wait(30));
  assert.equal(stage.world.journal.open().length, 1);

  const running = at(vm(2), 1, { state: 3, lcmState: 3 }, { host: hostId(1), since: NOW });
  const present = { ...before, vms: [running], takenAt: stage.time.now };
  const second = enactment(stage.world, settings());
  second.recover(present);
  second.take(workOf(present, [act('stop', 2, 1, 0, 10)], { epoch: 2 }));
  await stage.time.until(second.drive());
  assert.deepEqual(
    stage.outcomes().map(({ action, end }) => `${action} ${end}`),
    ['deploy-2 done', 'stop-2 done'],
  );
});
