import assert from 'node:assert/strict';
import test from 'node:test';
import { networkId, vmId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY, type PolicyRule } from '../../src/domain/policy.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { globMatcher } from '../../src/formulate/glob.ts';
import { at, cloud, host, NOW, running, systemDatastore, vm, vmGroup } from '../support/cloud.ts';

const problemOf = (snapshot: Snapshot, rules: readonly PolicyRule[] = []) =>
  formulate(snapshot, { ...DEFAULT_POLICY, rules }, []);

/** Hosts that a VM of the problem may be put on. */
function hostsOf({ problem }: ReturnType<typeof problemOf>, id: number): readonly number[] | undefined {
  return problem.hostSets[problem.vms.find((each) => each.id === id)?.hostSet ?? -1];
}

const three = [host(0), host(1), host(2)];

test('roles and pairs of roles of a VM group become rules, running members included', () => {
  const group = vmGroup(
    0,
    [
      { name: 'web', policy: 'ANTI_AFFINED', vms: [1, 2] },
      { name: 'cache', policy: 'AFFINED', vms: [3, 4] },
      { name: 'db', vms: [5] },
    ],
    { name: 'shop', affined: [['cache', 'db']], antiAffined: [['web', 'cache', 'db']] },
  );
  const vms = [running(vm(1), 0, NOW - 60), vm(2), vm(3), vm(4), vm(5)];
  const { problem } = problemOf(cloud({ vms, vmGroups: [{ ...group, antiAffined: [['web', 'cache']] }] }));
  const must = { strength: 'must' };
  assert.deepEqual(problem.rules, [
    { name: 'vm-group shop, role web', ...must, kind: 'apart', left: [0, 1], right: [0, 1] },
    { name: 'vm-group shop, role cache', ...must, kind: 'together', vms: [2, 3] },
    { name: 'vm-group shop, roles cache and db', ...must, kind: 'together', vms: [2, 3, 4] },
    { name: 'vm-group shop, roles web and cache', ...must, kind: 'apart', left: [0, 1], right: [2, 3] },
  ]);
});

test('VMs that must share a host and may not are a verdict on who says so', () => {
  const roles = [
    { name: 'web', policy: 'ANTI_AFFINED' as const, vms: [1, 2] },
    { name: 'db', vms: [3] },
  ];
  const { verdicts, problem } = problemOf(
    cloud({ vms: [vm(1), vm(2), vm(3)], vmGroups: [vmGroup(0, roles, { affined: [['web', 'db']] })] }),
  );
  assert.deepEqual(
    verdicts.map(({ about, code }) => [about.kind, code]),
    [['vm-group', 'RuleConflict']],
  );
  assert.equal(problem.rules.length, 2, 'both rules hold, so that no two of them run at one time');
});

const named = { name: 'own rule', strength: 'prefer', vms: 'vm-[12]' } as const;
const policyRules: readonly {
  readonly title: string;
  readonly rule: PolicyRule;
  readonly expected: readonly object[];
}[] = [
  { title: 'apart', rule: { ...named, kind: 'apart' }, expected: [{ kind: 'apart', left: [0, 1], right: [0, 1] }] },
  { title: 'together', rule: { ...named, kind: 'together' }, expected: [{ kind: 'together', vms: [0, 1] }] },
  {
    title: 'spread',
    rule: { ...named, kind: 'spread', atMost: 1 },
    expected: [{ kind: 'spread', vms: [0, 1], atMost: 1 }],
  },
  {
    title: 'pool',
    rule: { ...named, kind: 'pool', limit: 3, amount: 2 },
    expected: [
      {
        kind: 'pool',
        uses: [
          { vm: 0, amount: 2 },
          { vm: 1, amount: 2 },
        ],
        limit: 3,
      },
    ],
  },
  { title: 'apart of one VM', rule: { ...named, vms: 'vm-1', kind: 'apart' }, expected: [] },
  { title: 'spread that is wide enough', rule: { ...named, kind: 'spread', atMost: 2 }, expected: [] },
  { title: 'pool that is large enough', rule: { ...named, kind: 'pool', limit: 4, amount: 2 }, expected: [] },
];

for (const { title, rule, expected } of policyRules) {
  test(`a policy's rule ${title} ${expected.length === 0 ? 'can not bind and is left out' : 'holds for the VMs it names'}`, () => {
    const { problem } = problemOf(cloud({ vms: [vm(1), vm(2), vm(3)] }), [rule]);
    assert.deepEqual(
      problem.rules,
      expected.map((each) => ({ name: 'own rule', strength: 'prefer', ...each })),
    );
  });
}

const parked = at(vm(1), 0, { state: 8, lcmState: 0 });
const must = { name: 'own rule', strength: 'must', vms: 'vm-*' } as const;

test('VMs are kept off the host of one that is left alone and that they must be apart from', () => {
  const formulation = problemOf(cloud({ hosts: three, vms: [parked, vm(2)] }), [{ ...must, kind: 'apart' }]);
  assert.deepEqual(hostsOf(formulation, 2), [1, 2]);
});

test('VMs are confined to the host of one that is left alone and that they must be together with', () => {
  const formulation = problemOf(cloud({ hosts: three, vms: [parked, vm(2)] }), [{ ...must, kind: 'together' }]);
  assert.deepEqual(hostsOf(formulation, 2), [0]);
});

test('VMs are kept off hosts where those left alone leave no room for all of them in a spread', () => {
  const vms = [parked, vm(2), vm(3)];
  const spread = (atMost: number) => problemOf(cloud({ hosts: three, vms }), [{ ...must, kind: 'spread', atMost }]);
  assert.deepEqual(hostsOf(spread(2), 2), [1, 2]);
  assert.deepEqual(hostsOf(spread(3), 2), [0, 1, 2]);
});

test('what VMs that are left alone take from a pool is off its limit', () => {
  const { problem } = problemOf(cloud({ vms: [parked, vm(2), vm(3)] }), [
    { ...must, kind: 'pool', limit: 2, amount: 1 },
  ]);
  assert.deepEqual(
    problem.rules.map((rule) => rule.kind === 'pool' && rule.limit),
    [1],
  );
});

test('what is only preferred keeps nobody off a host of those left alone', () => {
  const rule = { ...must, strength: 'prefer', kind: 'apart' } as const;
  assert.deepEqual(hostsOf(problemOf(cloud({ hosts: three, vms: [parked, vm(2)] }), [rule]), 2), [0, 1, 2]);
});

test('a shared system datastore is a pool of what is free, less one MiB, for VMs that are new there', () => {
  const disks = (freeMib: number) =>
    cloud({
      vms: [
        vm(1, { systemDiskMib: 60 }),
        vm(2, { systemDiskMib: 50 }),
        running(vm(3, { systemDiskMib: 70 }), 0, NOW - 60),
      ],
      datastores: [systemDatastore(100, { freeMib })],
    });
  assert.deepEqual(problemOf(disks(111)).problem.rules, []);
  assert.deepEqual(problemOf(disks(110)).problem.rules, [
    {
      name: 'datastore system-100',
      strength: 'must',
      kind: 'pool',
      uses: [
        { vm: 0, amount: 60 },
        { vm: 1, amount: 50 },
      ],
      limit: 109,
    },
  ]);
});

test('the limit of a datastore counts from what is used', () => {
  const datastores = [systemDatastore(100, { freeMib: 10_000, usedMib: 900, limitMib: 1_000 })];
  const { problem } = problemOf(cloud({ vms: [vm(1, { systemDiskMib: 100 })], datastores }));
  assert.deepEqual(
    problem.rules.map((rule) => rule.kind === 'pool' && rule.limit),
    [99],
  );
});

test('addresses for automatic NICs are a pool, alone and with the other networks that may serve', () => {
  const network = (id: number, usedLeases: number) => ({
    id: networkId(id),
    name: `net-${id}`,
    clusters: [],
    leases: 3,
    usedLeases,
  });
  const nic = (...ids: readonly number[]) => ({ nicId: 0, networks: ids.map(networkId) });
  const vms = [
    vm(1, { autoNics: [nic(0)] }),
    vm(2, { autoNics: [nic(0)] }),
    vm(3, { autoNics: [nic(0, 1), nic(1, 0)] }),
  ];
  const { problem } = problemOf(cloud({ vms, networks: [network(0, 2), network(1, 1)] }));
  assert.deepEqual(
    problem.rules.map((rule) => rule.kind === 'pool' && [rule.name, rule.limit, rule.uses.map(({ amount }) => amount)]),
    [
      ['network net-0', 1, [1, 1]],
      ['network net-0 or network net-1', 3, [1, 1, 2]],
    ],
  );
});

const globs: readonly (readonly [glob: string, name: string, matches: boolean])[] = [
  ['web-*', 'web-12', true],
  ['web-*', 'web', false],
  ['web-?', 'web-1', true],
  ['web-?', 'web-12', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[!a-c]x', 'dx', true],
  ['a.c', 'abc', false],
  ['a+(b)', 'a+(b)', true],
  ['*', '', true],
  ['[z-a]', '[z-a]', true],
  ['[open', '[open', true],
  ['one\ntwo', 'one\ntwo', true],
];

for (const [glob, name, expected] of globs) {
  test(`the glob ${JSON.stringify(glob)} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(name)}`, () =>
    assert.equal(globMatcher(glob)(name), expected));
}

test('a member of a group that nobody plans does not matter', () => {
  const group = vmGroup(0, [{ name: 'web', policy: 'ANTI_AFFINED', vms: [1, 2, 99] }]);
  const { problem } = problemOf(cloud({ vms: [vm(1), vm(2, { state: 2 })], vmGroups: [group] }));
  assert.deepEqual(
    problem.vms.map(({ id }) => id),
    [vmId(1)],
  );
  assert.deepEqual(problem.rules, []);
});
