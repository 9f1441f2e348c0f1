import { actionId, datastoreId, hostId, leaseId, vmId } from '../../src/domain/ids.ts';
import type { Action, Forecast, Occupation, Operation, Plan } from '../../src/domain/plan.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { NOW } from './cloud.ts';

/** An action on VM `vm` at `second` after now; its id is operation and VM. */
export const act = (
  operation: Operation,
  vm: number,
  onHost: number,
  second: number,
  expectedSeconds: number,
  fields: Partial<Action> = {},
): Action => ({
  id: actionId(`${operation}-${vm}`),
  vm: vmId(vm),
  lease: leaseId(`vm-${vm}`),
  operation,
  host: hostId(onHost),
  datastore: operation === 'deploy' ? datastoreId(100) : null,
  networks: [],
  notBefore: NOW + second,
  expectedSeconds,
  dependsOn: [],
  reason: 'because',
  ...fields,
});

/** VM `vm` holds room on a host, in seconds after now; without an end when `until` is null. */
export const held = (
  vm: number,
  onHost: number,
  from: number,
  until: number | null,
  phase: Occupation['phase'] = 'run',
): Occupation => ({
  vm: vmId(vm),
  host: hostId(onHost),
  from: NOW + from,
  until: until === null ? null : NOW + until,
  phase,
});

/** Forecasts by lease id: what is said of a lease beyond its name and VMs. */
export type Sayings = Readonly<Record<string, Partial<Forecast>>>;

/** A plan of a built cloud: leases of which nothing is said wait, VMs without a lease are untouched. */
export function planOf(
  snapshot: Snapshot,
  fields: {
    readonly actions?: readonly Action[];
    readonly occupations?: readonly Occupation[];
    readonly says?: Sayings;
  },
): Plan {
  const say = (id: string, name: string, vms: Forecast['vms'], outcome: Forecast['outcome']): Forecast => ({
    lease: leaseId(id),
    name,
    vms,
    outcome,
    startAt: null,
    endAt: null,
    hosts: [],
    reasonCode: 'Resources',
    reason: 'because',
    ...fields.says?.[id],
  });
  const leased = new Set(snapshot.leases.flatMap(({ vms }) => vms));
  return {
    now: snapshot.takenAt,
    enactBefore: snapshot.takenAt + 60,
    actions: fields.actions ?? [],
    occupations: fields.occupations ?? [],
    forecasts: [
      ...snapshot.leases.map(({ id, name, vms }) => say(id, name, vms, 'waits')),
      ...snapshot.vms
        .filter(({ id }) => !leased.has(id))
        .map(({ id, name }) => say(`vm-${id}`, name, [id], 'untouched')),
    ],
  };
}
