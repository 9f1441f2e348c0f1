import assert from 'node:assert/strict';
import test from 'node:test';
import { dice } from '../support/dice.ts';
import { act } from '../support/oned/core/actions.ts';
import { allocate } from '../support/oned/core/allocate.ts';
import { advance, newCloud } from '../support/oned/core/cloud.ts';
import type { Cloud } from '../support/oned/core/model.ts';
import { deploy, migrate } from '../support/oned/core/placement.ts';
import { recover } from '../support/oned/core/recover.ts';
import { demandOf } from '../support/oned/core/room.ts';
import { phaseOf } from '../support/oned/core/states.ts';
import { parseTemplate } from '../support/oned/core/template.ts';
import { newFaults } from '../support/oned/outside/faults.ts';
import { cloudOf } from '../support/oned/presets.ts';
import { mixedRequests } from '../support/oned/requests.ts';

const BEGIN = 1_795_400_000;
const ACTIONS = ['suspend', 'stop', 'resume', 'undeploy', 'poweroff', 'terminate', 'hold', 'release', 'resched'];

/** A cloud whose drivers fail and hang by chance, in which anything is asked of any VM for a while. */
function wildCloud(seed: number): Cloud {
  const draw = dice(seed);
  const faults = newFaults(() => draw.between(0, 999) / 1_000);
  faults.add({ kind: 'driver', mood: 'fail', probability: 0.2 });
  faults.add({ kind: 'driver', mood: 'hang', probability: 0.05 });
  const cloud = newCloud(cloudOf(5), { mood: faults.mood });
  const [user] = cloud.users;
  assert.ok(user !== undefined);
  for (const { template } of mixedRequests(30, seed)) {
    allocate(cloud, parseTemplate(template) ?? [], { user, now: BEGIN, hold: false });
  }
  for (let step = 0; step < 600; step += 1) {
    const now = BEGIN + step * 0.07;
    advance(cloud, now);
    const vm = draw.pick([...cloud.vms.values()]);
    const target = { host: draw.between(0, 4), datastore: -1, enforce: true };
    const asking = { user, now };
    if (draw.chance(40)) deploy(cloud, vm, target, asking);
    else if (draw.chance(25))
      migrate(cloud, vm, { ...target, how: draw.pick(['live', 'save', 'poweroff'] as const) }, asking);
    else if (draw.chance(20))
      recover(cloud, vm, draw.pick(['success', 'failure', 'retry', 'recreate'] as const), asking);
    else act(cloud, vm, draw.pick(ACTIONS), asking);
  }
  advance(cloud, BEGIN + 200);
  return cloud;
}

test('whatever is asked and whatever fails, the account of each host is what its VMs take', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const cloud = wildCloud(seed);
    for (const host of cloud.hosts.values()) {
      const held = [...host.vms].map((id) => demandOf(cloud.vms.get(id) as never));
      assert.equal(
        host.cpuUsageCentis,
        held.reduce((sum, { cpuCentis }) => sum + cpuCentis, 0),
        `seed ${seed}`,
      );
      assert.equal(
        host.memoryUsageKib,
        held.reduce((sum, { memoryKib }) => sum + memoryKib, 0),
        `seed ${seed}`,
      );
    }
    for (const vm of cloud.vms.values()) {
      const places = [...cloud.hosts.values()].filter(({ vms }) => vms.has(vm.id)).length;
      const most = [1, 2, 4, 6, 9].includes(vm.state)
        ? 0
        : phaseOf(vm) === 'MIGRATE' || phaseOf(vm) === 'SAVE_MIGRATE'
          ? 2
          : 1;
      assert.ok(places <= most, `seed ${seed}: VM ${vm.id} in ${vm.state}/${vm.lcmState} holds ${places} hosts`);
    }
  }
});

test('the same seed makes the same faults, another one others', () => {
  assert.deepEqual(wildCloud(3).audit, wildCloud(3).audit);
  assert.notDeepEqual(wildCloud(3).audit, wildCloud(4).audit);
});
