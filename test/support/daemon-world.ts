import { checkSchedule } from '../../src/check/schedule.ts';
import type { Memory } from '../../src/daemon/memory.ts';
import { plannerHere } from '../../src/daemon/planner.ts';
import { type DaemonSettings, DEFAULT_DAEMON_SETTINGS } from '../../src/daemon/settings.ts';
import type { DaemonWorld, Hands } from '../../src/daemon/world.ts';
import type { VmId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Promised } from '../../src/domain/promise.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Work } from '../../src/enact/world.ts';
import type { Attributes, CloudEvent, EventFeed, Solver } from '../../src/ports.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { NOW } from './cloud.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

/** One line of the log. */
export interface Line {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A planner process in a world of fakes: what it reads is set, and what it does is seen. */
export interface FakeWorld {
  readonly world: DaemonWorld;
  readonly settings: DaemonSettings;
  readonly clock: VirtualClock;
  readonly lines: readonly Line[];
  /** What it ordered, epoch by epoch. */
  readonly orders: readonly Work[];
  readonly notes: readonly { readonly vm: VmId; readonly attributes: Attributes; readonly at: number }[];
  /** Times at which the cloud was read. */
  readonly reads: readonly number[];
  /** The cloud from now on; its `takenAt` is the clock's. A function may throw. */
  readonly show: (cloud: Snapshot | (() => Snapshot)) => void;
  readonly hear: (event: CloudEvent) => void;
  readonly health: (connected: boolean, why: string) => void;
  /** VMs with an action under way. */
  readonly busy: Set<VmId>;
  readonly halt: (why: string | null) => void;
  readonly end: () => void;
  /** Reads the policy again: as the operator's SIGHUP does. */
  readonly reload: (next: () => Policy) => void;
  readonly said: (text: string) => readonly Line[];
  /** Forgets what was said, ordered and read so far. */
  readonly forget: () => void;
}

/** Small enough for a second: what is planned is decided by one greedy pass. */
const QUICK: Policy = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, solver: 'conservative' } };

export const quickSolver = ({ limits }: Policy): Solver =>
  solverNamed(limits.solver, { check: checkSchedule, workers: 1 });

export function fakeWorld(
  first: Snapshot,
  overrides: Partial<DaemonSettings> = {},
  { solver = quickSolver, ...parts }: Partial<DaemonWorld> & { readonly solver?: (policy: Policy) => Solver } = {},
): FakeWorld {
  const clock = virtualClock(NOW);
  const ending = new AbortController();
  const lines: Line[] = [];
  const reads: number[] = [];
  let cloud: () => Snapshot = () => first;
  let policy = QUICK;
  let nextPolicy = (): Policy => policy;
  let reloads = (): void => undefined;
  let on: Parameters<EventFeed['listen']>[0] | null = null;
  const hands = fakeHands(clock);
  const log = (level: Line['level']) => (fields: object, text: string) => {
    lines.push({ level, fields: fields as Line['fields'], text });
  };
  const world = {
    source: {
      name: 'fake:cloud',
      read: async () => {
        reads.push(clock.unixSeconds());
        return { ...cloud(), takenAt: Math.floor(clock.unixSeconds()) };
      },
    },
    planner: (policy: Policy) => plannerHere(solver(policy), clock),
    policy: {
      current: () => policy,
      onReload: (reload: () => void) => {
        reloads = reload;
      },
      reload: (use: (policy: Policy) => void) => {
        const next = nextPolicy();
        use(next);
        policy = next;
      },
    },
    hands: hands.hands,
    memory: shortMemory(),
    feed: {
      listen: async (listener: Parameters<EventFeed['listen']>[0]) => {
        on = listener;
        await clock.until(Number.POSITIVE_INFINITY, listener.signal);
      },
    },
    clock,
    signal: ending.signal,
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') } as DaemonWorld['log'],
    ...parts,
  };
  return {
    world,
    settings: { ...DEFAULT_DAEMON_SETTINGS, ...overrides },
    clock,
    lines,
    reads,
    orders: hands.orders,
    notes: hands.notes,
    busy: hands.busy,
    halt: hands.halt,
    show: (next) => {
      cloud = typeof next === 'function' ? next : () => next;
    },
    hear: (event) => on?.heard(event),
    health: (connected, why) => on?.health(connected, why),
    end: () => ending.abort(),
    reload: (next) => {
      nextPolicy = next;
      reloads();
    },
    forget: () => {
      for (const list of [lines, reads, hands.orders, hands.notes]) list.length = 0;
    },
    said: (text) => lines.filter((line) => line.text === text),
  };
}

/** Orders are only taken down. */
function fakeHands(clock: VirtualClock) {
  const orders: Work[] = [];
  const notes: { vm: VmId; attributes: Attributes; at: number }[] = [];
  const busy = new Set<VmId>();
  let halted: string | null = null;
  const hands: Hands = {
    follow: (order) => orders.push(order),
    isOut: () => false,
    busy: () => busy,
    underWay: () => busy.size,
    onSurprise: () => undefined,
    nudge: () => undefined,
    halted: () => halted,
    recover: () => {
      halted = null;
    },
    note: async (vm, attributes) => {
      notes.push({ vm, attributes, at: clock.unixSeconds() });
      return true;
    },
    settled: async () => undefined,
    stop: async (signal) => {
      if (busy.size > 0) await clock.until(Number.POSITIVE_INFINITY, signal);
    },
  };
  const halt = (why: string | null): void => {
    halted = why;
  };
  return { hands, orders, notes, busy, halt };
}

/** Memory for one run: numbers epochs, and counts nothing. */
function shortMemory(): Memory {
  let number = 0;
  let promises: readonly Promised[] = [];
  return {
    observe: (snapshot) => snapshot,
    unexplained: () => [],
    recordEpoch: ({ plan }) => {
      const starts = plan?.forecasts.filter(({ outcome }) => outcome === 'starts') ?? [];
      promises = starts.flatMap(({ lease, startAt }) => (startAt === null ? [] : [{ lease, startAt }]));
      number += 1;
      return number;
    },
    recordUnchanged: () => undefined,
    promises: () => promises,
    lastEpoch: () => null,
    observed: () => [],
    recordFault: () => undefined,
    prune: () => undefined,
  };
}
