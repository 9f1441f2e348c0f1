import type { HostId, VmId } from '../domain/ids.ts';
import type { Occupation, Operation } from '../domain/plan.ts';
import type { Vm } from '../domain/vm.ts';
import { arrivesAt } from './arrival.ts';
import { standingOf } from './legal.ts';
import { expectedSeconds } from './seconds.ts';
import type { Setting } from './setting.ts';

/**
 * VMs that hold room by oned's account and are no part of the problem: as they are, for as long as can be seen. And what
 * the account still shows of one that is planned to run again.
 */
export function untouchedOccupations(setting: Setting, planned: ReadonlySet<VmId>): readonly Occupation[] {
  const { snapshot } = setting;
  const vms = new Map<VmId, Vm>(snapshot.vms.map((vm) => [vm.id, vm]));
  const isOfPlan = (id: VmId): boolean => planned.has(id) && !AWAY.has(vms.get(id)?.state ?? ACTIVE);
  return snapshot.hosts.flatMap((host) =>
    host.vms
      .filter((id) => !isOfPlan(id))
      .map((id) => {
        const vm = vms.get(id);
        const stay = { vm: id, host: host.id, from: snapshot.takenAt };
        return vm === undefined
          ? { ...stay, until: null, phase: 'run' }
          : { ...stay, until: goneAt(setting, vm, host.id), phase: phaseOn(setting, vm, host.id) };
      }),
  );
}

function phaseOn({ policy, now }: Setting, vm: Vm, host: HostId): Occupation['phase'] {
  if (vm.state !== ACTIVE) return 'save';
  if (MIGRATING.has(vm.lcmState)) return vm.stay?.host === host ? 'transit' : 'run';
  if (arrivesAt(vm, policy, now) !== null || MOVED.has(vm.lcmState)) return 'boot';
  const standing = standingOf(vm);
  return standing === 'running' || standing === 'unknown' || WORKING.has(vm.lcmState) ? 'run' : 'save';
}

/** When a VM that is on its way out has left the host, in a second at the earliest; null when it stays. */
function goneAt({ policy, now }: Setting, vm: Vm, host: HostId): number | null {
  const operation = departureOf(vm, host);
  if (operation === null) return null;
  return now + Math.max(1, expectedSeconds(operation, 'running', vm.demand.memoryMib, policy.overheads));
}

/** What takes it away: for one that holds no room by its state any more, the account is about to follow. */
function departureOf(vm: Vm, host: HostId): Operation | null {
  if (AWAY.has(vm.state)) return 'undeploy';
  if (vm.state !== ACTIVE) return null;
  if (vm.lcmState === SAVE_STOP) return 'stop';
  if (LEAVING.has(vm.lcmState)) return 'undeploy';
  if (!MIGRATING.has(vm.lcmState) || vm.stay?.host === host) return null;
  return vm.lcmState === SAVE_MIGRATE ? 'migrate' : 'live-migrate';
}

const ACTIVE = 3;
/** STATE: INIT, PENDING, HOLD, STOPPED, DONE, UNDEPLOYED, CLONING, CLONING_FAILURE. */
const AWAY: ReadonlySet<number> = new Set([0, 1, 2, 4, 6, 9, 10, 11]);
const SAVE_STOP = 5;
const SAVE_MIGRATE = 7;
/** LCM_STATE: EPILOG_STOP, EPILOG, SHUTDOWN, SHUTDOWN_UNDEPLOY, EPILOG_UNDEPLOY. */
const LEAVING: ReadonlySet<number> = new Set([10, 11, 12, 29, 30]);
/** MIGRATE, SAVE_MIGRATE: the last record already names the new host. */
const MIGRATING: ReadonlySet<number> = new Set([4, 7]);
/** PROLOG_MIGRATE, BOOT_MIGRATE: on the way to RUNNING after a move. */
const MOVED: ReadonlySet<number> = new Set([8, 35]);
/** Works meanwhile: hot-plugging, disk snapshots, resizes, backups. */
const WORKING: ReadonlySet<number> = new Set([17, 24, 25, 26, 57, 59, 62, 66, 69]);
