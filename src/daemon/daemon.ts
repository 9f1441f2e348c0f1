import { type Alarm, alarmOf } from './alarm.ts';
import { backOff } from './back-off.ts';
import { type Desk, type Done, deskOf } from './desk.ts';
import { listen } from './listen.ts';
import type { DaemonSettings } from './settings.ts';
import type { DaemonWorld } from './world.ts';

/** How the process ended; all but `stopped` only after the one epoch of `once`. */
export type DaemonEnd = 'stopped' | Done;

/**
 * Epoch after epoch, on the clock and early on events, until the signal fires. Nothing else ends it: an epoch that fails
 * is reported and tried again, commands the cloud refuses altogether are no longer sent, and polling goes on.
 */
export async function runDaemon(world: DaemonWorld, settings: DaemonSettings): Promise<DaemonEnd> {
  const { clock, signal, log } = world;
  const { intervalSeconds, automation, maxActions, dryRun, once } = settings;
  log.info({ source: world.source.name, intervalSeconds, automation, maxActions, dryRun, once }, 'started');
  const alarm = alarmOf(clock, settings.debounce);
  const desk = deskOf(world, settings, alarm);
  if (once) return onceOnly(world, settings, desk);
  world.policy.onReload(() => reload(world, desk, alarm), signal);
  world.hands.onSurprise(atMostEvery(SURPRISE_SECONDS, world, alarm.call));
  const listening = listen(world, alarm);
  await epochs(world, settings, { alarm, desk });
  await Promise.all([listening, desk.told()]);
  await handOver(world, settings.graceSeconds);
  return 'stopped';
}

/** Ends before the next one is due by the clock: what is still under way then stays in the journal for it. */
async function onceOnly(world: DaemonWorld, { intervalSeconds }: DaemonSettings, desk: Desk): Promise<DaemonEnd> {
  const began = world.clock.unixSeconds();
  const done = await desk.epoch('clock');
  const deadline = timeLimit(world, began + intervalSeconds - 1);
  await Promise.all([world.hands.settled(deadline.signal), desk.told()]);
  deadline.clear();
  await handOver(world, 0);
  return world.signal.aborted ? 'stopped' : done;
}

async function epochs(
  world: DaemonWorld,
  { intervalSeconds }: DaemonSettings,
  { alarm, desk }: { readonly alarm: Alarm; readonly desk: Desk },
): Promise<void> {
  const { clock, signal } = world;
  const delays = backOff(intervalSeconds);
  let call: 'clock' | 'event' | 'ended' = 'clock';
  while (call !== 'ended' && !signal.aborted) {
    const began = clock.unixSeconds();
    alarm.clear();
    const done = await desk.epoch(call);
    const now = clock.unixSeconds();
    const isFailed = done !== 'planned' && done !== 'unchanged';
    if (!isFailed) delays.succeeded();
    const next = isFailed ? delays.failed(now, now - began) : began + intervalSeconds;
    // An early epoch leaves the machine and the cloud some rest before the next one.
    const soonest = isFailed ? next : call === 'event' ? now + (now - began) / 2 : now;
    call = await alarm.next(next, soonest, signal);
  }
}

/** What keeps failing must not make one epoch chase the other. */
const SURPRISE_SECONDS = 10;

function atMostEvery(seconds: number, { clock }: DaemonWorld, work: () => void): () => void {
  let latest = Number.NEGATIVE_INFINITY;
  return () => {
    if (clock.unixSeconds() - latest < seconds) return;
    latest = clock.unixSeconds();
    work();
  };
}

/** A bad policy file changes nothing; and whoever asks has seen to what stopped the commands. */
function reload({ policy, hands, log }: DaemonWorld, desk: Desk, alarm: Alarm): void {
  try {
    policy.reload(desk.adopt);
    log.info({}, 'the policy was read again');
  } catch (error) {
    log.error({ error: error instanceof Error ? error.message : String(error) }, 'the policy stays as it was');
  }
  hands.recover();
  alarm.call();
}

async function handOver(world: DaemonWorld, graceSeconds: number): Promise<void> {
  const { clock, hands, log } = world;
  const underWay = hands.underWay();
  log.info({ underWay, graceSeconds }, 'ending');
  const grace = new AbortController();
  const waiting = clock.until(clock.unixSeconds() + graceSeconds, grace.signal).then(() => grace.abort());
  await hands.stop(grace.signal);
  grace.abort();
  await waiting;
  log.info({ handedOver: hands.underWay() }, 'ended');
}

/** A signal that fires at that moment or with the process's own. */
function timeLimit(
  { clock, signal }: DaemonWorld,
  at: number,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  const limit = new AbortController();
  void clock.until(at, AbortSignal.any([signal, limit.signal])).then(() => limit.abort());
  return { signal: limit.signal, clear: () => limit.abort() };
}
