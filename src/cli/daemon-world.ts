import process from 'node:process';
import type { Logger } from 'pino';
import { checkSchedule } from '../check/schedule.ts';
import { handsOf } from '../daemon/hands.ts';
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
import { solverNamed } from '../solve/registry.ts';
import { type Lock, lockCloud } from '../store/lock.ts';
import { defaultStore, stateFolder } from '../store/state-folder.ts';
import { openStore, type Store } from '../store/store.ts';
import type { RunArgs } from './commands/run.ts';
import type { Io } from './io.ts';
import { loggerOf } from './logger.ts';
import { policyOf } from './policy.ts';
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
  const policy = policyBook(args, log);
  const source = sourceOf({ ...args, source: undefined, from: door.from, now: undefined }, { environment: process.env, clock: DAEMON_CLOCK, signal: io.signal });
  const lock = settings.dryRun ? null : lockCloud(door.endpoint, stateFolder(process.env), DAEMON_CLOCK.unixSeconds());
  const store = await openedStore(args, lock, door.secrets);
  const hands = handsOf({
    enactor: door.enactor,
    journal: store.journal,
    clock: DAEMON_CLOCK,
    log,
    policy: policy.current,
    intervalSeconds: settings.intervalSeconds,
    ended: (outcome, snapshot) => learn(store, outcome, snapshot),
  });
  const world: DaemonWorld = {
    source,
    solver: (current) =>
      solverNamed(current.limits.solver, { check: checkSchedule, maxHost: current.rank.maxHost, workers: args.workers }),
    policy,
    hands,
    memory: store,
    feed: door.feed,
    clock: DAEMON_CLOCK,
    signal: io.signal,
    log,
  };
  return { world, close: async () => closeAll(store, lock, door) };
}
