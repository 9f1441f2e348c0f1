import { rootCertificates } from 'node:tls';
import type { Pool } from 'undici';
import type { Endpoint } from './endpoint.ts';
import { oneLine } from './reply.ts';

/** What is waited for, and how much is taken in. */
export interface PostLimits {
  readonly connectSeconds: number;
  /** Until the answer begins: oned writes a whole pool before that. */
  readonly headersSeconds: number;
  /** Between two pieces of the answer. */
  readonly bodySeconds: number;
  readonly maxBytes: number;
}

export const DEFAULT_LIMITS: PostLimits = {
  connectSeconds: 10,
  headersSeconds: 60,
  bodySeconds: 30,
  maxBytes: 256 * 2 ** 20,
};

/** What came back over HTTP: the text of an answer, or what kept it from coming. */
export type Posted =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unsent' | 'unheard' | 'garbage' | 'cancelled'; readonly message: string };

/** A place to post to. Connections are kept where the server keeps them; oned closes each. */
export interface Post {
  send(body: string, signal: AbortSignal | undefined): Promise<Posted>;
  close(): Promise<void>;
}

/** Posts XML to one endpoint. Nothing is ever sent twice. */
export function postTo(endpoint: Endpoint, limits: PostLimits): Post {
  const { url } = endpoint;
  const { pathname, search } = new URL(url);
  let opened: Promise<Pool> | null = null;
  const send = async (body: string, signal: AbortSignal | undefined): Promise<Posted> => {
    try {
      opened ??= openPool(endpoint, limits);
      const pool = await opened;
      const options = { path: pathname + search, method: 'POST' as const, headers: HEADERS, body };
      const response = await pool.request({ ...options, ...(signal === undefined ? {} : { signal }) });
      return await received(response, limits.maxBytes);
    } catch (error) {
      if (signal?.aborted === true) return { kind: 'cancelled', message: `${url}: the call was cancelled` };
      return { kind: wasSent(error) ? 'unheard' : 'unsent', message: `${url}: ${reasonOf(error)}` };
    }
  };
  return { send, close: async () => (await opened)?.destroy() };
}

/** The library is loaded when something is sent. */
async function openPool({ url, authorities, insecure }: Endpoint, limits: PostLimits): Promise<Pool> {
  const { Pool } = await import('undici');
  return new Pool(new URL(url).origin, {
    connections: 4,
    headersTimeout: limits.headersSeconds * 1_000,
    bodyTimeout: limits.bodySeconds * 1_000,
    connect: {
      timeout: limits.connectSeconds * 1_000,
      rejectUnauthorized: !insecure,
      ...(authorities.length > 0 ? { ca: [...rootCertificates, ...authorities] } : {}),
    },
  });
}

const HEADERS = { 'content-type': 'text/xml', accept: 'text/xml', 'user-agent': 'oneplan' };

type Received = Awaited<ReturnType<Pool['request']>>;

/** Statuses of a gateway or a server that is busy or away for now. */
const AWAY = new Set([408, 425, 429, 500, 502, 503, 504]);

async function received({ statusCode, headers, body }: Received, maxBytes: number): Promise<Posted> {
  if (statusCode !== 200) {
    await body.dump({ limit: 65_536 }).catch(() => undefined);
    return { kind: AWAY.has(statusCode) ? 'unheard' : 'garbage', message: `answered with HTTP status ${statusCode}` };
  }
  const tooLarge: Posted = { kind: 'garbage', message: `the answer is larger than ${maxBytes} bytes` };
  if (Number(headers['content-length'] ?? 0) > maxBytes) {
    body.destroy();
    return tooLarge;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return tooLarge;
    chunks.push(chunk);
  }
  // As the database gives it: a byte that is no UTF-8 spoils a character, not the pool.
  return { kind: 'text', text: Buffer.concat(chunks).toString('utf8') };
}

/** Failures that come before the first byte of a request: no address, no connection, no trust. */
const BEFORE = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);

const wasSent = (error: unknown): boolean => !BEFORE.has(codeOf(error));

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string') return code;
  // Several addresses were tried; they failed alike.
  return error instanceof AggregateError && error.errors.length > 0 ? codeOf(error.errors[0]) : '';
}

const UNTRUSTED = 'nobody trusted vouches for its certificate, put its authority into the folder of ONE_CERT_DIR';

const WORDS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped coming',
  UND_ERR_SOCKET: 'the connection was closed before the answer was whole',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was broken off',
  ENOTFOUND: 'there is no such host',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const words = WORDS[code] ?? (error instanceof Error && error.message !== '' ? error.message : 'it failed');
  return oneLine(code === '' ? words : `${words} (${code})`);
}
