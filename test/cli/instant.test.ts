import assert from 'node:assert/strict';
import test from 'node:test';
import { oneplan } from '../support/cli.ts';
import { driverDocument } from '../support/driver-document.ts';

const QUIET = ['--quiet', '--log-level', 'silent'] as const;
const json = async (...words: readonly string[]) => {
  const { code, out, err } = await oneplan('instant', ...words, '--json', ...QUIET);
  assert.equal(code, 0, err);
  return JSON.parse(out);
};

for (const { hosts, vms, objective } of [
  { hosts: 50, vms: 200, objective: 'pack' },
  { hosts: 100, vms: 300, objective: 'balance' },
]) {
  test(`${vms} VMs are placed in full on ${hosts} hosts: ${objective}`, async () => {
    const document = `driver:${driverDocument({ hosts, vms, seed: 1 })}`;
    const plan = await json(document, '--objective', objective, '--solver', 'search', '--time-limit', '3s');
    assert.equal(plan.placements.length, vms);
    assert.deepEqual([plan.pending, plan.violations], [[], []]);
    assert.ok(plan.hosts.every(({ cpu }: { cpu: readonly number[] }) => (cpu[1] as number) <= 1));
    const used = plan.hosts.filter(({ vms: here }: { vms: readonly number[] }) => (here[1] as number) > 0).length;
    const fullest = Math.max(...plan.hosts.map(({ cpu }: { cpu: readonly number[] }) => cpu[1]));
    assert.equal(plan.value, objective === 'pack' ? used : Math.ceil(fullest * 1000));
  });
}

test('balance moves running VMs off the fullest hosts, no more than asked for', async () => {
  const document = `driver:${driverDocument({ hosts: 6, vms: 24, running: 24, seed: 2 })}`;
  const plan = await json(
    document,
    '--objective',
    'balance',
    '--migrations',
    '4',
    '--solver',
    'search',
    '--time-limit',
    '3s',
  );
  const before = Math.max(...plan.hosts.map(({ cpu }: { cpu: readonly number[] }) => cpu[0]));
  assert.ok(plan.migrations.length <= 4);
  assert.ok(plan.value <= before * 1000);
  assert.deepEqual(plan.violations, []);
});

test('the cluster says what is wanted, and the command line overrules it', async () => {
  const oneDrs = '<POLICY>pack</POLICY><MIGRATION_THRESHOLD>3</MIGRATION_THRESHOLD><MEMORY_WEIGHT>0.5</MEMORY_WEIGHT>';
  const document = `driver:${driverDocument({ hosts: 3, vms: 6, running: 6, seed: 3, oneDrs })}`;
  const said = await json(document, '--solver', 'fcfs');
  assert.deepEqual([said.objective, said.weights, said.migrations.length <= 3], ['pack', { cpu: 0, memory: 50 }, true]);
  const ruled = await json(document, '--solver', 'fcfs', '--objective', 'balance', '--weights', 'cpu=2,memory=1');
  assert.deepEqual([ruled.objective, ruled.weights], ['balance', { cpu: 2, memory: 1 }]);
});

test('text names what is asked for, how good the plan is, what to do, and the hosts before and after', async () => {
  const document = `driver:${driverDocument({ hosts: 3, vms: 4, seed: 4 })}`;
  const { out } = await oneplan('instant', document, '--objective', 'pack', '--solver', 'fcfs', ...QUIET);
  assert.match(out, /3 hosts, 4 VMs; pack, migrations without limit/);
  assert.match(out, /hosts in use \d/);
  for (const part of ['Plan', 'Hosts before and after', 'VM ACTION']) assert.match(out, new RegExp(`^${part}`, 'm'));
  assert.match(out, /Plan: 4 placed, 0 migrated, 0 left pending\.\n$/);
});

for (const weights of ['cpu=0', 'disk=1', 'cpu']) {
  test(`weights ${weights} are refused in words`, async () => {
    const { code, err } = await oneplan('instant', '--weights', weights);
    assert.equal(code, 255);
    assert.match(err, /--weights: /);
  });
}
