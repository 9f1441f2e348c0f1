import { type Asking, deployFrom } from './actions.ts';
import { type Answer, CODE, error, ok } from './answer.ts';
import { addStay, type HistoryAction } from './history.ts';
import { begin } from './machine.ts';
import { type Cloud, type HostRecord, lastStay, type VmRecord } from './model.ts';
import { misfit } from './room.ts';
import { coldRoute, deployRoute, liveRoute, movedRoute } from './routes.ts';
import { HOST_STATE, phaseOf } from './states.ts';

/** Where to: −1 leaves the datastore as it is, or to oned. */
export interface Target {
  readonly host: number;
  readonly datastore: number;
  readonly enforce: boolean;
}

/** one.vm.deploy: checks neither requirements nor groups nor, unless enforced, room. */
export function deploy(cloud: Cloud, vm: VmRecord, target: Target, asking: Asking): Answer<number> {
  const phase = phaseOf(vm);
  if (!['PENDING', 'HOLD', 'STOPPED', 'UNDEPLOYED'].includes(phase)) {
    return noted(cloud, vm, asking, { action: 'deploy', illegal: true }, illegal('Deploy', vm));
  }
  const where = placeFor(cloud, vm, target, lastStay(vm)?.datastore ?? null);
  if (where.kind === 'error') return noted(cloud, vm, asking, { action: 'deploy', illegal: false }, where);
  noted(cloud, vm, asking, { action: 'deploy', illegal: false }, ok(vm.id));
  const from = deployFrom(vm);
  addStay(vm, where.value.host, where.value.datastore);
  begin(cloud, vm, deployRoute(cloud, vm, from), asking.now);
  return ok(vm.id);
}

/** How a VM moves: saved and resumed, live, or powered off and booted (hard: at once). */
export type MigrateKind = 'save' | 'live' | 'poweroff' | 'poweroff-hard';

const ACTIONS: Readonly<Record<MigrateKind, HistoryAction>> = {
  save: 'migrate',
  live: 'live-migrate',
  poweroff: 'poff-migrate',
  'poweroff-hard': 'poff-hard-migrate',
};

/** one.vm.migrate. */
export function migrate(
  cloud: Cloud,
  vm: VmRecord,
  target: Target & { readonly how: MigrateKind },
  asking: Asking,
): Answer<number> {
  const stay = lastStay(vm);
  const phase = phaseOf(vm);
  const asked = { action: 'migrate', illegal: false };
  if (stay === undefined || !['RUNNING', 'SUSPENDED', 'POWEROFF'].includes(phase)) {
    return noted(cloud, vm, asking, { action: 'migrate', illegal: true }, illegal('Migrate', vm));
  }
  const where = placeFor(cloud, vm, target, stay.datastore);
  if (where.kind === 'error') return noted(cloud, vm, asking, asked, where);
  const refusal = unmovable(vm, where.value, target.how);
  if (refusal !== null) return noted(cloud, vm, asking, asked, error(CODE.action, refusal));
  noted(cloud, vm, asking, asked, ok(vm.id));
  addStay(vm, where.value.host, where.value.datastore);
  const live = movesLive(vm, target.how);
  const cause = { action: ACTIONS[target.how === 'live' && !live ? 'save' : target.how], user: asking.user };
  if (phase === 'SUSPENDED' || phase === 'POWEROFF') begin(cloud, vm, movedRoute(cloud, vm, phase, cause), asking.now);
  else begin(cloud, vm, (live ? liveRoute : coldRoute)(cloud, vm, cause), asking.now);
  return ok(vm.id);
}

const movesLive = (vm: VmRecord, how: MigrateKind): boolean =>
  how === 'live' && vm.history.at(-1)?.host !== vm.history.at(-2)?.host;

function unmovable(vm: VmRecord, where: Place, how: MigrateKind): string | null {
  const stay = lastStay(vm);
  const sameHost = stay?.host === where.host;
  const sameDatastore = stay?.datastore === where.datastore;
  if (sameHost && sameDatastore) {
    return `VM is already running on host [${where.host}] and datastore [${where.datastore}]`;
  }
  if (how === 'live' && !sameHost && !sameDatastore) return 'Cannot live migrate host and datastore at the same time.';
  return null;
}

interface Place {
  readonly host: number;
  readonly datastore: number;
}

/** Checks the target as oned does, in its order. */
function placeFor(cloud: Cloud, vm: VmRecord, target: Target, present: number | null): Answer<Place> {
  const host = cloud.hosts.get(target.host);
  if (host === undefined) return error(CODE.noExists, `Error getting host [${target.host}].`, target.host);
  if (host.state === HOST_STATE.OFFLINE) return error(CODE.action, 'Host is offline, cannot use it to deploy VM');
  const stays = lastStay(vm)?.host === host.id && host.vms.has(vm.id);
  const tight = target.enforce && !stays ? misfit(vm, host) : null;
  if (tight !== null) return error(CODE.action, tight);
  const datastore = target.datastore === -1 ? (present ?? anyDatastore(cloud, host)) : target.datastore;
  const refusal = datastore === present ? null : unusable(cloud, datastore, host);
  return refusal ?? ok({ host: host.id, datastore });
}

function unusable(cloud: Cloud, id: number, host: HostRecord): Answer<never> | null {
  const datastore = cloud.datastores.get(id);
  if (datastore === undefined) return error(CODE.noExists, `Error getting datastore [${id}].`, id);
  if (datastore.type !== 1) {
    return error(
      CODE.action,
      `Trying to use datastore [${id}] to deploy the VM, but it is not of type system datastore.`,
    );
  }
  if (datastore.clusters.includes(host.cluster)) return null;
  return error(CODE.action, `datastore [${id}] and host [${host.id}] are not in the same cluster [${host.cluster}].`);
}

/** A system datastore of the host's cluster. */
function anyDatastore(cloud: Cloud, host: HostRecord): number {
  const fitting = [...cloud.datastores.values()].filter(
    ({ type, clusters }) => type === 1 && clusters.includes(host.cluster),
  );
  return fitting[0]?.id ?? 0;
}

const illegal = (what: 'Deploy' | 'Migrate', vm: VmRecord): Answer<never> =>
  error(CODE.action, `${what} action is not available for state ${phaseOf(vm)}`);

function noted<Value>(
  cloud: Cloud,
  vm: VmRecord,
  { user, now }: Asking,
  { action, illegal: against }: { readonly action: string; readonly illegal: boolean },
  answer: Answer<Value>,
): Answer<Value> {
  const refusal = answer.kind === 'error' ? answer.message : null;
  cloud.audit.asked.push({
    at: now,
    vm: vm.id,
    action,
    user: user.name,
    phase: phaseOf(vm),
    refusal,
    illegal: against,
  });
  return answer;
}
