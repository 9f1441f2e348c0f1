import assert from 'node:assert/strict';
import test from 'node:test';
import { hostId, vmGroupId } from '../../src/domain/ids.ts';
import type { VmGroup } from '../../src/domain/vm-group.ts';
import { finishSnapshot } from '../../src/read/finish.ts';
import { groupConflicts } from '../../src/read/group-rules.ts';
import type { RawCloud } from '../../src/read/raw-cloud.ts';
import { host, vmGroup } from '../support/cloud.ts';
import { rawCloud, rawVm } from '../support/raw-cloud.ts';

const role = (name: string) => ({ name, vms: [] });
const [web, db, cache] = [role('web'), role('db'), role('cache')] as const;
const on = (...hosts: readonly number[]) => ({ hostAffined: hosts.map(hostId) });
const off = (...hosts: readonly number[]) => ({ hostAntiAffined: hosts.map(hostId) });

const cases: readonly (readonly [title: string, group: VmGroup, conflicts: readonly RegExp[]])[] = [
  ['a group without rules is in order', vmGroup(5, [web, db]), []],
  [
    'roles apart and together are in order',
    vmGroup(5, [web, db, cache], { affined: [['web', 'cache']], antiAffined: [['web', 'db']] }),
    [],
  ],
  [
    'a rule names a role that is not there',
    vmGroup(5, [web], { affined: [['web', 'dbb']] }),
    [/^VM group 5 .*AFFINED rule web, dbb names the role "dbb", which it does not have/],
  ],
  [
    'an ANTI_AFFINED rule names a role that is not there',
    vmGroup(5, [web], { antiAffined: [['web', 'dbb']] }),
    [/ANTI_AFFINED rule web, dbb names the role "dbb"/],
  ],
  [
    'roles both together and apart',
    vmGroup(5, [web, db], { affined: [['web', 'db']], antiAffined: [['db', 'web']] }),
    [/roles db, web are AFFINED and ANTI_AFFINED/],
  ],
  [
    'roles together through a third one, and apart',
    vmGroup(5, [web, db, cache], {
      affined: [
        ['web', 'cache'],
        ['cache', 'db'],
      ],
      antiAffined: [['web', 'db']],
    }),
    [/roles web, db are AFFINED and ANTI_AFFINED/],
  ],
  [
    'a role apart within itself and together with another',
    vmGroup(5, [{ ...web, policy: 'ANTI_AFFINED' }, db], { affined: [['web', 'db']] }),
    [/role web is ANTI_AFFINED within itself/],
  ],
  [
    'a host both wanted and shunned',
    vmGroup(5, [{ ...web, ...on(1, 2), ...off(2) }]),
    [/role web is HOST_AFFINED and HOST_ANTI_AFFINED to host 2/],
  ],
  [
    'roles together that want different hosts',
    vmGroup(
      5,
      [
        { ...web, ...on(1) },
        { ...db, ...on(2) },
      ],
      { affined: [['web', 'db']] },
    ),
    [/AFFINED roles web, db have no HOST_AFFINED host in common/],
  ],
  [
    'roles together of which one wants what the other shuns',
    vmGroup(
      5,
      [
        { ...web, ...on(1) },
        { ...db, ...off(1) },
      ],
      { affined: [['web', 'db']] },
    ),
    [/no HOST_AFFINED host in common/],
  ],
  [
    'roles together that share a host',
    vmGroup(
      5,
      [
        { ...web, ...on(1, 2) },
        { ...db, ...on(2, 3) },
      ],
      { affined: [['web', 'db']] },
    ),
    [],
  ],
];

for (const [title, group, conflicts] of cases) {
  test(title, () => {
    const found = groupConflicts([group]);
    assert.equal(found.length, conflicts.length);
    for (const [index, conflict] of conflicts.entries()) assert.match(found[index]?.message ?? '', conflict);
  });
}

/** What is said of VM 7, which is in role web of group 5, in one of these states. */
function told(parts: Partial<RawCloud>, state: number): readonly string[] {
  const guest = rawVm(7, { state, vmGroup: { id: vmGroupId(5), role: 'web' } });
  const { verdicts, leases } = finishSnapshot(rawCloud({ hosts: [host(0)], vms: [guest], ...parts }));
  const own = verdicts.filter(({ about }) => about.kind === 'vm');
  assert.equal(leases.length, own.length === 0 ? 1 : 0);
  return own.map(({ code, message }) => `${code}: ${message}`);
}

test('VMs without room wait until their VM group makes sense; those that hold room go on', () => {
  const torn = vmGroup(5, [web, db], { affined: [['web', 'db']], antiAffined: [['web', 'db']] });
  assert.match(
    told({ vmGroups: [torn] }, 1)[0] ?? '',
    /^RuleConflict: vm 7 \(vm-7\): its VM group 5 .* contradicts itself/,
  );
  assert.equal(told({ vmGroups: [torn] }, 4).length, 1);
  assert.equal(told({ vmGroups: [torn] }, 3).length, 0);
});

test('a VM group or role that was not read keeps its VMs waiting, unless none were read at all', () => {
  assert.match(told({ vmGroups: [vmGroup(6, [web])] }, 1)[0] ?? '', /its VM group 5 was not read/);
  assert.match(told({ vmGroups: [vmGroup(5, [db])] }, 1)[0] ?? '', /has no role "web"/);
  assert.deepEqual(told({}, 1), []);
});
