import { isIP } from 'node:net';
import process from 'node:process';
import { InputError } from '../../../domain/errors.ts';

/** Where a queue is. Its password is in `connection` alone, and is never printed. */
export interface QueueAddress {
  /** Without user and password: `redis://127.0.0.1:6379/0`. */
  readonly shown: string;
  readonly connection: Server;
}

/** In the words of the client that connects. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly servername?: string };
}

const DEFAULT_PORT = 6379;

/**
 * `redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`, or `rediss:` for TLS. A password is better in the environment
 * (`ONEPLAN_QUEUE_PASSWORD`): arguments are seen by everybody on the machine. What is wrong is said without repeating it.
 */
export function queueAddress(option: string, given: string): QueueAddress {
  const url = URL.canParse(given) ? new URL(given) : null;
  const [, secure] = /^(?:redis|valkey)(s?):$/.exec(url?.protocol ?? '') ?? [];
  const database = Number(url?.pathname.slice(1) ?? '0');
  if (url === null || secure === undefined || url.hostname === '' || !Number.isInteger(database)) {
    const remedy = 'Write redis://127.0.0.1:6379/0, or rediss:// for TLS.';
    throw new InputError(option, 'expected the address of a Redis or Valkey server', remedy);
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  const password = decodeURIComponent(url.password) || process.env.ONEPLAN_QUEUE_PASSWORD || '';
  return {
    shown: `redis${secure}://${url.hostname}:${port}/${database}`,
    connection: {
      host,
      port,
      db: database,
      ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
      ...(password === '' ? {} : { password }),
      ...(secure === '' ? {} : { tls: isIP(host) === 0 ? { servername: host } : {} }),
    },
  };
}
