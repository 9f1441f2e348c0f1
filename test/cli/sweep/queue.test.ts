import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Queue } from 'bullmq';
import { programName } from '../../../src/cli/sweep/program.ts';
import { queueName } from '../../../src/cli/sweep/queue/names.ts';
import { folder, started } from '../../support/cli.ts';
import { redisServer, unlessRedis } from '../../support/redis.ts';
import { smallTraces } from '../../support/small-traces.ts';

const POLICIES = 'fcfs,easy,conservative,haizea,rank-packing';
const TERMS = { skip: unlessRedis, timeout: 300_000 };
const SWEEP = ['--policies', POLICIES, '--windows', '3', '--json'];

/** A worker that is ended with the test. */
function worker(context: TestContext, url: string, ...words: readonly string[]) {
  const run = started('worker', '--queue', url, '--lock', '4s', ...words);
  context.after(async () => {
    run.kill('SIGKILL');
    await run;
  });
  return run;
}

/** Ends when a stream has said it. */
const said = (run: ReturnType<typeof started>, words: RegExp): Promise<void> =>
  new Promise((resolve) => {
    let heard = '';
    run.stderr.on('data', (text: Buffer) => {
      heard += text.toString('utf8');
      if (words.test(heard)) resolve();
    });
  });

const ended = async (...words: readonly string[]) => {
  const { exitCode, stdout, stderr } = await started(...words);
  assert.equal(exitCode, 0, stderr);
  return { stdout, stderr };
};

test('a sweep gives the same report here, over two threads and over two workers of which one is killed', {
  ...TERMS,
}, async (context) => {
  const traces = smallTraces(context, 4);
  const [here, side, far] = [folder(context), folder(context), folder(context)];
  const { url, port } = await redisServer(context);
  const alone = await ended('simulate', ...traces, ...SWEEP, '-o', here, '--no-events');
  const threads = await ended('simulate', ...traces, ...SWEEP, '-o', side, '--no-events', '--jobs', '2');
  assert.equal(threads.stdout, alone.stdout);
  const [doomed, other] = [worker(context, url), worker(context, url)];
  await Promise.all([said(doomed, /waiting for runs/), said(other, /waiting for runs/)]);
  const far1 = started('simulate', ...traces, ...SWEEP, '-o', far, '--queue', url);
  await said(doomed, /done run[\s\S]+begins run[^\n]+\n$/);
  doomed.kill('SIGKILL');
  const { exitCode, stdout, stderr } = await far1;
  assert.equal(exitCode, 0, stderr);
  assert.equal(stdout, alone.stdout);
  for (const file of ['result.json', 'runs.csv', 'leases.csv', 'differences.csv', 'report.html']) {
    const [expected, ...found] = [here, side, far].map((path) => readFileSync(join(path, file), 'utf8'));
    for (const text of found) assert.ok(text === expected, file);
  }
  assert.equal(JSON.parse(stdout).policies.length, 5 * 4 * 3);
  const queue = new Queue(queueName(programName()), { connection: { host: '127.0.0.1', port }, prefix: 'oneplan' });
  assert.deepEqual(await queue.getJobCounts('completed', 'active', 'waiting', 'failed', 'delayed'), {
    completed: 60,
    active: 0,
    waiting: 0,
    failed: 0,
    delayed: 0,
  });
  await queue.close();
  other.kill('SIGINT');
  await other;
  // nobody is left to run anything: all results are there
  assert.equal((await ended('simulate', ...traces, ...SWEEP, '-o', far, '--queue', url)).stdout, alone.stdout);
});

test('an interrupted sweep leaves nothing waiting and nothing running', { ...TERMS }, async (context) => {
  const [trace = ''] = smallTraces(context, 1);
  const slow = join(folder(context), 'slow.mjs');
  writeFileSync(
    slow,
    "export const policy = { name: 'slow', decide: () => new Promise(() => setInterval(() => undefined, 1000)) };\n",
  );
  const { url, port } = await redisServer(context);
  const helper = worker(context, url, '--own-policies');
  const run = started('simulate', trace, '--policies', `file:${slow}`, '--seeds', '5', '--queue', url);
  await said(helper, /begins run/);
  const cancelled = said(helper, /was cancelled/);
  run.kill('SIGINT');
  assert.equal((await run).exitCode, 130);
  await cancelled;
  const queue = new Queue(queueName(programName()), { connection: { host: '127.0.0.1', port }, prefix: 'oneplan' });
  const { active, waiting, delayed } = await queue.getJobCounts('active', 'waiting', 'delayed');
  assert.deepEqual([active, waiting, delayed], [0, 0, 0]);
  await queue.close();
});

test('a worker whose trace differs fails the run in one line that says so', { ...TERMS }, async (context) => {
  const [trace = ''] = smallTraces(context, 1);
  const { url } = await redisServer(context);
  const run = started('simulate', trace, '--policies', 'fcfs', '--queue', url, '--quiet');
  await said(run, /no worker of oneplan/);
  writeFileSync(trace, `${readFileSync(trace, 'utf8')}9999 200000 -1 60 1 -1 -1 1 60 -1 1 1 1 1 1 1 -1 -1\n`);
  worker(context, url);
  const { exitCode, stderr } = await run;
  assert.equal(exitCode, 255);
  assert.match(stderr, /run of fcfs in seed 1: failed: .*small-1\.swf: is not the workload of the sweep/);
});

test('policies of a user run where the worker allows them, and only there', { ...TERMS }, async (context) => {
  const [trace = ''] = smallTraces(context, 1);
  const own = join(folder(context), 'own.mjs');
  writeFileSync(
    own,
    "export const policy = { name: 'own', decide: () => ({ orders: [], wakeAt: null, promised: [], gap: null }) };\n",
  );
  const { url } = await redisServer(context);
  worker(context, url);
  const { exitCode, stderr } = await started('simulate', trace, '--policies', `file:${own}`, '--queue', url);
  assert.equal(exitCode, 255);
  assert.match(stderr, /this worker runs none\. Start it with --own-policies/);
});
