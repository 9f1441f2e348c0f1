import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { readVm } from '../../src/read/nouns/vm.ts';
import type { RawVm } from '../../src/read/raw-cloud.ts';
import { fileText } from '../../src/read/xml/chunks.ts';
import { openXml } from '../../src/read/xml/document.ts';
import { shared, unlessShared } from '../support/shared.ts';

const FOLDER = 'opennebula/7.4/vm-states';
const skip = unlessShared(FOLDER);

/** Host, last action, and the seconds past 1795400000 when it began there, ran, ran no more, left. */
type StayRow = readonly [number, number, number, number | null, number | null, number | null];

/** What each recording shows: hundredths of a core, MiB, MiB on the system datastore, last stay. */
const recorded: Readonly<Record<string, readonly [number, number, number, StayRow | null]>> = {
  'BOOT.state3-lcm2.vm261': [25, 256, 1024, [4, 0, 937, 937, null, null]],
  'BOOT_FAILURE.state3-lcm36.vm269': [25, 256, 1024, [4, 0, 951, 951, 951, null]],
  'BOOT_MIGRATE_FAILURE.state3-lcm37.vm270': [25, 256, 1024, [3, 1, 953, 953, 953, null]],
  'BOOT_STOPPED_FAILURE.state3-lcm48.vm271': [25, 256, 1024, [4, 0, 954, 955, 955, 955]],
  'DONE.state6-lcm0.vm260': [25, 256, 1024, [4, 27, 936, 936, 936, 936]],
  'HOLD-after-STOPPED.state2-lcm0.vm272': [25, 256, 1024, [4, 9, 956, 956, 956, 956]],
  'HOLD.state2-lcm0.vm254': [25, 256, 1024, null],
  'MIGRATE.state3-lcm4.vm262': [25, 256, 1024, [3, 0, 939, null, null, null]],
  'PENDING-after-STOPPED.state1-lcm0.vm272': [25, 256, 1024, [4, 9, 956, 956, 956, 956]],
  'PENDING-after-UNDEPLOYED.state1-lcm0.vm273': [25, 256, 1024, [4, 5, 957, 957, 957, 958]],
  'PENDING-unsatisfiable-requirements.state1-lcm0.vm252': [100, 1024, 1024, null],
  'PENDING.state1-lcm0.vm253': [25, 256, 1024, null],
  'POWEROFF.state8-lcm0.vm258': [25, 256, 1024, [4, 19, 934, 934, 934, null]],
  'RUNNING-after-4-migrations.state3-lcm3.vm274': [25, 256, 1024, [0, 0, 964, 965, null, null]],
  'RUNNING-auto-nics.state3-lcm3.vm242': [100, 512, 1024, [8, 0, 528, 528, null, null]],
  'RUNNING-custom-user-template.state3-lcm3.vm244': [150, 3072, 6144, [3, 0, 534, 534, null, null]],
  'RUNNING-diskless.state3-lcm3.vm243': [100, 512, 0, [4, 0, 533, 533, null, null]],
  'RUNNING-migrated-by-plan-resched.state3-lcm3.vm215': [200, 4096, 1024, [0, 0, 661, 661, null, null]],
  'RUNNING-numa-pinned.state3-lcm3.vm246': [200, 1024, 0, [2, 0, 534, 534, null, null]],
  'RUNNING-persistent-disk.state3-lcm3.vm245': [100, 1024, 0, [3, 0, 534, 534, null, null]],
  'RUNNING-placed-by-plan.state3-lcm3.vm229': [100, 1024, 1024, [1, 0, 661, 661, null, null]],
  'RUNNING-resched-flag.state3-lcm3.vm274': [25, 256, 1024, [0, 0, 964, 965, null, null]],
  'RUNNING-vmgroup-role-web.state3-lcm3.vm12': [100, 1024, 1024, [3, 0, -2296, -2296, null, null]],
  'RUNNING.state3-lcm3.vm255': [25, 256, 1024, [4, 0, 931, 931, null, null]],
  'SAVE_MIGRATE.state3-lcm7.vm265': [25, 256, 1024, [3, 1, 945, null, null, null]],
  'SAVE_STOP.state3-lcm5.vm264': [25, 256, 1024, [4, 9, 942, 942, null, null]],
  'SAVE_SUSPEND.state3-lcm6.vm263': [25, 256, 1024, [4, 10, 941, 941, null, null]],
  'SHUTDOWN.state3-lcm12.vm268': [25, 256, 1024, [4, 27, 949, 950, null, null]],
  'SHUTDOWN_POWEROFF.state3-lcm18.vm266': [25, 256, 1024, [4, 19, 946, 946, null, null]],
  'SHUTDOWN_UNDEPLOY.state3-lcm29.vm267': [25, 256, 1024, [4, 5, 948, 948, null, null]],
  'STOPPED.state4-lcm0.vm256': [25, 256, 1024, [4, 9, 932, 932, 932, 932]],
  'SUSPENDED.state5-lcm0.vm257': [25, 256, 1024, [4, 10, 933, 933, 933, null]],
  'UNDEPLOYED.state9-lcm0.vm259': [25, 256, 1024, [4, 5, 935, 935, 935, 935]],
};

function vmIn(name: string): RawVm {
  const path = shared(`${FOLDER}/${name}.xml`);
  const [object] = openXml(path, fileText(path)).objects;
  assert(object !== undefined, 'a recording is one VM');
  return readVm(object.element);
}

function stayRow({ stay }: RawVm): StayRow | null {
  if (stay === null) return null;
  const past = (time: number | null): number | null => (time === null ? null : time - 1_795_400_000);
  const since = stay.since - 1_795_400_000;
  return [stay.host, stay.action, since, past(stay.runningSince), past(stay.runningUntil), past(stay.endedAt)];
}

test('every recorded VM state is in the table', { skip }, () => {
  const names = readdirSync(shared(FOLDER)).map((file) => file.replace('.xml', ''));
  assert.deepEqual(names.sort(), Object.keys(recorded).sort());
});

for (const [name, [cpuCentis, memoryMib, systemDiskMib, stay]] of Object.entries(recorded)) {
  test(`${name} is read with its state, demand and last stay`, { skip }, () => {
    const [, state, lcmState, id] = /state(\d+)-lcm(\d+)\.vm(\d+)$/.exec(name) ?? [];
    const vm = vmIn(name);
    assert.deepEqual([vm.id, vm.state, vm.lcmState], [Number(id), Number(state), Number(lcmState)]);
    assert.deepEqual(vm.demand, { cpuCentis, memoryMib });
    assert.equal(vm.systemDiskMib, systemDiskMib);
    assert.deepEqual(stayRow(vm), stay);
    assert.equal(vm.resched, name.startsWith('RUNNING-resched-flag'));
    assert.equal(vm.pinned, name.startsWith('RUNNING-numa-pinned'));
    assert.deepEqual(vm.vmGroup, name.startsWith('RUNNING-vmgroup-role-web') ? { id: 0, role: 'web' } : null);
  });
}
