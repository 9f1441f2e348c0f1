import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { execa } from 'execa';
import { runDaemon } from '../../src/daemon/daemon.ts';
import { driverAnswer } from '../../src/daemon/driver-answer.ts';
import type { DaemonSettings } from '../../src/daemon/settings.ts';
import type { Epoch } from '../../src/domain/epoch.ts';
import { InputError } from '../../src/domain/errors.ts';
import { vmId } from '../../src/domain/ids.ts';
import { folder, oneplan } from '../support/cli.ts';
import { cloud, NOW, vm } from '../support/cloud.ts';
import { fakeWorld } from '../support/daemon-world.ts';
import { documentFile } from '../support/driver/document.ts';
import { parsedPlan } from '../support/driver/parsed-plan.ts';
import { waitUntil } from '../support/wait-until.ts';

/** What the process makes known in its first epoch, and in one in which the cloud does not answer. */
async function published(overrides: Partial<DaemonSettings>): Promise<readonly (Epoch | null)[]> {
  const heard: (Epoch | null)[] = [];
  const fake = fakeWorld(cloud({ vms: [vm(1), vm(2)] }), overrides, { published: (epoch) => heard.push(epoch) });
  const ended = runDaemon(fake.world, fake.settings);
  await fake.clock.advance(1);
  fake.show(() => {
    throw new InputError('cloud', 'is silent', 'Wait.');
  });
  await fake.clock.advance(61);
  fake.end();
  await fake.clock.advance(60);
  await ended;
  return heard;
}

const ask = { action: 'place', vms: [vmId(2)] } as const;
const terms = { automation: 'manual', dryRun: false, halted: null, now: NOW } as const;

test('a process that only plans has oned start what it is asked about; without a plan to be trusted it has no answer', async () => {
  const [epoch, later] = await published({ automation: 'manual' });
  assert.ok(epoch);
  assert.equal(later, null);
  const answer = driverAnswer(ask, { ...terms, epoch });
  assert.deepEqual(
    answer?.actions.map((action) => [action.operation, action.vm]),
    [['deploy', 2]],
  );
  assert.equal(driverAnswer(ask, { ...terms, epoch: null }), null);
  assert.equal(driverAnswer({ action: 'optimize', cluster: 0, vms: [] }, { ...terms, epoch }), null);
});

test('a process that starts VMs itself leaves nothing to oned, unless it can not', async () => {
  const [epoch = null] = await published({ automation: 'full' });
  const full = { ...terms, automation: 'full', epoch } as const;
  assert.deepEqual(driverAnswer(ask, full)?.actions, []);
  assert.deepEqual(driverAnswer({ action: 'optimize', cluster: 0, vms: [] }, full)?.actions, []);
  assert.equal(driverAnswer({ action: 'optimize', cluster: 0, vms: [] }, { ...full, automation: 'partial' }), null);
  assert.equal(driverAnswer(ask, { ...full, halted: 'no rights' })?.actions.length, 1);
  assert.equal(driverAnswer(ask, { ...full, dryRun: true })?.actions.length, 1);
});

test('oneplan run answers oneplan driver: what is due now, and not what starts later', {
  timeout: 60_000,
}, async (context) => {
  const state = folder(context);
  const later = new Date(1_700_000_000_000 + 3_600_000).toISOString();
  const reserved = `<ONEPLAN><START>${later}</START><DURATION>01:00:00</DURATION></ONEPLAN>`;
  const file = documentFile({ vms: [{}, { user: reserved }] });
  const socket = join(state, 'driver.sock');
  const words = ['run', `driver:${file}`, '--automation', 'manual', '--events', 'none', '--log-level', 'debug'];
  const child = execa(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'src/cli/main.ts', ...words, '--workers', '1'],
    { env: { ONEPLAN_STATE: state }, reject: false },
  );
  const log: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  context.after(() => child.kill('SIGKILL'));
  await waitUntil(() => log.join('').includes('"planned"'), 'it has planned');
  const { out, err } = await oneplan('driver', 'place', '--document', file, '--socket', socket);
  assert.deepEqual(
    parsedPlan(out).actions.map(({ vm: placed }) => placed),
    [0],
  );
  assert.match(err, /^ERROR: 1 starts .* as reserved/m);
  assert.match(log.join(''), /"actions":1,"msg":"driver asked"/);
  child.kill('SIGTERM');
  assert.equal((await child).exitCode, 0);
});
