import { statSync } from 'node:fs';
import { connect as connectTo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import type { Examination, OnedSeen, Seen } from '../../domain/diagnosis.ts';
import { InputError } from '../../domain/errors.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { type Client, connect } from '../../opennebula/client.ts';
import { commandsOn } from '../../opennebula/commands.ts';
import { type Environment, readCredentials } from '../../opennebula/credentials.ts';
import { type Endpoint, endpointOf } from '../../opennebula/endpoint.ts';
import { publisherFeed } from '../../opennebula/events.ts';
import { readPolicy } from '../../read/policy-file.ts';
import { xmlrpcSource } from '../../read/xmlrpc.ts';
import { examineStore } from '../../store/examine.ts';
import { defaultStore, driverSocket } from '../../store/state-folder.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { onedSeen } from './oned.ts';

/** What is looked at, where it is not as the environment says. */
export interface ExaminedPlaces {
  readonly url: string | null;
  /** `tcp://HOST:PORT`, `none`, or null for the usual one. */
  readonly events: string | null;
  readonly policy: string | null;
  readonly store: string | null;
  readonly environment: Environment;
}

const LIMITS = { connectSeconds: 5, headersSeconds: 30, bodySeconds: 30 };
const LISTENING_SECONDS = 3;

/** Looks at everything once, changes nothing, and never throws: what can not be seen is a finding. */
export async function examine(places: ExaminedPlaces): Promise<Examination> {
  const { environment } = places;
  const endpoint = await seen(() => endpointOf(places.url, environment));
  const cloud = endpoint.ok ? await cloudSeen(endpoint.value, environment) : { oned: null, snapshot: null };
  const [events, commands, store, driver] = await Promise.all([
    eventsSeen(places, endpoint),
    commandsSeen(environment),
    seen(() => examineStore(places.store ?? defaultStore(environment))),
    driverSeen(environment),
  ]);
  return {
    nodeVersion: process.versions.node,
    credentials: await seen(() => credentialsSeen(environment)),
    endpoint,
    ...cloud,
    events,
    commands,
    policy: await seen(() => readPolicy(places.policy, {})),
    store,
    driver,
  };
}

async function seen<T>(look: () => T | Promise<T>): Promise<Seen<T>> {
  try {
    return { ok: true, value: await look() };
  } catch (error) {
    if (error instanceof InputError) return unseen(`${error.source}: ${error.problem}`, error.remedy);
    return unseen(error instanceof Error ? error.message : String(error));
  }
}

const unseen = (problem: string, remedy: string | null = null): Seen<never> => ({ ok: false, problem, remedy });

function credentialsSeen(environment: Environment): { readonly file: string; readonly mode: number } {
  readCredentials(environment);
  const file = environment.ONE_AUTH || join(environment.HOME ?? '/', '.one', 'one_auth');
  return { file, mode: statSync(file).mode };
}

interface CloudSeen {
  readonly oned: Seen<OnedSeen> | null;
  readonly snapshot: Seen<Snapshot> | null;
}

async function cloudSeen(endpoint: Endpoint, environment: Environment): Promise<CloudSeen> {
  const client = await seen(() => connect(endpoint, readCredentials(environment), LIMITS));
  if (!client.ok) return { oned: null, snapshot: null };
  try {
    return await asked(client.value, endpoint);
  } finally {
    await client.value.close();
  }
}

async function asked(client: Client, endpoint: Endpoint): Promise<CloudSeen> {
  const now = (): number => SYSTEM_CLOCK.unixSeconds();
  const oned = await seen(() => onedSeen(client, endpoint, now));
  if (!oned.ok) return { oned, snapshot: null };
  return { oned, snapshot: await seen(() => xmlrpcSource({ client, now }).read()) };
}

/** Heard is whoever greets as a publisher does. */
async function eventsSeen({ events }: ExaminedPlaces, endpoint: Seen<Endpoint>): Promise<Seen<string>> {
  if (events === 'none' || (events === null && !endpoint.ok)) return { ok: true, value: 'not asked for' };
  const host = endpoint.ok ? new URL(endpoint.value.url).hostname : 'localhost';
  const address = events ?? `tcp://${host}:2101`;
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), LISTENING_SECONDS * 1_000);
  let why = 'nobody answers';
  let connected = false;
  const health = (isConnected: boolean, reason: string): void => {
    connected = isConnected;
    why = reason;
    if (isConnected) ended.abort();
  };
  const listened = await seen(() =>
    publisherFeed(address).listen({ heard: () => undefined, health, signal: ended.signal }),
  );
  clearTimeout(timer);
  if (!listened.ok) return listened;
  return connected ? { ok: true, value: address } : unseen(`no events from ${address}: ${why}`);
}

async function commandsSeen(environment: Environment): Promise<Seen<string>> {
  const commands = commandsOn({ environment, timeoutSeconds: 20 });
  const outcome = await commands.run({ program: 'onevm', words: ['list', '-x'] });
  return outcome.kind === 'done' ? { ok: true, value: 'onevm' } : unseen(outcome.message);
}

async function driverSeen(environment: Environment): Promise<Examination['driver']> {
  const socket = await seen(() => driverSocket(environment));
  if (!socket.ok) return { socket: 'the state folder', listens: false };
  const listens = await new Promise<boolean>((known) => {
    const attempt = connectTo(socket.value);
    attempt.once('connect', () => known(true)).once('error', () => known(false));
    attempt.once('connect', () => attempt.destroy());
  });
  return { socket: socket.value, listens };
}
