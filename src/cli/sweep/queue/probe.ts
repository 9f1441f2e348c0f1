import { Redis } from 'ioredis';
import { InputError } from '../../../domain/errors.ts';
import type { QueueAddress } from './address.ts';

const PATIENCE_MS = 10_000;

/** Oldest Redis that the queue works with as it should. */
const OLDEST = [6, 2] as const;

/** Asks the server once who it is. Throws an `InputError` that says why it can not be used. */
export async function probe(address: QueueAddress): Promise<void> {
  if (await needsNoPassword(address)) {
    const problem = 'needs no password, but one was given';
    throw new InputError(address.shown, problem, 'Leave it out, or set one on the server (requirepass).');
  }
  await asking(address, async (client) => judge(address.shown, await client.info()));
}

/** Such a server would be used as if it were protected. */
async function needsNoPassword({ shown, connection }: QueueAddress): Promise<boolean> {
  const { password, ...open } = connection;
  if (password === undefined || connection.username !== undefined) return false;
  return asking({ shown, connection: open }, (client) => client.ping()).then(
    () => true,
    () => false,
  );
}

/** Names of all clients that the server has now. Throws an `InputError` when it does not say. */
export const clientNames = (address: QueueAddress): Promise<readonly string[]> =>
  asking(address, async (client) => {
    const list = String(await client.client('LIST'));
    return [...list.matchAll(/\bname=(\S+)/g)].map(([, name = '']) => name);
  });

/** A connection for one question, which does not try again. */
async function asking<Answer>(address: QueueAddress, ask: (client: Redis) => Promise<Answer>): Promise<Answer> {
  const client = new Redis({
    ...address.connection,
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let heard: Error | null = null;
  client.on('error', (error: Error) => {
    heard ??= error;
  });
  try {
    await client.connect();
    const answer = await ask(client);
    if (heard !== null) throw heard;
    return answer;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw notUsable(address.shown, heard ?? (error as Error));
  } finally {
    client.disconnect();
  }
}

function judge(shown: string, info: string): void {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    const problem = `is Redis ${version === '' ? 'of no known version' : version}, older than ${OLDEST.join('.')}`;
    throw new InputError(shown, problem, 'Use a newer one, or Valkey.');
  }
  const eviction = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  if (eviction !== 'noeviction') {
    const problem = `throws data away when its memory is full (maxmemory-policy ${eviction})`;
    throw new InputError(shown, problem, 'Set maxmemory-policy noeviction on the server.');
  }
}

function notUsable(shown: string, error: Error): InputError {
  const [problem, remedy] = worded(error);
  return new InputError(shown, problem, remedy, { cause: error });
}

/** In the operator's words. What the server says may repeat what it was sent, so that only its first word is used. */
function worded(error: Error): readonly [problem: string, remedy: string] {
  const { code } = error as NodeJS.ErrnoException;
  if (/^(NOAUTH|WRONGPASS)|invalid (username-)?password/i.test(error.message)) {
    return ['refuses the user or password', 'Set ONEPLAN_QUEUE_PASSWORD, and the user in the address.'];
  }
  if (/^NOPERM/.test(error.message))
    return ['does not let this user do it', 'Give the user the rights (ACL) for oneplan:*.'];
  if (/DB index is out of range/.test(error.message)) return ['has no such database', 'Write one it has: /0.'];
  if (code === 'ECONNREFUSED')
    return ['no server answers there (ECONNREFUSED)', 'Start Redis or Valkey, or check the port.'];
  if (code === 'ETIMEDOUT') return ['nothing answers there in time', 'Check host and port, and redis:// or rediss://.'];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return [`its host is not known (${code})`, 'Check the name.'];
  if (/Protocol error|wrong version number|SSL|packet length/i.test(`${code} ${error.message}`)) {
    return ['what answers there is no Redis, or speaks (no) TLS', 'Check the port, and redis:// or rediss://.'];
  }
  const said = code ?? /^[A-Z]+\b/.exec(error.message)?.[0] ?? 'the connection was closed';
  return [`can not be used (${said})`, 'Check that the server is Redis or Valkey and can be reached.'];
}
