import type { Answer } from '../domain/enactment.ts';
import type { VmId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { enactment } from '../enact/enact.ts';
import { DEFAULT_ENACT_SETTINGS, type Enactment, type EnactSettings, type News, type Outcome } from '../enact/world.ts';
import type { Attributes, Enactor, Journal } from '../ports.ts';
import { setbacks } from './setbacks.ts';
import type { DaemonClock, Hands, Log } from './world.ts';

/** What hands are made of. */
export interface HandsWorld {
  readonly enactor: Enactor;
  readonly journal: Journal;
  readonly clock: DaemonClock;
  readonly log: Log;
  readonly policy: () => Policy;
  readonly intervalSeconds: number;
}

/** What this process has done itself is no news for so long after it was over. */
const ECHO_SECONDS = 3;
/** After the cloud refused everything, it is asked again so much later, if nobody says so before. */
const HALT_SECONDS = 300;

/** Hands that carry out orders by an enactor, beside the planning; what they begin is in the journal first. */
export function handsOf(world: HandsWorld): Hands {
  const { clock, log } = world;
  const ending = new AbortController();
  const echoes = new Map<VmId, number>();
  const trouble = setbacks(world.intervalSeconds);
  let surprised = (): void => undefined;
  let halt: { readonly why: string; readonly until: number } | null = null;
  let engine: Enactment | null = null;
  let snapshot: Snapshot | null = null;

  const stopFor = (why: string): void => {
    if (halt === null) log.error({ why, askedAgainAfterSeconds: HALT_SECONDS }, 'nothing more is sent to the cloud');
    halt = { why, until: clock.unixSeconds() + HALT_SECONDS };
  };
  const heard = (news: News): void => {
    logNews(log, news);
    if (news.kind !== 'ended') return;
    const { outcome } = news;
    echoes.set(outcome.command.vm, clock.unixSeconds());
    if (outcome.refusal === 'stop') stopFor(outcome.reason);
    trouble.note(outcome, clock.unixSeconds());
    if (isSurprise(outcome)) surprised();
  };
  const engineOn = (present: Snapshot): Enactment => {
    if (engine !== null) return engine;
    const wait = (seconds: number, signal: AbortSignal) => clock.until(clock.unixSeconds() + seconds, signal);
    const { enactor, journal } = world;
    const parts = { enactor, journal, clock, wait, signal: ending.signal, heard };
    engine = enactment(parts, enactSettings(world));
    engine.recover(present);
    return engine;
  };
  /** A journal that can not be written stops everything: the engine is made anew, from the journal, when asked again. */
  const drive = (): void => {
    const driven = engine;
    driven?.drive().catch((error: unknown) => {
      if (engine === driven) engine = null;
      stopFor(error instanceof Error ? error.message : String(error));
    });
  };
  const isHalted = (): boolean => {
    if (halt !== null && clock.unixSeconds() >= halt.until) halt = null;
    return halt !== null;
  };

  return {
    follow: (orders) => {
      snapshot = orders.snapshot;
      if (isHalted()) {
        log.warn({ why: halt?.why, actions: orders.actions.length }, 'orders are not carried out');
        return;
      }
      trouble.forget(orders.snapshot);
      engineOn(orders.snapshot).take(orders);
      drive();
    },
    isOut: (action) => trouble.isOut(action.vm, clock.unixSeconds()),
    busy: () => {
      const now = clock.unixSeconds();
      for (const [vm, at] of echoes) if (now - at > ECHO_SECONDS) echoes.delete(vm);
      return new Set([...(engine?.busy() ?? []), ...echoes.keys()]);
    },
    underWay: () => engine?.busy().size ?? 0,
    halted: () => (isHalted() ? (halt?.why ?? null) : null),
    recover: () => {
      halt = null;
      trouble.clear();
    },
    onSurprise: (listener) => {
      surprised = listener;
    },
    nudge: () => engine?.nudge(),
    note: (vm, attributes) => written(world, vm, attributes, ending.signal),
    settled: (signal) => driven(engine, signal),
    stop: async (signal) => {
      engine?.take({ epoch: 0, actions: [], snapshot: snapshot as Snapshot, paused: new Set() });
      await driven(engine, signal);
      ending.abort();
      await engine?.drive().catch(() => undefined);
    },
  };
}

async function written(
  { enactor, log }: HandsWorld,
  vm: VmId,
  attributes: Attributes,
  signal: AbortSignal,
): Promise<boolean> {
  const unheard = (error: unknown): Answer => ({ kind: 'unheard', message: String(error) });
  const answer = await enactor.note(vm, attributes, signal).catch(unheard);
  if (answer.kind !== 'accepted') log.debug({ vm, why: answer.message }, 'an owner could not be told');
  return answer.kind === 'accepted';
}

/** Until all has ended or the signal fires. */
async function driven(engine: Enactment | null, signal: AbortSignal): Promise<void> {
  if (engine === null || signal.aborted) return;
  const fired = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([engine.drive().catch(() => undefined), fired]);
}

function enactSettings({ policy, intervalSeconds }: HandsWorld): EnactSettings {
  const { overheads, preemption } = policy();
  const { limits, patience } = DEFAULT_ENACT_SETTINGS;
  return {
    ...DEFAULT_ENACT_SETTINGS,
    limits: { ...limits, serialSaves: overheads.serialSaves },
    enforce: preemption.operation !== 'suspend-overcommit',
    patience: { ...patience, pollSeconds: Math.min(patience.pollSeconds, Math.max(0.1, intervalSeconds / 5)) },
  };
}

/** It was begun and did not come to what was planned, or the cloud says that the plan is no longer right. */
const isSurprise = ({ end, refusal }: Outcome): boolean => end === 'failed' || refusal === 'replan';

function logNews(log: Log, news: News): void {
  if (news.kind === 'trouble') {
    log.error({ error: news.message }, 'commands are not carried out');
    return;
  }
  const { epoch, action, lease, command } = news.of;
  const subject = { epoch, action, lease, vm: command.vm, operation: command.operation, host: command.host };
  if (news.kind === 'ended') logEnd(log, subject, news.outcome);
  else if (news.kind === 'hitch') log.warn({ ...subject, why: news.why }, 'hitch');
  else log.debug(news.kind === 'waits' ? { ...subject, why: news.why } : subject, news.kind);
}

function logEnd(log: Log, subject: object, { end, reason, sentAt, endedAt }: Outcome): void {
  const seconds = sentAt === null ? null : Math.round((endedAt - sentAt) * 10) / 10;
  const line = { ...subject, sentAt, seconds, reason };
  if (end === 'done') log.info(line, 'done');
  else if (end === 'failed') log.warn(line, 'failed');
  else log.debug(line, 'superseded');
}
