import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { folder } from './cli.ts';

/** Why a test that needs a Redis server is skipped; false when one can be started. */
export const unlessRedis: string | false =
  spawnSync('redis-server', ['--version']).status === 0 ? false : 'redis-server is not installed';

/** A Redis server of the test's own on a free port of the loopback, gone with its data when the test ends. */
export async function redisServer(context: TestContext): Promise<{ readonly url: string; readonly port: number }> {
  const port = await freePort();
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder(context)];
  const server = spawn('redis-server', words, { stdio: 'ignore' });
  context.after(async () => {
    if (server.exitCode !== null || !server.kill('SIGKILL')) return;
    await once(server, 'exit');
  });
  await answering(port);
  return { url: `redis://127.0.0.1:${port}`, port };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answering(port: number): Promise<void> {
  const client = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined);
  await client.ping();
  client.disconnect();
  await setTimeout(0);
}
