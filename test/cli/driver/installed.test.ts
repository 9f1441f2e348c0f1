import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test, { type TestContext } from 'node:test';
import { execa } from 'execa';
import { folder, oneplan, started } from '../../support/cli.ts';
import { documentXml } from '../../support/driver/document.ts';
import { parsedPlan } from '../../support/driver/parsed-plan.ts';

const encoded = Buffer.from(documentXml({ vms: [{}, { template: { CPU: 64 } }] })).toString('base64');

/** As oned calls it: from its own folder, with little in its environment. */
const called = (file: string, words: readonly string[], state: string, input: string) =>
  execa(file, words, {
    input,
    cwd: '/',
    extendEnv: false,
    env: { PATH: process.env.PATH ?? '', ONEPLAN_STATE: state },
    reject: false,
  });

async function installed(context: TestContext, ...words: readonly string[]) {
  const state = folder(context);
  const driver = join(state, 'remotes', 'scheduler', 'oneplan');
  const { exitCode, stdout, stderr } = await started('driver', 'install', driver, ...words);
  assert.equal(exitCode, 0, stderr);
  return { state, driver, stdout };
}

test('the executables that are installed answer oned, and it is told what to write into oned.conf', async (context) => {
  const { state, driver, stdout } = await installed(context);
  assert.match(
    stdout,
    /SCHED_MAD = \[\n {2}EXECUTABLE = "one_sched",\n {2}ARGUMENTS {2}= "-t 15 -p oneplan -o oneplan"\n\]/,
  );
  for (const action of ['place', 'optimize']) assert.equal(statSync(join(driver, action)).mode & 0o777, 0o755);
  const placed = await called(join(driver, 'place'), [], state, encoded);
  assert.equal(placed.exitCode, 0, placed.stderr);
  assert.deepEqual(parsedPlan(placed.stdout).actions, [
    { vm: 0, operation: 'deploy', host: 0, datastore: 0, nics: [] },
  ]);
  assert.match(placed.stderr, /^INFO: 0 .+\nERROR: 1 .+$/);
  const optimized = await called(join(driver, 'optimize'), ['100'], state, encoded);
  assert.deepEqual([optimized.exitCode, parsedPlan(optimized.stdout)], [0, { id: 100, actions: [] }]);
  const refused = await called(join(driver, 'place'), [], state, 'no luck');
  assert.deepEqual([refused.exitCode, refused.stdout], [255, '']);
  assert.match(refused.stderr, /^ERROR: oneplan: .+$/);
});

test('a policy file is named in full, and a mistake in it is found at installation', async (context) => {
  const policy = join(folder(context), 'policy.yaml');
  writeFileSync(policy, 'shape: pack\n');
  const { driver } = await installed(context, '--policy', policy);
  assert.ok(readFileSync(join(driver, 'place'), 'utf8').includes(JSON.stringify(['--policy', policy])));
  writeFileSync(policy, 'shape: round\n');
  const { code, err } = await oneplan('driver', 'install', driver, '--policy', policy);
  assert.equal(code, 255);
  assert.match(err, /shape/);
});

test('a driver of somebody else is not overwritten, our own is', async (context) => {
  const driver = folder(context);
  assert.equal((await oneplan('driver', 'install', driver)).code, 0);
  assert.equal((await oneplan('driver', 'install', driver)).code, 0);
  writeFileSync(join(driver, 'optimize'), '#!/bin/sh\n');
  const { code, err } = await oneplan('driver', 'install', driver);
  assert.equal(code, 255);
  assert.match(err, /not ours/);
});

test('a standard input that never ends is given up in the time given', async () => {
  const process = started('driver', 'place', '--no-ask', '--time-limit', '1s');
  const { exitCode, stdout, stderr } = await process;
  assert.deepEqual([exitCode, stdout], [255, '']);
  assert.match(stderr, /^ERROR: oneplan: standard input: did not end in the time given/);
});
