/** A VM's STATE by its name, as OpenNebula numbers them. */
export const VM_STATE = {
  INIT: 0,
  PENDING: 1,
  HOLD: 2,
  ACTIVE: 3,
  STOPPED: 4,
  SUSPENDED: 5,
  DONE: 6,
  POWEROFF: 8,
  UNDEPLOYED: 9,
} as const;

/** A VM's LCM_STATE by its name, of those that the stand-in knows. */
export const LCM_STATE = {
  LCM_INIT: 0,
  PROLOG: 1,
  BOOT: 2,
  RUNNING: 3,
  MIGRATE: 4,
  SAVE_STOP: 5,
  SAVE_SUSPEND: 6,
  SAVE_MIGRATE: 7,
  PROLOG_MIGRATE: 8,
  PROLOG_RESUME: 9,
  EPILOG_STOP: 10,
  EPILOG: 11,
  SHUTDOWN: 12,
  CLEANUP_RESUBMIT: 15,
  UNKNOWN: 16,
  SHUTDOWN_POWEROFF: 18,
  BOOT_UNKNOWN: 19,
  BOOT_POWEROFF: 20,
  BOOT_SUSPENDED: 21,
  BOOT_STOPPED: 22,
  CLEANUP_DELETE: 23,
  SHUTDOWN_UNDEPLOY: 29,
  EPILOG_UNDEPLOY: 30,
  PROLOG_UNDEPLOY: 31,
  BOOT_UNDEPLOY: 32,
  BOOT_MIGRATE: 35,
  BOOT_FAILURE: 36,
  BOOT_MIGRATE_FAILURE: 37,
  PROLOG_MIGRATE_FAILURE: 38,
  PROLOG_FAILURE: 39,
  EPILOG_FAILURE: 40,
  EPILOG_STOP_FAILURE: 41,
  EPILOG_UNDEPLOY_FAILURE: 42,
  PROLOG_MIGRATE_POWEROFF: 43,
  PROLOG_MIGRATE_POWEROFF_FAILURE: 44,
  PROLOG_MIGRATE_SUSPEND: 45,
  PROLOG_MIGRATE_SUSPEND_FAILURE: 46,
  BOOT_UNDEPLOY_FAILURE: 47,
  BOOT_STOPPED_FAILURE: 48,
  PROLOG_RESUME_FAILURE: 49,
  PROLOG_UNDEPLOY_FAILURE: 50,
} as const;

/** A host's STATE by its name. */
export const HOST_STATE = {
  INIT: 0,
  MONITORING_MONITORED: 1,
  MONITORED: 2,
  ERROR: 3,
  DISABLED: 4,
  MONITORING_ERROR: 5,
  MONITORING_INIT: 6,
  MONITORING_DISABLED: 7,
  OFFLINE: 8,
} as const;

export type VmStateName = keyof typeof VM_STATE;
export type LcmStateName = keyof typeof LCM_STATE;
export type HostStateName = keyof typeof HOST_STATE;

/** What oned calls in its log: the state of a VM, or its LCM_STATE while it is ACTIVE. */
export type PhaseName = Exclude<VmStateName, 'ACTIVE' | 'INIT'> | LcmStateName;

/** Where a VM is: the state that refusals and events name. */
export function phaseOf(vm: { readonly state: number; readonly lcmState: number }): PhaseName {
  return (vm.state === VM_STATE.ACTIVE ? lcmName(vm.lcmState) : stateName(vm.state)) as PhaseName;
}

/** STATE and LCM_STATE of a phase. */
export function numbersOf(phase: PhaseName): { readonly state: number; readonly lcmState: number } {
  if (phase in LCM_STATE) return { state: VM_STATE.ACTIVE, lcmState: LCM_STATE[phase as LcmStateName] };
  return { state: VM_STATE[phase as VmStateName], lcmState: LCM_STATE.LCM_INIT };
}

const namesOf = <Name extends string>(table: Readonly<Record<Name, number>>): ReadonlyMap<number, Name> =>
  new Map(Object.entries(table).map(([name, number]) => [number as number, name as Name]));

const VM_NAMES = namesOf(VM_STATE);
const LCM_NAMES = namesOf(LCM_STATE);
const HOST_NAMES = namesOf(HOST_STATE);

/** Name of a STATE. */
export const stateName = (state: number): VmStateName => named(VM_NAMES, state);
/** Name of an LCM_STATE. */
export const lcmName = (lcmState: number): LcmStateName => named(LCM_NAMES, lcmState);
/** Name of a host's STATE. */
export const hostStateName = (state: number): HostStateName => named(HOST_NAMES, state);

function named<Name extends string>(names: ReadonlyMap<number, Name>, wanted: number): Name {
  const found = names.get(wanted);
  if (found === undefined) throw new Error(`no state has the number ${wanted}`);
  return found;
}
