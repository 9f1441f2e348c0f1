import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Subscriber } from 'zeromq';
import { dice } from '../support/dice.ts';
import { obey } from '../support/oned/control.ts';
import { openOned } from '../support/oned/outside/oned.ts';
import { temporaryFolder } from '../support/recorded.ts';
import { shared, unlessShared } from '../support/shared.ts';
import { RECORDED_CLOUD } from './recorded-cloud.ts';

const FOLDER = 'opennebula/7.4/events';

interface Heard {
  readonly topic: string;
  readonly xml: string;
}

/** A stand-in in this process and an ear at its publisher, until the test ends, however it does. */
async function listening(context: TestContext) {
  const draw = dice(1);
  const oned = await openOned({
    cloud: RECORDED_CLOUD,
    folder: temporaryFolder(),
    dice: () => draw.between(0, 999) / 1_000,
    now: () => Date.now() / 1_000,
  });
  const socket = new Subscriber({ connectTimeout: 2_000 });
  socket.connect(oned.eventsUrl);
  socket.subscribe('EVENT');
  const heard: Heard[] = [];
  const listens = (async () => {
    for await (const [topic, payload] of socket) {
      heard.push({ topic: String(topic), xml: Buffer.from(String(payload), 'base64').toString('utf8') });
    }
  })();
  context.after(async () => {
    socket.close();
    await listens;
    await oned.close();
  });
  const until = async (topic: string): Promise<void> => {
    for (let tries = 0; tries < 500 && !heard.some((one) => one.topic === topic); tries += 1) await pause(20);
    assert.ok(
      heard.some((one) => one.topic === topic),
      `${topic} is heard`,
    );
  };
  // A subscription takes a moment to arrive, and what was told before is missed.
  for (let tries = 0; tries < 200 && heard.length === 0; tries += 1) {
    await obey(oned, { do: 'burst', events: 1 });
    await pause(20);
  }
  return { oned, heard, until };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a life of one VM is told in the recorded topics, in order, twice each', {
  skip: unlessShared(FOLDER),
}, async (context) => {
  const { oned, heard, until } = await listening(context);
  heard.length = 0;
  const ask = (method: string, ...args: (string | number | boolean)[]) => obey(oned, { do: 'call', method, args });
  await ask('one.vm.allocate', 'CPU=1\nMEMORY=256', false);
  await ask('one.vm.deploy', 0, 0, true, -1, '');
  await until('EVENT STATE VM/ACTIVE/RUNNING/0 ');
  await ask('one.vm.migrate', 0, 1, true, true, -1, 0);
  await until('EVENT STATE VM/ACTIVE/MIGRATE/0 ');
  const topics = heard.map(({ topic }) => topic).filter((topic) => topic !== 'EVENT API one.vm.update 1');
  const recorded = readFileSync(join(shared(FOLDER), 'stream-of-one-vm.topics.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (/"(.*)"/.exec(line)?.[1] ?? '').replace(/209/, '0'));
  const from = topics.indexOf('EVENT VM 0/PENDING/LCM_INIT ');
  const withoutApi = (list: readonly string[]) => list.filter((topic) => !topic.startsWith('EVENT API'));
  const expected = withoutApi(recorded).slice(0, 12);
  assert.deepEqual(withoutApi(topics.slice(from)).slice(0, 12), expected);
  assert.deepEqual(
    topics.filter((topic) => topic.startsWith('EVENT API')),
    ['EVENT API one.vm.allocate 1', 'EVENT API one.vm.deploy 1', 'EVENT API one.vm.migrate 1'],
  );
});

/** Elements of a message down to its object's own. */
const shape = (xml: string): readonly string[] =>
  [...xml.replace(/<(VM|HOST)>[\s\S]*<\/\1>/, '<$1/>').matchAll(/<([A-Z_]+)/g)].map(([, name]) => name as string);

test('messages have the recorded shape', { skip: unlessShared(FOLDER) }, async (context) => {
  const { oned, heard, until } = await listening(context);
  const ask = (method: string, ...args: (string | number | boolean)[]) => obey(oned, { do: 'call', method, args });
  await ask('one.vm.allocate', 'CPU=1\nMEMORY=256', false);
  await ask('one.vm.deploy', 0, 0, true, -1, '');
  await until('EVENT STATE VM/ACTIVE/RUNNING/0 ');
  await ask('one.vm.deploy', 0, 0, true, -1, '');
  await ask('one.vm.action', 'suspend', 0);
  await ask('one.vm.action', 'stop', 0);
  await obey(oned, { do: 'host-state', host: 5, state: 'OFFLINE' });
  await until('EVENT STATE HOST/OFFLINE//5 ');
  const recorded = {
    'decoded-state-vm-pending.xml': 'EVENT VM 0/PENDING/LCM_INIT ',
    'decoded-state-vm-running.xml': 'EVENT VM 0/ACTIVE/RUNNING ',
    'decoded-state-host-offline.xml': 'EVENT STATE HOST/OFFLINE//5 ',
    'decoded-api-vm-deploy.xml': 'EVENT API one.vm.deploy 1',
    'decoded-api-vm-deploy-failed.xml': 'EVENT API one.vm.deploy 0',
    'decoded-api-vm-action.xml': 'EVENT API one.vm.action 1',
  };
  for (const [file, topic] of Object.entries(recorded)) {
    if (!existsSync(join(shared(FOLDER), file))) continue;
    const expected = shape(readFileSync(join(shared(FOLDER), file), 'utf8').replace(/^<!--.*?-->/s, ''));
    assert.deepEqual(shape(heard.find((one) => one.topic === topic)?.xml ?? ''), expected, topic);
  }
});

test('events can be dropped, and the publisher can go and come back', async (context) => {
  const { oned, heard, until } = await listening(context);
  await obey(oned, { do: 'fault', fault: { kind: 'events' } });
  await obey(oned, { do: 'call', method: 'one.vm.allocate', args: ['CPU=1\nMEMORY=256', true] });
  await obey(oned, { do: 'clear-faults' });
  await obey(oned, { do: 'publisher', up: false });
  await obey(oned, { do: 'call', method: 'one.vm.action', args: ['release', 0] });
  await obey(oned, { do: 'publisher', up: true });
  for (let tries = 0; tries < 500 && !heard.some(({ topic }) => topic.endsWith('action 0')); tries += 1) {
    await obey(oned, { do: 'call', method: 'one.vm.action', args: ['release', 0] });
    await pause(20);
  }
  await until('EVENT API one.vm.action 0');
  assert.ok(!heard.some(({ topic }) => topic.includes('HOLD') || topic.includes('PENDING')));
});
