import { InputError } from '../../domain/errors.ts';
import type { Maintenance } from '../../domain/policy.ts';
import { moment, wholeSpan } from '../values.ts';
import type { Change, Scene } from './change.ts';
import { hostNamed } from './hosts.ts';

/** Longer than any horizon: a host that is drained stays empty. */
const FOR_GOOD_SECONDS = 10 * 366 * 86_400;

/** `--maintenance lab-03:2026-11-23T05:00Z..2026-11-23T06:00Z`, or with times from now: `lab-03:+1h..+2h`. */
export function maintenance(given: string): Change {
  const [, host, from, until] = /^([^:]+):(.+?)\.\.(.+)$/s.exec(given) ?? [];
  if (host === undefined || from === undefined || until === undefined) {
    throw new InputError('--maintenance', `expected HOST:FROM..UNTIL, found "${given}"`, 'Write lab-03:+1h..+2h.');
  }
  return (scene) => {
    const window = { from: timeOf(from, scene), until: timeOf(until, scene) };
    if (window.until > window.from) return withMaintenance(scene, host, window, '--maintenance');
    throw new InputError('--maintenance', `"${given}" ends before it begins`, 'Write the earlier time first.');
  };
}

/** `--drain-host lab-03`: everything has to leave it, from now on, for good. */
export const drain =
  (host: string): Change =>
  (scene) => {
    const from = scene.snapshot.takenAt;
    return withMaintenance(scene, host, { from, until: from + FOR_GOOD_SECONDS }, '--drain-host');
  };

function withMaintenance(
  { snapshot, policy }: Scene,
  asked: string,
  window: Pick<Maintenance, 'from' | 'until'>,
  option: string,
): Scene {
  const host = hostNamed(snapshot, option, asked).name;
  return { snapshot, policy: { ...policy, maintenance: [...policy.maintenance, { host, ...window }] } };
}

/** A moment, or a span from now: `+1h`. */
const timeOf = (given: string, { snapshot }: Scene): number =>
  given.startsWith('+')
    ? snapshot.takenAt + wholeSpan('--maintenance', given.slice(1))
    : moment('--maintenance', given);
