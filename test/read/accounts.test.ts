import assert from 'node:assert/strict';
import test from 'node:test';
import { hostId, vmId } from '../../src/domain/ids.ts';
import { agreeingHosts } from '../../src/read/accounts.ts';
import { folderSource } from '../../src/read/folder.ts';
import type { RawVm } from '../../src/read/raw-cloud.ts';
import { at, host, running, suspended, vm } from '../support/cloud.ts';
import { rawVm } from '../support/raw-cloud.ts';

const SINCE = 1_800_000_000;
const guest = vm(7, { demand: { cpuCentis: 200, memoryMib: 1_024 } });
const raw = ({ state, lcmState, stay, demand }: typeof guest): RawVm => rawVm(7, { state, lcmState, stay, demand });
const counts = (id: number) =>
  host(id, { usage: { cpuCentis: 300, memoryMib: 2_048 }, vms: [vmId(3), vmId(7)], runningVms: 2 });
const lacks = (id: number) => host(id, { usage: { cpuCentis: 100, memoryMib: 1_024 }, vms: [vmId(3)], runningVms: 1 });

const cases = [
  {
    title: 'a VM that runs is counted on its host, though that was read before',
    is: running(guest, 1, SINCE),
    on: [0, 1],
  },
  { title: 'so is one that is suspended', is: suspended(guest, 1, SINCE, SINCE + 60), on: [0, 1] },
  { title: 'and one that is powered off', is: at(guest, 1, { state: 8, lcmState: 0 }), on: [0, 1] },
  {
    title: 'one that is about to boot is left as its host has it',
    is: at(guest, 1, { state: 3, lcmState: 1 }),
    on: [0, 0],
  },
  { title: 'one whose host was not read is counted nowhere', is: running(guest, 9, SINCE), on: [0, 0] },
] as const;

for (const { title, is, on } of cases) {
  test(title, () => {
    const hosts = agreeingHosts([lacks(0), lacks(1)], [raw(is)]);
    const wanted = on.map((there, id) => (there === 1 ? counts(id) : lacks(id)));
    assert.deepEqual(hosts, wanted);
  });
}

test('a VM that runs is not counted any more on the host that it came from', () => {
  assert.deepEqual(agreeingHosts([counts(0), counts(1)], [raw(running(guest, 1, SINCE))]), [lacks(0), counts(1)]);
});

test('while it migrates both hosts count it', () => {
  const moves = at(guest, 1, { state: 3, lcmState: 4 }, { host: hostId(1) });
  assert.deepEqual(agreeingHosts([counts(0), counts(1)], [raw(moves)]), [counts(0), counts(1)]);
});

test('the recorded cloud agrees with itself', () => {
  const { hosts, vms } = folderSource('fixtures/clouds/lab/xml', { now: null }).raw();
  const agreeing = agreeingHosts(hosts, vms);
  assert.ok(vms.some(({ state }) => state === 3));
  for (const [index, each] of hosts.entries()) assert.equal(agreeing[index], each);
});
