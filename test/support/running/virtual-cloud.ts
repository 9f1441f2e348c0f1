import { join } from 'node:path';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { runDaemon } from '../../../src/daemon/daemon.ts';
import { handsOf } from '../../../src/daemon/hands.ts';
import { plannerHere } from '../../../src/daemon/planner.ts';
import { type DaemonSettings, DEFAULT_DAEMON_SETTINGS } from '../../../src/daemon/settings.ts';
import type { DaemonWorld } from '../../../src/daemon/world.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/domain/policy.ts';
import { xmlrpcEnactor } from '../../../src/enact/xmlrpc.ts';
import type { Client } from '../../../src/opennebula/client.ts';
import { eventOf } from '../../../src/opennebula/event-topic.ts';
import type { Reply, Value } from '../../../src/opennebula/reply.ts';
import { requestText } from '../../../src/opennebula/request.ts';
import { readResponse } from '../../../src/opennebula/response.ts';
import type { EventFeed } from '../../../src/ports.ts';
import { xmlrpcSource } from '../../../src/read/xmlrpc.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { openStore } from '../../../src/store/store.ts';
import { NOW } from '../cloud.ts';
import type { Line } from '../daemon-world.ts';
import { allocate } from '../oned/core/allocate.ts';
import { error } from '../oned/core/answer.ts';
import { advance, type CloudSpec, newCloud, setHostState } from '../oned/core/cloud.ts';
import type { Cloud } from '../oned/core/model.ts';
import { type HostStateName, hostStateName, type PhaseName, phaseOf } from '../oned/core/states.ts';
import { parseTemplate } from '../oned/core/template.ts';
import { type CallTrouble, type Faults, newFaults } from '../oned/outside/faults.ts';
import { stateMessages } from '../oned/outside/messages.ts';
import { type Call, parseCall } from '../oned/rpc/envelope.ts';
import { answered, handle } from '../oned/rpc/handle.ts';
import { type VirtualClock, virtualClock } from '../virtual-clock.ts';

/** The planner process beside a stand-in, both in this process and on virtual time: an hour of mishaps takes seconds. */
export interface VirtualCloud {
  readonly clock: VirtualClock;
  readonly cloud: Cloud;
  readonly faults: Faults;
  readonly lines: readonly Line[];
  /** Lets time pass for the cloud, its drivers and the planner. */
  readonly pass: (seconds: number) => Promise<void>;
  /** A call by a user; null when it was accepted, else the refusal. */
  readonly ask: (user: string, method: string, ...args: readonly (string | number | boolean)[]) => string | null;
  /** Nobody listens at the cloud's door until then, Unix seconds. */
  readonly shut: (until: number) => void;
  readonly publisher: (up: boolean) => void;
  readonly hostState: (host: number, state: HostStateName) => void;
  /** VMs of this user, submitted now. */
  readonly submit: (templates: readonly string[], user: string) => readonly number[];
  readonly vms: () => readonly { readonly id: number; readonly phase: PhaseName; readonly status: string }[];
  /** Whether the planner has ended, by itself or since it was asked to. */
  readonly hasEnded: () => boolean;
  /** Asks the planner to end, and waits for that. */
  readonly end: () => Promise<void>;
}

/** How long a client waits for an answer. */
const NO_ANSWER_SECONDS = 60;
const STEP_SECONDS = 0.25;

export async function virtualCloud(
  spec: CloudSpec,
  options: {
    readonly dice: () => number;
    readonly folder: string;
    readonly policy?: Policy;
    readonly settings?: Partial<DaemonSettings>;
  },
): Promise<VirtualCloud> {
  const clock = virtualClock(NOW);
  const ending = new AbortController();
  const lines: Line[] = [];
  const faults = newFaults(options.dice);
  const events = feedOf(clock);
  const cloud: Cloud = newCloud(spec, {
    news: (news) => {
      for (const { topic } of stateMessages(cloud, news)) if (!faults.dropsEvent()) events.publish(topic);
    },
    mood: faults.mood,
  });
  const door = { shutUntil: 0 };
  const client = clientOf({ cloud, clock, faults, door });
  const policy = { ...(options.policy ?? DEFAULT_POLICY) };
  const log = logOf(lines);
  const settings = { ...DEFAULT_DAEMON_SETTINGS, intervalSeconds: 10, ...options.settings };
  const store = await openStore(join(options.folder, 'store.db'), {
    clock,
    version: 'test',
  });
  const hands = handsOf({
    enactor: xmlrpcEnactor(client),
    journal: store.journal,
    clock,
    log,
    policy: () => policy,
    intervalSeconds: settings.intervalSeconds,
  });
  const world: DaemonWorld = {
    source: xmlrpcSource({ client, now: () => Math.floor(clock.unixSeconds()), signal: ending.signal }),
    planner: ({ limits }) => plannerHere(solverNamed(limits.solver, { check: checkSchedule, workers: 1 }), clock),
    policy: { current: () => policy, onReload: () => undefined, reload: () => undefined },
    hands,
    memory: store,
    feed: events.feed,
    clock,
    signal: ending.signal,
    log,
  };
  let ended = false;
  const running = runDaemon(world, settings).finally(() => {
    ended = true;
  });
  running.catch(() => undefined);
  const pass = async (seconds: number): Promise<void> => {
    for (let left = seconds; left > 0; left -= STEP_SECONDS) {
      advance(cloud, clock.unixSeconds());
      await clock.advance(Math.min(left, STEP_SECONDS));
    }
  };
  return {
    clock,
    cloud,
    faults,
    lines,
    pass,
    ask: (user, method, ...args) => asked(cloud, clock.unixSeconds(), user, { method, args: args.map(argumentOf) }),
    shut: (until) => {
      door.shutUntil = until;
    },
    publisher: events.setUp,
    hostState: (id, state) => {
      advance(cloud, clock.unixSeconds());
      const host = cloud.hosts.get(id);
      if (host !== undefined && hostStateName(host.state) !== state) {
        setHostState(cloud, host, state, clock.unixSeconds());
      }
    },
    submit: (templates, user) => templates.map((text) => submitted(cloud, text, user, clock.unixSeconds())),
    vms: () => {
      advance(cloud, clock.unixSeconds());
      return [...cloud.vms.values()].map((vm) => ({
        id: vm.id,
        phase: phaseOf(vm),
        status: JSON.stringify(Object.fromEntries(vm.userTemplate).ONEPLAN_STATUS ?? ''),
      }));
    },
    hasEnded: () => ended,
    end: async () => {
      ending.abort();
      await pass(30);
      await running;
      store.close();
    },
  };
}

const argumentOf = (value: string | number | boolean): Call['args'][number] =>
  typeof value === 'string'
    ? { type: 'string', value }
    : typeof value === 'number'
      ? { type: 'int', value }
      : { type: 'boolean', value };

function asked(cloud: Cloud, now: number, user: string, { method, args }: Call): string | null {
  advance(cloud, now);
  const known = cloud.users.find(({ name }) => name === user);
  const session = argumentOf(`${known?.name}:${known?.password}`);
  const { answer, xml } = handle(cloud, { method, args: [session, ...args] }, now);
  if (answer === null) throw new Error(xml);
  return answer.kind === 'ok' ? null : answer.message;
}

function submitted(cloud: Cloud, text: string, name: string, now: number): number {
  const template = parseTemplate(text);
  const user = cloud.users.find((known) => known.name === name);
  if (template === null || user === undefined) throw new Error(`${name} can not submit ${text}`);
  const answer = allocate(cloud, template, { user, now, hold: false });
  if (answer.kind === 'error') throw new Error(answer.message);
  return answer.value;
}

interface ClientParts {
  readonly cloud: Cloud;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly door: { readonly shutUntil: number };
}

type Signal = AbortSignal | undefined;

/** The product's requests and answers, without a network between them. */
function clientOf(parts: ClientParts): Client {
  const { cloud, clock } = parts;
  const planner = cloud.users.find(({ name }) => name === 'oneadmin');
  const session = `${planner?.name}:${planner?.password}`;
  return {
    name: 'xmlrpc:virtual',
    call: async (method, parameters, { signal, retry = false } = {}) => {
      const call = parseCall(requestText(method, [session, ...parameters]));
      if (call === null) throw new Error(`${method} is no call`);
      let reply = await once(parts, call, signal);
      for (let tries = 1; retry && tries < 4 && isPassing(reply); tries++) {
        await waited(clock, 2 ** tries / 4, signal);
        reply = await once(parts, call, signal);
      }
      return reply;
    },
    close: async () => undefined,
  };
}

const isPassing = ({ kind }: Reply<Value>): boolean => kind === 'unsent' || kind === 'unheard' || kind === 'garbage';

const waited = (clock: VirtualClock, seconds: number, signal: Signal): Promise<void> =>
  clock.until(clock.unixSeconds() + seconds, signal ?? new AbortController().signal);

async function once(parts: ClientParts, call: Call, signal: Signal): Promise<Reply<Value>> {
  const { cloud, clock, faults, door } = parts;
  await waited(clock, 0.01, signal);
  if (signal?.aborted) return { kind: 'cancelled', message: 'the call was cancelled' };
  if (clock.unixSeconds() < door.shutUntil) return { kind: 'unsent', message: 'nobody listens there (ECONNREFUSED)' };
  const answer = (): Reply<Value> => {
    advance(cloud, clock.unixSeconds());
    return readResponse(handle(cloud, call, clock.unixSeconds()).xml);
  };
  const trouble = faults.ofCall(call);
  return trouble === null ? answer() : suffered(trouble, { call, answer, clock, signal });
}

interface Suffering {
  readonly call: Call;
  readonly answer: () => Reply<Value>;
  readonly clock: VirtualClock;
  readonly signal: Signal;
}

async function suffered(trouble: CallTrouble, { call, answer, clock, signal }: Suffering): Promise<Reply<Value>> {
  if ('carriedOut' in trouble && trouble.carriedOut) answer();
  switch (trouble.kind) {
    case 'refuse':
      return readResponse(answered(call, error(trouble.code, trouble.message)).xml);
    case 'hang':
      await waited(clock, NO_ANSWER_SECONDS, signal);
      return { kind: 'unheard', message: 'no answer in time (UND_ERR_HEADERS_TIMEOUT)' };
    case 'garbage':
      return readResponse(trouble.body ?? '<?xml version="1.0"?><methodResponse><params><par');
    case 'close':
      return { kind: 'unheard', message: 'the connection was broken off (ECONNRESET)' };
    case 'slow':
      await waited(clock, trouble.seconds, signal);
      return answer();
  }
}

function feedOf(clock: VirtualClock) {
  let on: Parameters<EventFeed['listen']>[0] | null = null;
  let isUp = true;
  const feed: EventFeed = {
    listen: async (listener) => {
      on = listener;
      listener.health(isUp, 'subscribed');
      await clock.until(Number.POSITIVE_INFINITY, listener.signal);
    },
  };
  return {
    feed,
    publish: (topic: string): void => {
      const event = isUp ? eventOf(topic) : null;
      if (event !== null) on?.heard(event);
    },
    setUp: (up: boolean): void => {
      isUp = up;
      on?.health(up, up ? 'subscribed' : 'the connection was closed');
    },
  };
}

function logOf(lines: Line[]): DaemonWorld['log'] {
  const at = (level: Line['level']) => (fields: object, text: string) => {
    lines.push({ level, fields: fields as Line['fields'], text });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } as DaemonWorld['log'];
}
