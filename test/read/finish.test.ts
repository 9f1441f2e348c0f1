import assert from 'node:assert/strict';
import test from 'node:test';
import { finishSnapshot } from '../../src/read/finish.ts';
import { folderSource } from '../../src/read/folder.ts';

/** 2026-11-23T03:26:11Z, as the recording's README says. */
const NOW = 1_795_404_371;

const { leases, verdicts, vms } = finishSnapshot(folderSource('fixtures/clouds/lab/xml', { now: NOW }).raw());
const named = (name: string) => leases.find((lease) => lease.name === name);

test('the course of the lab is one reservation, 45 minutes after its last member was submitted', () => {
  const course = named('course');
  assert.deepEqual(course?.vms.length, 6);
  assert.deepEqual(course?.terms, { kind: 'advance-reservation', startAt: 1_795_404_281 + 45 * 60 });
  assert.deepEqual([course?.durationSeconds, course?.preemptible], [3_600, false]);
});

test('gangs of either dialect are one lease each', () => {
  assert.deepEqual([named('mpi')?.id, named('mpi')?.vms.length], ['oneadmin/mpi', 4]);
  assert.deepEqual(
    [named('pair')?.id, named('pair')?.vms.length, named('pair')?.declaredBy],
    ['oneadmin/pair', 2, 'HAIZEA'],
  );
});

test('requests of the lab that make no sense each have a verdict in words', () => {
  assert.deepEqual(
    verdicts.map(({ about, code, message }) => `${about.id} ${code}: ${message.replace(/\(CLUSTER.*PINNED\) & /, '')}`),
    [
      '73 NoMatchingHost: vm 73 (nowhere): no host meets its requirements: (NAME="no-such-host"). Change SCHED_REQUIREMENTS or add such a host.',
      '74 BadAttribute: vm 74 (typo): ONEPLAN/DURATION is "soon", expected HH:MM:SS, more than 00:00:00, or unlimited.',
      '74 BadAttribute: vm 74 (typo): ONEPLAN/PREEMPTIBLE is "perhaps", expected yes or no.',
      '77 GangIncomplete: vm 77 (open-gang): its gang oneadmin/trio has 1 of 3 members. Submit the others.',
    ],
  );
});

test('every VM of the lab is in exactly one lease, or in none with a verdict of its own', () => {
  const leased = leases.flatMap((lease) => lease.vms);
  assert.equal(new Set(leased).size, leased.length);
  const told = new Set(verdicts.flatMap(({ about }) => (about.kind === 'vm' ? [about.id] : [])));
  for (const { id } of vms) assert.ok(leased.includes(id) || told.has(id), `vm ${id}`);
});

test('requirements of the lab match its hosts by their attributes', () => {
  const hostsOf = (name: string) => vms.find((vm) => vm.name === name)?.hosts.length;
  assert.deepEqual(['fast-scratch', 'gen5-only', 'shop-db-3', 'plain', 'nowhere'].map(hostsOf), [4, 4, 4, 12, 0]);
});
