import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { checkSchedule } from '../check/schedule.ts';
import { handsOf } from '../daemon/hands.ts';
import type { Planner } from '../daemon/planner.ts';
import { planningThread } from '../daemon/planning-thread.ts';
import type { DaemonSettings } from '../daemon/settings.ts';
import { DAEMON_CLOCK } from '../daemon/system-clock.ts';
import type { DaemonWorld, PolicyBook } from '../daemon/world.ts';
import { InputError } from '../domain/errors.ts';
import type { Policy } from '../domain/policy.ts';
import { onevmEnactor } from '../enact/onevm.ts';
import { xmlrpcEnactor } from '../enact/xmlrpc.ts';
import { connect } from '../opennebula/client.ts';
import { commandsOn } from '../opennebula/commands.ts';
import { readCredentials } from '../opennebula/credentials.ts';
import { endpointOf } from '../opennebula/endpoint.ts';
import { publisherFeed } from '../opennebula/events.ts';
import type { Enactor, EventFeed } from '../ports.ts';
import { threadLimits } from '../solve/memory.ts';
import { solverNamed } from '../solve/registry.ts';
import { threadModule } from '../solve/thread-module.ts';
import { lockCloud } from '../store/lock.ts';
import { defaultStore, stateFolder } from '../store/state-folder.ts';
import { openStore, type Store } from '../store/store.ts';
import type { Io } from './io.ts';
import { loggerOf } from './logger.ts';
import type { PlanningData } from './planning-worker.ts';
import { policyOf } from './policy.ts';
import type { RunArgs } from './run-options.ts';
import { sourceOf } from './source.ts';
import { toolVersion } from './version.ts';

/** A world, and how everything in it is given back. */
export interface OpenedWorld {
  readonly world: DaemonWorld;
  readonly close: () => Promise<void>;
}

/** The world of `oneplan run`. Throws an `InputError` when another planner is at work, or something is not to be had. */
export async function daemonWorld(args: RunArgs, settings: DaemonSettings, io: Io): Promise<OpenedWorld> {
  const log = loggerOf(args['log-level']);
  const door = doorOf(args, settings);
  const policy = policyBook(args);
  const live = { environment: process.env, clock: DAEMON_CLOCK, signal: io.signal, databaseIsLive: true };
  const source = sourceOf({ source: undefined, from: door.from, now: undefined }, live);
  const memory = await memoryOf(args, settings, door);
  const { store } = memory;
  const hands = handsOf({
    enactor: door.enactor,
    journal: store.journal,
    clock: DAEMON_CLOCK,
    log,
    policy: policy.current,
    intervalSeconds: settings.intervalSeconds,
  });
  const thread = planningThread({
    module: threadModule('planning-worker', import.meta.url),
    data: { workers: args.workers } satisfies PlanningData,
    limits: threadLimits(),
    patienceSeconds: PLANNING_PATIENCE_SECONDS,
  });
  const planner = ({ limits }: Policy): Planner => {
    solverNamed(limits.solver, { check: checkSchedule });
    return thread;
  };
  const { feed } = door;
  const world = { source, planner, policy, hands, memory: store, feed, clock: DAEMON_CLOCK, signal: io.signal, log };
  return {
    world,
    close: async () => {
      await thread.close();
      memory.close();
      await door.close();
    },
  };
}

/** A cloud of ten thousand VMs is formulated, planned and checked in a few seconds. */
const PLANNING_PATIENCE_SECONDS = 120;

/** Where the cloud is read, acted on and heard. */
interface Door {
  /** The source, by its name. */
  readonly from: string;
  /** The cloud's address, for the lock. */
  readonly endpoint: string;
  readonly enactor: Enactor;
  readonly feed: EventFeed | null;
  readonly secrets: readonly string[];
  readonly close: () => Promise<void>;
}

function doorOf(args: RunArgs, { dryRun, automation }: DaemonSettings): Door {
  const from = nameOf(args);
  const [kind = '', place = null] = /^([a-z0-9]+)(?::(.+))?$/s.exec(from)?.slice(1) ?? [];
  const isLive = LIVE.includes(kind);
  if (!isLive && !dryRun && automation !== 'manual') {
    const remedy = 'Name a live cloud (xmlrpc, onevm or sqlite:FILE), or add --dry-run.';
    throw new InputError('--from', `${from} is a recording, which can not be acted on`, remedy);
  }
  const endpoint = endpointOf(kind === 'xmlrpc' ? place : null, process.env);
  const feed = feedOf(args.events ?? (isLive ? `tcp://${new URL(endpoint.url).hostname}:2101` : 'none'));
  if (!isLive) return { from, endpoint: from, enactor: NOBODY, feed, secrets: [], close: async () => undefined };
  const session = readCredentials(process.env).session();
  const secrets = [session, session.slice(session.indexOf(':') + 1)];
  const enactor = args.enactor ?? (kind === 'onevm' ? 'onevm' : 'xmlrpc');
  const base = { from, endpoint: endpoint.url, feed, secrets };
  if (enactor === 'onevm') {
    return { ...base, enactor: onevmEnactor(commandsOn({ environment: process.env })), close: async () => undefined };
  }
  const client = connect(endpoint, readCredentials(process.env));
  return { ...base, enactor: xmlrpcEnactor(client), close: () => client.close() };
}

const LIVE: readonly string[] = ['xmlrpc', 'onevm', 'sqlite'];

function nameOf({ source, from }: RunArgs): string {
  if (source === undefined || from === undefined) return source ?? from ?? 'xmlrpc';
  throw new InputError('--from', `the source is given twice, ${source} and ${from}`, 'Give it once.');
}

const feedOf = (address: string): EventFeed | null => (address === 'none' ? null : publisherFeed(address));

/** Stands where nothing can be acted on. */
const NOBODY: Enactor = {
  name: 'nobody',
  send: async () => ({ kind: 'refused', refusal: 'stop', message: 'a recording can not be acted on' }),
  look: async () => new Map(),
  hosts: async () => new Map(),
  note: async () => ({ kind: 'refused', refusal: 'stop', message: 'a recording can not be written to' }),
};

/** The policy file, read again when the process is told to hang up. */
function policyBook(args: RunArgs): PolicyBook {
  let current = policyOf(args);
  return {
    current: () => current,
    onReload: (reload, signal) => {
      process.on('SIGHUP', reload);
      signal.addEventListener('abort', () => process.off('SIGHUP', reload), { once: true });
    },
    reload: (use) => {
      const next = policyOf(args);
      use(next);
      current = next;
    },
  };
}

/** The store, and the locks that keep other planners off it and off the cloud. A dry run leaves no trace. */
async function memoryOf(
  { store: named }: RunArgs,
  { dryRun }: DaemonSettings,
  { endpoint, secrets }: Door,
): Promise<{ readonly store: Store; readonly close: () => void }> {
  const options = { clock: DAEMON_CLOCK, version: toolVersion(), secrets };
  const scratch = dryRun && named === undefined ? mkdtempSync(join(tmpdir(), 'oneplan-')) : null;
  const lock = dryRun ? null : lockCloud(endpoint, stateFolder(process.env), DAEMON_CLOCK.unixSeconds());
  try {
    const file = named ?? (scratch === null ? defaultStore(process.env) : join(scratch, 'store.db'));
    const store = await openStore(file, options);
    return {
      store,
      close: () => {
        store.close();
        lock?.release();
        if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}
