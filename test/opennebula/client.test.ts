import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { type Client, connect } from '../../src/opennebula/client.ts';
import { credentialsOf } from '../../src/opennebula/credentials.ts';
import type { PostLimits } from '../../src/opennebula/post.ts';
import { type Patience, waitBefore } from '../../src/opennebula/retry.ts';

const SESSION = 'planner:s3cret-word';
const ANSWER =
  '<?xml version="1.0"?><methodResponse><params><param><value><array><data><value><boolean>1</boolean></value><value><i4>7</i4></value></data></array></value></param></params></methodResponse>';

type Handler = (request: IncomingMessage, response: ServerResponse, call: number) => void;

interface Setting {
  readonly client: Client;
  readonly calls: () => number;
}

/** Runs a client against a server that behaves so. */
async function against(
  handler: Handler,
  work: (setting: Setting) => Promise<void>,
  limits: Partial<PostLimits> = {},
): Promise<void> {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume();
    calls += 1;
    handler(request, response, calls);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = clientOf(`http://127.0.0.1:${port}/RPC2`, limits);
  try {
    await work({ client, calls: () => calls });
  } finally {
    await client.close();
    server.closeAllConnections();
    server.close();
  }
}

const patience: Patience = {
  tries: 4,
  firstSeconds: 0.1,
  longestSeconds: 1,
  random: () => 0.5,
  pause: () => Promise.resolve(),
};

const clientOf = (url: string, limits: Partial<PostLimits> = {}): Client =>
  connect({ url, authorities: [], insecure: false }, credentialsOf(SESSION), limits, patience);

const silent: Handler = (request) => void request;

const faults: readonly {
  readonly title: string;
  readonly kind: string;
  readonly handler: Handler;
  readonly limits?: Partial<PostLimits>;
}[] = [
  {
    title: 'a connection that is cut before the answer',
    kind: 'unheard',
    handler: (request) => request.socket.destroy(),
  },
  {
    title: 'an answer that is cut off',
    kind: 'unheard',
    handler: (_, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write(ANSWER.slice(0, 80), () => response.destroy());
    },
  },
  {
    title: 'a gateway that has lost oned',
    kind: 'unheard',
    handler: (_, response) => response.writeHead(502).end('no'),
  },
  { title: 'a server that never answers', kind: 'unheard', handler: silent, limits: { headersSeconds: 0.2 } },
  {
    title: 'a server that stops in the middle',
    kind: 'unheard',
    handler: (_, response) => {
      response.writeHead(200);
      response.write('<?xml');
    },
    limits: { bodySeconds: 0.2 },
  },
  { title: 'a page that is not found', kind: 'garbage', handler: (_, response) => response.writeHead(404).end('no') },
  { title: 'a page of a proxy', kind: 'garbage', handler: (_, response) => response.end('<html>login</html>') },
  {
    title: 'an answer that has no end',
    kind: 'garbage',
    handler: (_, response) => {
      response.on('drain', () => response.write('x'.repeat(65_536)));
      response.write('x'.repeat(65_536));
    },
    limits: { maxBytes: 100_000 },
  },
  {
    title: 'an answer that says it is too long',
    kind: 'garbage',
    handler: (_, response) => {
      response.writeHead(200, { 'content-length': '200000' });
      response.write('x');
    },
    limits: { maxBytes: 100_000 },
  },
];

for (const { title, kind, handler, limits } of faults) {
  test(`${title} is ${kind}; a command is sent once, a read again`, async () => {
    await against(
      handler,
      async ({ client, calls }) => {
        const command = await client.call('one.vm.action', ['suspend', 7]);
        assert.equal(command.kind, kind);
        assert.ok(command.kind !== 'value' && command.message.startsWith('[one.vm.action] '), JSON.stringify(command));
        assert.equal(calls(), 1);
        assert.equal((await client.call('one.vm.info', [7, false], { retry: true })).kind, kind);
        assert.equal(calls(), 1 + patience.tries);
      },
      limits,
    );
  });
}

test('a read that fails and then succeeds is a value', async () => {
  const handler: Handler = (request, response, call) => (call < 3 ? request.socket.destroy() : response.end(ANSWER));
  await against(handler, async ({ client, calls }) => {
    assert.deepEqual(await client.call('one.vm.info', [7, false], { retry: true }), { kind: 'value', value: 7 });
    assert.equal(calls(), 3);
  });
});

test('nobody listening is told from an answer that did not come', async () => {
  let url = '';
  await against(silent, async ({ client }) => {
    url = client.name.replace('xmlrpc:', '');
  });
  const client = clientOf(url);
  const reply = await client.call('one.vm.action', ['stop', 1]);
  assert.equal(reply.kind, 'unsent');
  assert.match(reply.kind === 'unsent' ? reply.message : '', /nobody listens there/);
});

test('a call that is cancelled ends at once and is not asked again', async () => {
  const controller = new AbortController();
  await against(
    () => controller.abort(),
    async ({ client, calls }) => {
      const reply = await client.call('one.vm.info', [1, false], { retry: true, signal: controller.signal });
      assert.equal(reply.kind, 'cancelled');
      assert.equal(calls(), 1);
    },
  );
});

test('a server that echoes the session does not bring it into a message', async () => {
  const echoed = ANSWER.replace('<boolean>1<', '<boolean>0<').replace(
    '<i4>7</i4>',
    `<string>[one.vm.info] who is ${SESSION}, s3cret-word?</string>`,
  );
  for (const body of [echoed, `<html>${SESSION}</html>`]) {
    await against(
      (_, response) => response.end(body),
      async ({ client }) => {
        const reply = await client.call('one.vm.info', [1, false]);
        assert.notEqual(reply.kind, 'value');
        assert.doesNotMatch(JSON.stringify(reply), /s3cret/);
      },
    );
  }
});

test('a connection is kept where the server keeps it', async () => {
  const sockets = new Set<unknown>();
  await against(
    (request, response) => {
      sockets.add(request.socket);
      response.end(ANSWER);
    },
    async ({ client }) => {
      for (let call = 0; call < 9; call += 1)
        assert.equal((await client.call('one.vm.info', [1, false])).kind, 'value');
      assert.ok(sockets.size < 9, String(sockets.size));
    },
  );
});

test('waits double, are drawn from their upper half, and have a limit', () => {
  const waits = [1, 2, 3, 9].map((tries) => waitBefore(tries, { ...patience, random: () => 0 }));
  assert.deepEqual(waits, [0.05, 0.1, 0.2, 0.5]);
  assert.ok(waitBefore(1, { ...patience, random: () => 0.999 }) < 0.1);
});
