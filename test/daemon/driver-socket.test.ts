import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Client } from 'undici';
import { openDriverSocket } from '../../src/daemon/driver-socket.ts';
import type { DriverAnswer, DriverQuestion } from '../../src/domain/driver.ts';
import { datastoreId, hostId, vmId } from '../../src/domain/ids.ts';
import { folder, oneplan } from '../support/cli.ts';
import { documentFile } from '../support/driver/document.ts';
import { parsedPlan } from '../support/driver/parsed-plan.ts';

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const ANSWER: DriverAnswer = {
  actions: [{ vm: vmId(0), operation: 'deploy', host: hostId(77), datastore: datastoreId(5), networks: [] }],
  messages: [{ level: 'INFO', vm: vmId(0), text: 'as the process says' }],
};

async function listening(context: TestContext, answer: (question: DriverQuestion) => DriverAnswer | null) {
  const socket = join(folder(context), 'state', 'driver.sock');
  const close = await openDriverSocket({ socket, answer, log: SILENT });
  context.after(close);
  return socket;
}

/** The host that the driver chooses: 77 is the process's, 0 its own. */
async function choice(socket: string, ...words: readonly string[]): Promise<number | undefined> {
  const file = documentFile({ vms: [{}] });
  const { code, out, err } = await oneplan('driver', 'place', '--document', file, '--socket', socket, ...words);
  assert.equal(code, 0, err);
  return parsedPlan(out).actions[0]?.host;
}

async function posted(socket: string, body: string): Promise<number> {
  const client = new Client('http://localhost', { socketPath: socket });
  try {
    const response = await client.request({ method: 'POST', path: '/', body });
    await response.body.dump();
    return response.statusCode;
  } finally {
    await client.destroy();
  }
}

test('the driver asks the process that listens, and hands on what it says', async (context) => {
  const asked: DriverQuestion[] = [];
  const socket = await listening(context, (question) => {
    asked.push(question);
    return ANSWER;
  });
  assert.equal(await choice(socket), 77);
  assert.deepEqual(asked, [{ action: 'place', vms: [0] }]);
  assert.equal(await choice(socket, '--no-ask'), 0);
});

test('the socket is for its user alone, and gone with the process', async (context) => {
  const socket = join(folder(context), 'driver.sock');
  const close = await openDriverSocket({ socket, answer: () => null, log: SILENT });
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  await close();
  assert.equal(existsSync(socket), false);
});

for (const { title, answer } of [
  { title: 'has no answer', answer: () => null },
  {
    title: 'fails',
    answer: () => {
      throw new Error('of its own');
    },
  },
  { title: 'answers nonsense', answer: () => ({ actions: [{ vm: -1 }], messages: [] }) as unknown as DriverAnswer },
]) {
  test(`the driver plans by itself when the process ${title}`, async (context) => {
    assert.equal(await choice(await listening(context, answer)), 0);
  });
}

test('the driver plans by itself, in time, when the process hangs, talks another language, or is not there', async (context) => {
  const socket = join(folder(context), 'hung.sock');
  const hung = createServer((connection) => context.after(() => connection.destroy())).listen(socket);
  context.after(() => hung.close());
  assert.equal(await choice(socket, '--time-limit', '3s'), 0);
  const rude = createServer((connection) => connection.end('SSH-2.0-hello\r\n')).listen(`${socket}.2`);
  context.after(() => rude.close());
  assert.equal(await choice(`${socket}.2`), 0);
  assert.equal(await choice(`${socket}.3`), 0);
});

test('what is no question is refused, however long, and the process listens on', async (context) => {
  const socket = await listening(context, () => ANSWER);
  const questions = [
    '',
    '{',
    '[]',
    '{"action":"place"}',
    '{"action":"stop","vms":[]}',
    '{"action":"place","vms":[-1]}',
  ];
  for (const body of questions) assert.equal(await posted(socket, body), 400, body);
  const long = JSON.stringify({ action: 'place', vms: Array.from({ length: 400_000 }, (_, vm) => vm) });
  await assert.rejects(async () => assert.equal(await posted(socket, long), 200));
  assert.equal(await choice(socket), 77);
});

test('a socket that is left from a killed process is taken over, one that is in use is not', async (context) => {
  const socket = join(folder(context), 'driver.sock');
  writeFileSync(socket, '');
  const close = await openDriverSocket({ socket, answer: () => ANSWER, log: SILENT });
  context.after(close);
  await assert.rejects(openDriverSocket({ socket, answer: () => null, log: SILENT }), /another process listens/);
  assert.equal(await choice(socket), 77);
});

test('a path too long for a socket is refused in words', async (context) => {
  const socket = join(folder(context), 'x'.repeat(120));
  await assert.rejects(openDriverSocket({ socket, answer: () => null, log: SILENT }), /shorter path/);
});
