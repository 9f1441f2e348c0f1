import type { Credentials } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';
import { DEFAULT_LIMITS, type Post, type PostLimits, postTo } from './post.ts';
import type { Failure, Reply, Value } from './reply.ts';
import { type Parameter, requestText } from './request.ts';
import { readResponse } from './response.ts';
import { type Patience, SYSTEM_PATIENCE, waitBefore } from './retry.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Asks again when no answer came. For reads alone: a command that was not heard may have been taken. */
  readonly retry?: boolean;
}

/** OpenNebula by XML-RPC. */
export interface Client {
  /** How messages name it: `xmlrpc:http://one:2633/RPC2`. */
  readonly name: string;
  /**
   * Calls a method (`one.vm.action`); the session is put before the parameters. Does not throw for what the cloud or
   * the network does. No message holds the session.
   *
   * @throws InputError when a parameter can not be written in XML.
   */
  call(method: string, parameters: readonly Parameter[], options?: CallOptions): Promise<Reply<Value>>;
  /** Lets go of its connections. */
  close(): Promise<void>;
}

/** A client of one oned, as one user. */
export function connect(
  endpoint: Endpoint,
  credentials: Credentials,
  limits: Partial<PostLimits> = {},
  patience: Patience = SYSTEM_PATIENCE,
): Client {
  const post = postTo(endpoint, { ...DEFAULT_LIMITS, ...limits });
  return {
    name: `xmlrpc:${endpoint.url}`,
    call: async (method, parameters, { signal, retry = false } = {}) => {
      const body = requestText(method, [credentials.session(), ...parameters]);
      let reply = await once(post, body, signal);
      for (let tries = 1; retry && tries < patience.tries && isPassing(reply); tries += 1) {
        await patience.pause(waitBefore(tries, patience), signal);
        reply = await once(post, body, signal);
      }
      return reply.kind === 'value' ? reply : scrubbed(method, reply, credentials);
    },
    close: () => post.close(),
  };
}

async function once(post: Post, body: string, signal: AbortSignal | undefined): Promise<Reply<Value>> {
  const posted = await post.send(body, signal);
  return posted.kind === 'text' ? readResponse(posted.text) : posted;
}

/** Worth asking again: nothing came, what came was cut off, or oned's database was busy. */
function isPassing(reply: Reply<Value>): boolean {
  if (reply.kind === 'refused') return reply.code === 'internal';
  return reply.kind === 'unsent' || reply.kind === 'unheard' || reply.kind === 'garbage';
}

/** Names the method, which oned's own refusals do already. */
function scrubbed(method: string, failure: Failure, { scrub }: Credentials): Failure {
  const message = scrub(failure.message);
  return { ...failure, message: message.startsWith('[') ? message : `[${method}] ${message}` };
}
