import type { RunTimes } from '../../optimiser/run-times.ts';
import type { LeaseView } from '../../policy.ts';
import { type Occupation, occupy, placeAt } from '../../profile/profile.ts';
import { spanSeconds } from '../calendar.ts';
import type { Setting } from '../haizea/haizea.ts';
import { memorySeconds } from '../memory.ts';
import { slowdownOf } from './slowdown-of.ts';

/** Who is paused for a lease must be this many times better off. */
const FACTOR = 4;
/** Nobody is paused who is expected to be over so soon. */
const SOON_SECONDS = 120;
/** What a lease is to have at least, when others are paused for it. */
const STINT_SECONDS = 600;

/**
 * Pauses those that run and are far better off, the best off first, until the lease has room for a stint once their
 * memory is written; it takes that room. Nobody is paused when even all of them would not do.
 */
export function makeWay(setting: Setting, lease: LeaseView, runTimes: RunTimes): boolean {
  const { profile, view, cuts } = setting;
  const able = betterOff(setting, lease, runTimes);
  const rate = view.overheads.saveMibPerSecond;
  const from = view.now + Math.max(0, ...able.map((each) => memorySeconds(each, each.hosts, rate, view.overheads)));
  const expected = runTimes.expectedSeconds(lease) ?? STINT_SECONDS;
  const until = from + Math.min(spanSeconds(lease, view.overheads), STINT_SECONDS, expected);
  const gone: Occupation[] = [];
  for (const each of able) {
    const held = { lease: each, hosts: each.hosts, from, until: setting.heldUntil(each, view) };
    if (held.until <= from) continue;
    occupy(profile, held, -1);
    gone.push(held);
    const hosts = placeAt(profile, lease, from, until);
    if (hosts === null) continue;
    occupy(profile, { lease, hosts, from, until });
    for (const other of gone) {
      if (other.hosts.some((host) => hosts.includes(host))) cuts.set(other.lease.index, from);
      else occupy(profile, other);
    }
    return true;
  }
  for (const held of gone) occupy(profile, held);
  return false;
}

function betterOff({ view, cuts }: Setting, lease: LeaseView, runTimes: RunTimes): readonly LeaseView[] {
  const own = slowdownOf(lease, view.now, runTimes);
  return view.leases
    .filter(({ status, request, terms }) => status === 'running' && request.preemptible && terms.kind === 'best-effort')
    .filter((each) => !cuts.has(each.index) && (runTimes.leftSeconds(each) ?? 0) > SOON_SECONDS)
    .map((each) => ({ each, value: slowdownOf(each, view.now, runTimes) }))
    .filter(({ value }) => value * FACTOR < own)
    .sort((a, b) => a.value - b.value)
    .map(({ each }) => each);
}
