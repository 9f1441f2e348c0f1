import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { Publisher } from 'zeromq';
import { publisherFeed } from '../../src/opennebula/events.ts';
import type { CloudEvent } from '../../src/ports.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Listener {
  readonly heard: CloudEvent[];
  readonly health: boolean[];
  readonly end: () => Promise<void>;
}

function listening(context: TestContext, address: string): Listener {
  const heard: CloudEvent[] = [];
  const health: boolean[] = [];
  const ending = new AbortController();
  const listened = publisherFeed(address).listen({
    heard: (event) => heard.push(event),
    health: (connected) => health.push(connected),
    signal: ending.signal,
  });
  const end = async (): Promise<void> => {
    ending.abort();
    await listened;
  };
  context.after(end);
  return { heard, health, end };
}

async function publisher(address = 'tcp://127.0.0.1:*') {
  const socket = new Publisher({ sendHighWaterMark: 100_000, linger: 0 });
  await socket.bind(address);
  return { socket, address: socket.lastEndpoint as string };
}

const payload = Buffer.from('<HOOK_MESSAGE/>').toString('base64');

test('news of VMs and hosts are heard once, whatever else is said and whatever the payload', async (context) => {
  const { socket, address } = await publisher();
  context.after(() => socket.close());
  const { heard, health } = listening(context, address);
  await waitUntil(() => health.at(-1) === true, 'it is connected');
  await waitUntil(async () => {
    await socket.send(['EVENT STATE VM/PENDING/LCM_INIT/1 ', payload]); // a subscription takes a moment to arrive
    return heard.length > 0;
  }, 'the first is heard');
  const before = heard.length;
  await socket.send(['EVENT API one.vm.deploy 1', payload]);
  await socket.send(['EVENT VM 2/ACTIVE/RUNNING ', payload]);
  await socket.send(['EVENT STATE VM/ACTIVE/RUNNING/2 ', 'not base64 at all']);
  await socket.send(['EVENT STATE VM/garbage ']);
  await socket.send(['EVENT STATE HOST/ERROR//3 ', '']);
  await waitUntil(() => heard.some(({ kind }) => kind === 'host'), 'the host is heard');
  assert.deepEqual(
    heard.filter(({ id }) => id !== 1),
    [
      { kind: 'vm', id: 2, state: 'RUNNING' },
      { kind: 'host', id: 3, state: 'ERROR' },
    ],
  );
  assert.ok(before >= 1);
});

test('a publisher that goes and comes back is heard again', async (context) => {
  const first = await publisher();
  const { heard, health } = listening(context, first.address);
  await waitUntil(() => health.at(-1) === true, 'it is connected');
  first.socket.close();
  await waitUntil(() => health.at(-1) === false, 'the loss is noticed');
  const second = new Publisher({ linger: 0 });
  context.after(() => second.close());
  await waitUntil(
    () =>
      second.bind(first.address).then(
        () => true,
        () => false,
      ),
    'the port is free again',
  );
  await waitUntil(async () => {
    await second.send(['EVENT STATE VM/PENDING/LCM_INIT/9 ', payload]);
    return heard.some(({ id }) => id === 9);
  }, 'it is heard again');
  assert.equal(health.at(-1), true);
});

test('an address that is none is told with its remedy', async () => {
  const listened = publisherFeed('localhost:2101').listen({
    heard: () => undefined,
    health: () => undefined,
    signal: new AbortController().signal,
  });
  await assert.rejects(listened, /--events: "localhost:2101" is no address\. Write tcp:\/\/HOST:2101\./);
});
