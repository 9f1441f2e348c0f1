import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import type { DriverAnswer, DriverQuestion } from '../domain/driver.ts';
import { InputError } from '../domain/errors.ts';
import { vmId } from '../domain/ids.ts';
import type { Log } from './world.ts';

/** Where oned's scheduler driver finds the process, and who answers; null is no answer: the driver plans by itself. */
export interface DriverDesk {
  /** Path of the socket. */
  readonly socket: string;
  readonly answer: (question: DriverQuestion) => DriverAnswer | null;
  readonly log: Log;
}

/** Enough for 100,000 VMs. */
const MOST_BYTES = 2 ** 20;
const MOST_CONNECTIONS = 16;
const PATIENCE_MILLISECONDS = 5_000;

/**
 * Listens for oned's scheduler driver on a socket that its user alone may use: one question a request, over HTTP. What is
 * asked is bounded in size and time, and no question ends the process. Resolves when it listens; gives what closes it.
 * Throws an `InputError` when the socket can not be had.
 */
export async function openDriverSocket({ socket, answer, log }: DriverDesk): Promise<() => Promise<void>> {
  await clearAway(socket);
  const server = createServer({ requestTimeout: PATIENCE_MILLISECONDS, headersTimeout: PATIENCE_MILLISECONDS });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('request', (request, response) => void reply(request, response, { answer, log }));
  await listening(server, socket);
  log.info({ socket }, 'listening for the scheduler driver');
  return () =>
    new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
}

/** A socket that nobody answers on is left from a process that was killed. */
async function clearAway(socket: string): Promise<void> {
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  if (await isAnswered(socket)) {
    throw new InputError(`socket ${socket}`, 'another process listens on it', 'End that one, or name another socket.');
  }
  rmSync(socket, { force: true });
}

const isAnswered = (socket: string): Promise<boolean> =>
  new Promise((known) => {
    const attempt = connect(socket);
    const done = (answered: boolean): void => {
      attempt.destroy();
      known(answered);
    };
    attempt.once('connect', () => done(true)).once('error', () => done(false));
  });

async function listening(server: Server, socket: string): Promise<void> {
  const before = process.umask(0o177);
  try {
    await new Promise<void>((listens, fails) => {
      server.once('error', fails).listen(socket, () => listens());
    });
    server.removeAllListeners('error').on('error', () => undefined);
    chmodSync(socket, 0o600);
  } catch (error) {
    server.close();
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      `socket ${socket}`,
      `it can not be listened on (${code})`,
      'Name a shorter path in a folder that may be written, with --driver-socket, or none.',
      { cause: error },
    );
  } finally {
    process.umask(before);
  }
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  { answer, log }: Pick<DriverDesk, 'answer' | 'log'>,
): Promise<void> {
  try {
    const question = questionIn(await bodyOf(request));
    if (question === null) return send(response, 400, { problem: 'that is no question' });
    const said = answer(question);
    log.debug({ action: question.action, vms: question.vms.length, actions: said?.actions.length }, 'driver asked');
    return said === null
      ? send(response, 503, { problem: 'there is no plan to answer from' })
      : send(response, 200, said);
  } catch (error) {
    log.warn({ error: error instanceof Error ? error.message : String(error) }, 'a driver was not answered');
    return send(response, 500, { problem: 'the question was not answered' });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of request) {
    total += (chunk as Buffer).length;
    if (total > MOST_BYTES) throw new Error('the question is too long');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const VMS = z.array(z.int().nonnegative()).transform((ids) => ids.map(vmId));
const QUESTION = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('place'), vms: VMS }),
  z.strictObject({ action: z.literal('optimize'), cluster: z.int().nonnegative(), vms: VMS }),
]);

function questionIn(body: string): DriverQuestion | null {
  try {
    return QUESTION.parse(JSON.parse(body));
  } catch {
    return null;
  }
}
