import assert from 'node:assert/strict';
import test from 'node:test';
import { hostId } from '../../src/domain/ids.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { enactment } from '../../src/enact/enact.ts';
import type { News } from '../../src/enact/world.ts';
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

const gangOf = (...ids: readonly number[]) => {
  const members = ids.map((id) => vm(id));
  return cloud({ hosts: [host(1)], vms: members, leases: [lease(members)] });
};
const starting = (snapshot: Snapshot) => {
  const [gang] = snapshot.leases;
  assert(gang !== undefined);
  return workOf(
    snapshot,
    gang.vms.map((id) => act('deploy', id, 1, 0, 10, { lease: gang.id })),
  );
};

test('a member of a gang whose command died with its process is sent again, before the others run alone', async () => {
  const before = gangOf(2, 3);
  const stage = stageOf(before);
  stage.cloud.mishap = ({ vm: id }, nth) => (id === 3 && nth < 2 ? { kind: 'lost' } : null);
  const killed = new AbortController();
  const first = enactment({ ...stage.world, signal: killed.signal }, settings());
  first.take(starting(before));
  void first.drive();
  await stage.time.until(stage.time.wait(0.5));
  killed.abort();
  await stage.time.until(stage.time.wait(2));

  const second = enactment(stage.world, settings());
  second.recover({ ...before, takenAt: stage.time.now });
  await stage.time.until(second.drive());
  assert.deepEqual(
    stage.outcomes().map(({ action, end }) => `${action} ${end}`),
    ['deploy-2 done', 'deploy-3 done'],
  );
  const [, , again] = stage.cloud.sent;
  assert.ok(again !== undefined && again.at - NOW < 4, `sent again after ${(again?.at ?? 0) - NOW} s`);
  assert.deepEqual(stage.cloud.breaches, []);
});

test('what was heard after all, though its process had died and it was sent again, is done once', async () => {
  const before = gangOf(2, 3);
  const stage = stageOf(before);
  stage.cloud.mishap = ({ vm: id }, nth) => (id === 3 && nth < 2 ? { kind: 'lost' } : null);
  const killed = new AbortController();
  const first = enactment({ ...stage.world, signal: killed.signal }, settings());
  first.take(starting(before));
  void first.drive();
  await stage.time.until(stage.time.wait(0.5));
  killed.abort();
  await stage.time.until(stage.time.wait(2));

  stage.cloud.mishap = ({ vm: id }) => {
    if (id === 3) stage.cloud.change(3, { state: 3, lcmState: 3, host: hostId(1), sequence: 1 });
    return null;
  };
  const second = enactment(stage.world, settings());
  second.recover({ ...before, takenAt: stage.time.now });
  await stage.time.until(second.drive());
  assert.deepEqual(
    stage.outcomes().map(({ action, end }) => `${action} ${end}`),
    ['deploy-2 done', 'deploy-3 done'],
  );
  assert.equal(stage.cloud.sent.length, 3);
});

test('a VM that was undeployed to undo its gang is put back into the queue, though a restart comes between', async () => {
  const before = gangOf(2, 3);
  const stage = stageOf(before);
  stage.cloud.mishap = ({ vm: id }) => (id === 3 ? { kind: 'refused', refusal: 'give-up' } : null);
  const killed = new AbortController();
  const dies = (news: News): void => {
    if (news.kind === 'ended' && news.outcome.action === 'undo-undeploy-2') killed.abort();
  };
  const first = enactment({ ...stage.world, signal: killed.signal, heard: dies }, settings());
  first.take(starting(before));
  await stage.time.until(first.drive());
  assert.equal(stage.cloud.status(2)?.state, 9);

  const second = enactment(stage.world, settings());
  second.recover({ ...before, takenAt: stage.time.now });
  await stage.time.until(second.drive());
  assert.equal(stage.cloud.status(2)?.state, 1);
});

test('the end of a lease does not overtake that its gang is undone: all its members come back', async () => {
  const before = gangOf(2, 3);
  const stage = stageOf(before);
  const [two] = starting(before).actions;
  assert(two !== undefined);
  const killed = new AbortController();
  const first = enactment({ ...stage.world, signal: killed.signal }, settings());
  first.take({ ...starting(before), actions: [two] });
  void first.drive();
  await stage.time.until(stage.time.wait(5));
  killed.abort();
  await stage.time.until(stage.time.wait(60));

  const up = at(vm(2), 1, { state: 3, lcmState: 3 }, { since: NOW });
  const present = { ...before, vms: [up, vm(3)], takenAt: stage.time.now };
  const second = enactment(stage.world, settings());
  second.recover(present);
  second.take(workOf(present, [act('undeploy', 2, 1, 0, 10, { lease: two.lease })], { epoch: 2 }));
  await stage.time.until(second.drive());
  assert.deepEqual([stage.cloud.status(2)?.state, stage.cloud.status(3)?.state], [1, 1]);
});
