import assert from 'node:assert/strict';
import test from 'node:test';
import type { Scene } from '../../src/cli/whatif/change.ts';
import { addedHosts, addedRequest, failed } from '../../src/cli/whatif/changes.ts';
import { drain, maintenance } from '../../src/cli/whatif/maintenance.ts';
import { setting } from '../../src/cli/whatif/setting.ts';
import { InputError } from '../../src/domain/errors.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { rematch } from '../../src/read/finish.ts';
import { NOW, SNAPSHOT } from '../support/epoch.ts';

const SCENE: Scene = { snapshot: SNAPSHOT, policy: DEFAULT_POLICY };

test('an added host is like the other, but on, empty and of its own name', () => {
  const { hosts } = addedHosts('2:lab-01')(SCENE).snapshot;
  assert.deepEqual(
    hosts.map(({ id, name, usage, vms }) => [id, name, usage.cpuCentis, vms.length]),
    [
      [1, 'lab-01', 1_600, 2],
      [2, 'lab-02', 800, 1],
      [3, 'lab-01+1', 0, 0],
      [4, 'lab-01+2', 0, 0],
    ],
  );
  assert.deepEqual(hosts[2]?.attributes.NAME, ['lab-01+1']);
});

test('an added host is matched by requests that its model matches', () => {
  const { vms } = rematch(addedHosts('1:lab-01')(SCENE).snapshot);
  assert.ok(vms.find(({ name }) => name === 'urgent')?.hosts.some((id) => id === 3));
});

test('a failed host takes nothing, and what it held has to start again', () => {
  const { hosts, vms } = failed('lab-01')(SCENE).snapshot;
  assert.deepEqual([hosts[0]?.state, hosts[0]?.vms, hosts[0]?.usage.cpuCentis], [3, [], 0]);
  const states = Object.fromEntries(vms.map(({ name, state, stay }) => [name, [state, stay === null]]));
  assert.deepEqual(states.web, [1, true]);
  assert.deepEqual(states.mover, [3, false]);
});

test('an added request is a lease of its own, and several VMs are a gang', () => {
  const { vms, leases } = addedRequest('cpu=2,memory=4GiB,duration=01:00:00,n=3')(SCENE).snapshot;
  assert.equal(vms.length, SNAPSHOT.vms.length + 3);
  const lease = leases.at(-1);
  assert.deepEqual([lease?.vms, lease?.durationSeconds, lease?.submittedAt], [[26, 27, 28], 3_600, NOW]);
  assert.deepEqual(vms.at(-1)?.datastores, [100]);
});

test('requests may be added one after the other', () => {
  const once = addedRequest('cpu=2,memory=4GiB,n=2')(SCENE);
  const twice = addedRequest('cpu=2,memory=4GiB,n=2')(once);
  const ids = twice.snapshot.leases.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('maintenance is written with moments or from now', () => {
  const { maintenance: windows } = maintenance('lab-01:+1h..2026-11-23T06:00:00Z')(SCENE).policy;
  assert.deepEqual(windows, [{ host: 'lab-01', from: NOW + 3_600, until: 1_795_413_600 }]);
});

test('a drained host is closed from now on, beyond any horizon', () => {
  const [window] = drain('2')(SCENE).policy.maintenance;
  assert.equal(window?.host, 'lab-02');
  assert.equal(window?.from, NOW);
  assert.ok((window?.until ?? 0) > NOW + 365 * 86_400);
});

const settings = [
  { given: 'preemption.operation=none', found: ({ policy }: Scene) => policy.preemption.operation, expected: 'none' },
  { given: 'time.slot=10m', found: ({ policy }: Scene) => policy.time.slotSeconds, expected: 600 },
  { given: 'budgets.migrations=unlimited', found: ({ policy }: Scene) => policy.budgets.migrations, expected: null },
  { given: 'shape=pack', found: ({ policy }: Scene) => policy.shape, expected: 'pack' },
] as const;

for (const { given, found, expected } of settings) {
  test(`--set ${given} is written as in the policy file`, () => {
    assert.equal(found(setting(given)(SCENE)), expected);
  });
}

const refused = [
  { title: 'hosts like one that is not there', attempt: () => addedHosts('1:lab-99')(SCENE), says: /lab-99.*lab-01/ },
  { title: 'no hosts', attempt: () => addedHosts('0:lab-01'), says: /at least 1/ },
  { title: 'too many hosts', attempt: () => addedHosts('99999:lab-01'), says: /too many/ },
  { title: 'a failure of a host that is not there', attempt: () => failed('x')(SCENE), says: /there is no host "x"/ },
  { title: 'a maintenance backwards', attempt: () => maintenance('lab-01:+2h..+1h')(SCENE), says: /before it begins/ },
  { title: 'a request of no sense', attempt: () => addedRequest('cpu=1,memory=1G,duration=soon')(SCENE), says: /soon/ },
  { title: 'a setting that is not there', attempt: () => setting('preemption.colour=red'), says: /"colour"/ },
  { title: 'a setting without a value', attempt: () => setting('shape'), says: /expected setting=value/ },
  { title: 'a setting of the wrong unit', attempt: () => setting('time.slot=5 parsecs'), says: /5 parsecs/ },
  { title: 'a horizon of too many slots', attempt: () => setting('time.slot=1s')(SCENE), says: /slots/ },
];

for (const { title, attempt, says } of refused) {
  test(`${title} is refused with place and remedy`, () => {
    assert.throws(attempt, (error) => error instanceof InputError && says.test(error.message));
  });
}
