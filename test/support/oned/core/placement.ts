import { type Asking, deployFrom } from './actions.ts';
import { type Answer, CODE, error, ok } from './answer.ts';
import { addStay, type HistoryAction } from './history.ts';
import { begin } from './machine.ts';
import { type Cloud, type HostRecord, lastStay, type VmRecord } from './model.ts';
import { coldRoute, liveRoute, movedRoute, rescueRoute } from './moves.ts';
import { misfit } from './room.ts';
import { deployRoute } from './routes.ts';
import { HOST_STATE, type PhaseName, phaseOf } from './states.ts';

/** Where to: −1 leaves the datastore as it is, or to oned. */
export interface Target {
  readonly host: number;
  readonly datastore: number;
  readonly enforce: boolean;
}

/** one.vm.deploy: checks neither requirements nor groups nor, unless enforced, room. */
export function deploy(cloud: Cloud, vm: VmRecord, target: Target, asking: Asking): Answer<number> {
  const illegal = !DEPLOYABLE.has(phaseOf(vm));
  const asked = { action: 'deploy', illegal };
  const where = placeFor(cloud, target, lastStay(vm)?.datastore ?? null);
  if (where.kind === 'error') return noted(cloud, vm, asking, asked, where);
  const unfit = unusable(cloud, where.value);
  if (unfit !== null) return noted(cloud, vm, asking, asked, unfit);
  if (illegal) return noted(cloud, vm, asking, asked, notFor('Deploy', vm));
  const tight = tightness(cloud, vm, target);
  if (tight !== null) return noted(cloud, vm, asking, asked, tight);
  noted(cloud, vm, asking, asked, ok(vm.id));
  if (vm.awaits) return ok(vm.id);
  const from = deployFrom(vm);
  addStay(vm, where.value.host, where.value.datastore);
  begin(cloud, vm, deployRoute(cloud, vm, from), asking.now);
  return ok(vm.id);
}

const DEPLOYABLE: ReadonlySet<PhaseName> = new Set(['PENDING', 'HOLD', 'STOPPED', 'UNDEPLOYED']);
const MOVABLE: ReadonlySet<PhaseName> = new Set(['RUNNING', 'UNKNOWN', 'SUSPENDED', 'POWEROFF']);

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
  // A record before the last that is open says that a migration is on its way in.
  const illegal = stay === undefined || !MOVABLE.has(phaseOf(vm)) || vm.history.at(-2)?.endedAt === 0;
  const asked = { action: 'migrate', illegal };
  const where = placeFor(cloud, target, stay?.datastore ?? null);
  if (where.kind === 'error') return noted(cloud, vm, asking, asked, where);
  if (illegal) return noted(cloud, vm, asking, asked, notFor('Migrate', vm));
  const refusal = unmovable(vm, where.value, target.how);
  if (refusal !== null) return noted(cloud, vm, asking, asked, error(CODE.action, refusal));
  const tight = (stay.host === target.host ? null : tightness(cloud, vm, target)) ?? unusable(cloud, where.value);
  if (tight !== null) return noted(cloud, vm, asking, asked, tight);
  noted(cloud, vm, asking, asked, ok(vm.id));
  if (!vm.awaits) setOut(cloud, vm, { ...where.value, how: target.how }, asking);
  return ok(vm.id);
}

function setOut(cloud: Cloud, vm: VmRecord, where: Place & { readonly how: MigrateKind }, { user, now }: Asking): void {
  const phase = phaseOf(vm);
  addStay(vm, where.host, where.datastore);
  const live = movesLive(vm, where.how);
  const cause = { action: ACTIONS[where.how === 'live' && !live ? 'save' : where.how], user };
  if (phase === 'SUSPENDED' || phase === 'POWEROFF') begin(cloud, vm, movedRoute(cloud, vm, phase, cause), now);
  else if (phase === 'UNKNOWN') begin(cloud, vm, rescueRoute(cloud, vm, cause), now);
  else begin(cloud, vm, (live ? liveRoute : coldRoute)(cloud, vm, cause), now);
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

/** Where a target is: the host as it must be, the datastore as far as it exists. */
function placeFor(cloud: Cloud, target: Target, present: number | null): Answer<Place> {
  const host = cloud.hosts.get(target.host);
  if (host === undefined) return error(CODE.noExists, `Error getting host [${target.host}].`, target.host);
  if (host.state === HOST_STATE.OFFLINE) return error(CODE.action, 'Host is offline, cannot use it to deploy VM');
  const datastore = target.datastore === -1 ? (present ?? anyDatastore(cloud, host)) : target.datastore;
  if (cloud.datastores.has(datastore)) return ok({ host: host.id, datastore });
  return error(CODE.noExists, `Error getting datastore [${datastore}].`, datastore);
}

/** Why an enforced target has no room. */
function tightness(cloud: Cloud, vm: VmRecord, target: Target): Answer<never> | null {
  const host = cloud.hosts.get(target.host);
  const tight = target.enforce && host !== undefined ? misfit(vm, host) : null;
  return tight === null ? null : error(CODE.action, tight);
}

/** Why a system datastore can not be used with a host. */
function unusable(cloud: Cloud, place: Place): Answer<never> | null {
  const [datastore, host] = [cloud.datastores.get(place.datastore), cloud.hosts.get(place.host)];
  if (datastore === undefined || host === undefined) return null;
  const { id } = datastore;
  if (datastore.type !== 1) {
    return error(
      CODE.internal,
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

const notFor = (what: 'Deploy' | 'Migrate', vm: VmRecord): Answer<never> =>
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
