import assert from 'node:assert/strict';
import test from 'node:test';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Job } from '../../src/domain/problem.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { folderSource } from '../../src/read/folder.ts';

/** 2026-11-23T03:26:11Z, when the cloud was recorded. */
const NOW = 1_795_404_371;

const snapshot = await folderSource('fixtures/clouds/lab/xml', { now: NOW }).read();
const { problem, verdicts } = formulate(snapshot, DEFAULT_POLICY, []);

/** The job of the lease of that name. */
function jobOf(name: string): Job {
  const { id } = snapshot.leases.find((lease) => lease.name === name) ?? {};
  const job = problem.jobs.find(({ lease }) => lease === id);
  assert.ok(job !== undefined, `${name} is planned`);
  return job;
}

function windowOf(name: string): readonly [number, number] {
  const job = jobOf(name);
  assert.ok(job.kind === 'waiting', `${name} waits`);
  return [job.earliest, job.latest];
}

test('the course starts in one slot, which begins 45 minutes after its last member was submitted', () => {
  const [earliest, latest] = windowOf('course');
  const submitted = snapshot.leases.find(({ name }) => name === 'course')?.submittedAt ?? 0;
  assert.equal(earliest, latest);
  assert.equal(problem.edges[earliest], submitted + 45 * 60);
  assert.ok(problem.edges.includes(submitted + 45 * 60 + 30 + 3_600 + 10), 'and its end is an edge');
});

test('the immediate lease starts now, though it was submitted before', () =>
  assert.deepEqual(windowOf('demo-now'), [0, 0]));

test('the suspended simulation goes on or is stopped now, the stopped one waits', () => {
  const suspended = jobOf('sim-d');
  assert.ok(suspended.kind === 'running');
  assert.deepEqual(suspended.pause?.slots, [0]);
  assert.deepEqual(windowOf('mc-3')[0], 0);
});

test('only preemptible leases may be paused', () => {
  const pausable = problem.jobs.filter((job) => job.kind === 'running' && job.pause !== null).map(({ lease }) => lease);
  const preemptible = snapshot.leases.filter((lease) => lease.preemptible).map(({ id }) => id);
  assert.ok(pausable.length > 10);
  assert.ok(pausable.every((lease) => preemptible.includes(lease)));
});

test('the disabled host keeps what it has and is given nothing', () => {
  const disabled = problem.hosts.findIndex(({ name }) => name === 'lab-08');
  assert.ok(problem.hostSets.every((set) => !set.includes(disabled)));
  assert.equal(problem.jobs.filter((job) => job.kind === 'running' && job.on.includes(disabled)).length, 2);
  assert.ok(
    problem.hosts.every(({ blocks }) => blocks.length === 0),
    'all usage is explained by jobs',
  );
});

test('the shop keeps its rules', () => {
  assert.deepEqual(
    problem.rules.map(({ kind, name }) => [kind, name]),
    [
      ['apart', 'vm-group shop, role web'],
      ['apart', 'vm-group shop, role db'],
      ['together', 'vm-group shop, role cache'],
      ['apart', 'vm-group shop, roles db and cache'],
    ],
  );
});

test('the charter is shut down at its scheduled time', () => {
  const job = jobOf('charter');
  const [due] = snapshot.vms.find(({ name }) => name === 'charter')?.scheduled ?? [];
  assert.equal(
    job.kind === 'waiting' && job.occupiedSeconds,
    (due?.at ?? 0) - NOW + DEFAULT_POLICY.overheads.shutdownSeconds,
  );
});

test('each impossible request and each held VM has its verdict', () => {
  const names = new Map(snapshot.vms.map(({ id, name }) => [String(id), name]));
  const said = [...snapshot.verdicts, ...verdicts].map(
    ({ about, code }) => `${names.get(String(about.id).replace('vm-', ''))} ${code}`,
  );
  assert.deepEqual([...new Set(said)].sort(), [
    'giant TooLarge',
    'held-1 Hold',
    'held-2 Hold',
    'nowhere NoMatchingHost',
    'open-gang GangIncomplete',
    'past-start WindowPassed',
    'too-late WindowPassed',
    'typo BadAttribute',
  ]);
});
