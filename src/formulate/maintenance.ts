import type { HostId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Verdict } from '../domain/verdict.ts';

/** A host takes nothing from `from` until `until`, Unix seconds. */
export interface ClosedHost {
  readonly host: HostId;
  readonly from: number;
  readonly until: number;
}

/** The policy's maintenance windows that are not over, by host; a window of a host that is not there is a verdict. */
export function maintenanceOf(
  { hosts, takenAt }: Snapshot,
  { maintenance }: Policy,
): { readonly closed: readonly ClosedHost[]; readonly verdicts: readonly Verdict[] } {
  const named = (name: string): HostId | undefined =>
    hosts.find((host) => host.name === name || String(host.id) === name)?.id;
  const closed = maintenance
    .filter(({ from, until }) => until > takenAt && until > from)
    .flatMap(({ host: name, from, until }) => {
      const host = named(name);
      return host === undefined ? [] : [{ host, from, until }];
    });
  const verdicts = maintenance
    .filter(({ host }) => named(host) === undefined)
    .map(({ host }) => ({
      about: { kind: 'policy', id: `maintenance ${host}` } as const,
      code: 'BadAttribute' as const,
      message: `maintenance of ${host}: there is no such host; name one as "onehost list" shows it`,
    }));
  return { closed, verdicts };
}
