import assert from 'node:assert/strict';
import test from 'node:test';
import { hostId } from '../../src/domain/ids.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { enactment } from '../../src/enact/enact.ts';
import type { EnactWorld, Work } from '../../src/enact/world.ts';
import { at, cloud, host, lease, NOW, vm } from '../support/cloud.ts';
import { type Stage, settings, stageOf, workOf } from '../support/enacting.ts';
import { act } from '../support/plan-builders.ts';

/** A process takes up this work, and is dead so many seconds later. */
async function killedAfter(seconds: number, { world, time }: Stage, work: Work): Promise<void> {
  const killed = new AbortController();
  const first = enactment({ ...world, signal: killed.signal }, settings());
  first.take(work);
  void first.drive();
  await time.until(time.wait(seconds));
  killed.abort();
}

test('after a restart, what is over by then does not keep the first plan from acting on its VM', async () => {
  const before = cloud({ hosts: [host(1)], vms: [vm(2)], leases: [lease([vm(2)])] });
  const stage = stageOf(before);
  await killedAfter(1, stage, workOf(before, [act('deploy', 2, 1, 0, 10)]));
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

/** A process that started a gang and died when the command for its second member was lost. */
async function cutShort(...others: readonly number[]) {
  const gang = gangOf(2, 3);
  const lone = others.map((id) => vm(id));
  const before = {
    ...gang,
    vms: [...gang.vms, ...lone],
    leases: [...gang.leases, ...lone.map((each) => lease([each]))],
  };
  const stage = stageOf(before);
  stage.cloud.mishap = ({ vm: id }, nth) => (id === 3 && nth < 2 ? { kind: 'lost' } : null);
  await killedAfter(0.5, stage, starting(before));
  await stage.time.until(stage.time.wait(2));
  return { before, stage };
}

test('a member of a gang whose command died with its process is sent again, before the others run alone', async () => {
  const { before, stage } = await cutShort();
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

test('somebody new goes to the host of a gang that was taken up as soon as all of it is there or seen on its way', async () => {
  const { before, stage } = await cutShort(4);
  stage.cloud.actionSeconds = ({ vm: id }) => (id === 3 ? 60 : 10);
  const second = enactment(stage.world, settings());
  second.recover({ ...before, takenAt: stage.time.now });
  void second.drive();
  await stage.time.until(stage.time.wait(20));
  const asked = stage.time.now;
  second.take(workOf(before, [act('deploy', 4, 1, 0, 10)], { epoch: 2 }));
  await stage.time.until(second.drive());
  const sent = stage.cloud.sent.find(({ command }) => command.vm === 4)?.at ?? Number.POSITIVE_INFINITY;
  assert.ok(sent < asked + 3, `sent after ${sent - asked} s`);
});

test('what was heard after all, though its process had died and it was sent again, is done once', async () => {
  const { before, stage } = await cutShort();
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

for (const [unheard, ends, sent] of [
  ['leave', ['deploy-2 superseded'], 1],
  ['send-again', ['deploy-2 done'], 2],
] as const) {
  test(`a VM alone whose command died with its process: ${unheard}`, async () => {
    const before = cloud({ hosts: [host(1)], vms: [vm(2)], leases: [lease([vm(2)])] });
    const stage = stageOf(before);
    stage.cloud.mishap = (_, nth) => (nth === 0 ? { kind: 'lost' } : null);
    await killedAfter(0.5, stage, workOf(before, [act('deploy', 2, 1, 0, 10)]));
    const second = enactment(stage.world, settings({ unheard }));
    second.recover({ ...before, takenAt: stage.time.now });
    await stage.time.until(second.drive());
    assert.deepEqual(
      stage.outcomes().map(({ action, end }) => `${action} ${end}`),
      ends,
    );
    assert.equal(stage.cloud.sent.length, sent);
  });
}

/** The world of a process that dies before its nth write: nothing of it is written or sent from then on. */
function mortal({ world }: Stage, nth: number): { readonly world: EnactWorld; readonly hasDied: () => boolean } {
  const killed = new AbortController();
  let writes = 0;
  return {
    hasDied: () => killed.signal.aborted,
    world: {
      ...world,
      signal: killed.signal,
      journal: {
        open: world.journal.open,
        write: (entry) => {
          if (++writes === nth) killed.abort();
          if (!killed.signal.aborted) world.journal.write(entry);
        },
      },
      enactor: {
        name: world.enactor.name,
        look: (vms, signal) => world.enactor.look(vms, signal),
        hosts: (signal) => world.enactor.hosts(signal),
        note: (vm, attributes, signal) => world.enactor.note(vm, attributes, signal),
        send: (command, signal) =>
          killed.signal.aborted
            ? Promise.resolve({ kind: 'unheard', message: '' })
            : world.enactor.send(command, signal),
      },
    },
  };
}

test('before whichever of its writes it dies, a gang that can not start whole is undone, and every step of that is made once', async () => {
  let deaths = 0;
  for (let nth = 2; ; nth++) {
    const before = gangOf(2, 3);
    const stage = stageOf(before);
    stage.cloud.mishap = ({ vm: id }) => (id === 3 ? { kind: 'refused', refusal: 'give-up' } : null);
    const first = mortal(stage, nth);
    const driven = enactment(first.world, settings());
    driven.take(starting(before));
    await stage.time.until(driven.drive());
    if (!first.hasDied()) break;
    deaths++;
    for (let process = 0; process < 2; process++) {
      await stage.time.until(stage.time.wait(2));
      const next = enactment(stage.world, settings());
      next.recover({ ...before, takenAt: stage.time.now });
      await stage.time.until(next.drive());
    }
    assert.deepEqual([stage.cloud.status(2)?.state, stage.cloud.status(3)?.state], [1, 1], `dead before write ${nth}`);
    const ends = stage.written.filter(({ stage: { kind } }) => kind === 'ended').map(({ action }) => action);
    assert.deepEqual(ends, [...new Set(ends)], `dead before write ${nth}`);
    const sent = stage.cloud.sent.flatMap(({ command: { vm: id, operation } }) => (id === 2 ? [operation] : []));
    assert.deepEqual(sent, [...new Set(sent)], `dead before write ${nth}`);
  }
  assert.ok(deaths > 10, `${deaths} deaths`);
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
