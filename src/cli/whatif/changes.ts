import { InputError } from '../../domain/errors.ts';
import { assembleLeases } from '../../read/leases.ts';
import { whole } from '../values.ts';
import type { Change } from './change.ts';
import { addHosts, failHost, hostNamed } from './hosts.ts';
import { requestedVms, requestOf } from './request.ts';

const MOST_HOSTS = 10_000;

/** `--add-hosts 2:lab-01`: two more hosts like that one. */
export function addedHosts(given: string): Change {
  const [, count, like] = /^(\d+):(.+)$/s.exec(given) ?? [];
  if (count === undefined || like === undefined) {
    throw new InputError('--add-hosts', `expected N:LIKE, found "${given}"`, 'Write 2:lab-01.');
  }
  const added = whole(1)('--add-hosts', count);
  if (added > MOST_HOSTS) throw new InputError('--add-hosts', `${added} are too many`, `Add at most ${MOST_HOSTS}.`);
  return ({ snapshot, policy }) => ({
    snapshot: addHosts(snapshot, added, hostNamed(snapshot, '--add-hosts', like)),
    policy,
  });
}

/** `--fail-host lab-03`: it fails now. */
export const failed =
  (host: string): Change =>
  ({ snapshot, policy }) => ({ snapshot: failHost(snapshot, hostNamed(snapshot, '--fail-host', host)), policy });

/** `--add-request cpu=4,memory=8GiB`: submitted now. */
export function addedRequest(given: string): Change {
  const request = requestOf(given);
  return ({ snapshot, policy }) => {
    const vms = requestedVms(snapshot, request);
    const { made, verdicts } = assembleLeases(vms, new Set());
    const wrong = verdicts[0];
    if (wrong !== undefined) throw new InputError('--add-request', wrong.message.replace(/\.$/, ''), 'Correct it.');
    return {
      snapshot: { ...snapshot, vms: [...snapshot.vms, ...vms], leases: [...snapshot.leases, ...made] },
      policy,
    };
  };
}
