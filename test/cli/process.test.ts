import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { folder, started } from '../support/cli.ts';

const host = (cpu: number) => ({ cls: 0, cpu, mem: cpu * 4 });
const lease = (dur: number, weight: number) => ({
  cpu: 2,
  mem: 2,
  nodes: 1,
  dur,
  release: 0,
  deadline: 12,
  weight,
  penalty: weight * 24,
  kind: 'be',
  fixed: -1,
  on: null,
  mig: 0,
});

const INSTANCE = {
  name: 'two at a time',
  H: 2,
  L: 4,
  T: 12,
  hosts: [host(2), host(3)],
  leases: [lease(3, 1), lease(2, 4), lease(4, 2), lease(1, 1)],
};

test('solve prints one document with what was found, proven and spent, and writes the solution', async (context) => {
  const directory = folder(context);
  const [instance, solution] = [join(directory, 'instance.json'), join(directory, 'solution.json')];
  writeFileSync(instance, JSON.stringify(INSTANCE));
  const { exitCode, stdout, stderr } = await started('solve', instance, '--time-limit', '2s', '--json', '-o', solution);
  assert.equal(exitCode, 0, stderr);
  const answer = JSON.parse(stdout);
  for (const key of ['objective', 'bound', 'gap', 'ideal', 'timeSeconds', 'cpuSeconds', 'peakRssMib']) {
    assert.equal(typeof answer[key], 'number', key);
  }
  assert.equal(answer.ideal, 3 + 8 + 8 + 1);
  assert.ok(answer.bound <= answer.objective);
  assert.ok(answer.improvements.length > 0);
  assert.match(stderr, /incumbent +bound +gap/);
  const { start, hosts } = JSON.parse(readFileSync(solution, 'utf8'));
  const paid = INSTANCE.leases.reduce((sum, { weight, dur }, index) => sum + weight * (start[index] + dur), 0);
  assert.equal(answer.objective, paid);
  assert.deepEqual(
    hosts.map((on: readonly number[]) => on.length),
    [1, 1, 1, 1],
  );
});

test('an interrupt ends the search with what it has and exit code 130', async (context) => {
  const file = join(folder(context), 'instance.json');
  const leases = Array.from({ length: 60 }, (_, index) => lease(1 + (index % 5), 1 + (index % 3)));
  writeFileSync(
    file,
    JSON.stringify({ ...INSTANCE, T: 40, L: 60, leases: leases.map((one) => ({ ...one, deadline: 40 })) }),
  );
  const run = started('solve', file, '--time-limit', '60s', '--json');
  run.stderr.once('data', () => run.kill('SIGINT'));
  const { exitCode, stdout } = await run;
  assert.equal(exitCode, 130);
  assert.equal(typeof JSON.parse(stdout).objective, 'number');
});

test('--quiet leaves stderr empty', async (context) => {
  const file = join(folder(context), 'instance.json');
  writeFileSync(file, JSON.stringify(INSTANCE));
  const { stderr, stdout } = await started('solve', file, '--solver', 'fcfs', '--quiet');
  assert.equal(stderr, '');
  assert.match(stdout, /two at a time: /);
});

test('help shows every command, with examples for each, and the exit codes', async () => {
  const { stdout, exitCode } = await started('--help');
  assert.equal(exitCode, 0);
  for (const command of [
    'plan',
    'queue',
    'why',
    'whatif',
    'compare',
    'instant',
    'solve',
    'bench',
    'snapshot',
    'config',
    'completion',
  ]) {
    assert.match(stdout, new RegExp(`oneplan ${command}`));
  }
  assert.match(stdout, /Exit codes: 0 done/);
  assert.match((await started('plan', '--help')).stdout, /Examples:/);
});

test('the version is the one of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.equal((await started('--version')).stdout, version);
});

test('completions are those of the command line itself', async () => {
  assert.match((await started('--get-yargs-completions', 'oneplan', 'pl')).stdout, /^plan$/m);
  assert.match((await started('completion', 'bash')).stdout, /complete .*oneplan/);
});
