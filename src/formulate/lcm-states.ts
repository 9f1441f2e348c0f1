/** What a VM's state means for planning. */
export type TreatmentKind =
  | 'waiting' // may be deployed
  | 'held' // its owner holds it
  | 'stopped' // state saved or guest shut down, no room held
  | 'running'
  | 'unknown' // runs as far as oned knows, but is not heard of: neither paused nor moved
  | 'suspended'
  | 'powered-off'
  | 'arriving' // on its way to run
  | 'working' // runs, with a hot-plug, snapshot or backup under way
  | 'migrating' // on its way from one host to another
  | 'parking' // on its way to stay there without running
  | 'leaving' // on its way to give up its room
  | 'released' // its room is given up already
  | 'failed'
  | 'failed-away' // failed before it held any room
  | 'gone';

/** OpenNebula 7.4's LCM_STATE of an ACTIVE VM: its name and what it means for planning. */
export const LCM_STATES: Readonly<Record<number, readonly [name: string, kind: TreatmentKind]>> = {
  0: ['LCM_INIT', 'arriving'],
  1: ['PROLOG', 'arriving'],
  2: ['BOOT', 'arriving'],
  3: ['RUNNING', 'running'],
  4: ['MIGRATE', 'migrating'],
  5: ['SAVE_STOP', 'leaving'],
  6: ['SAVE_SUSPEND', 'parking'],
  7: ['SAVE_MIGRATE', 'migrating'],
  8: ['PROLOG_MIGRATE', 'migrating'],
  9: ['PROLOG_RESUME', 'arriving'],
  10: ['EPILOG_STOP', 'leaving'],
  11: ['EPILOG', 'leaving'],
  12: ['SHUTDOWN', 'leaving'],
  15: ['CLEANUP_RESUBMIT', 'released'],
  16: ['UNKNOWN', 'unknown'],
  17: ['HOTPLUG', 'working'],
  18: ['SHUTDOWN_POWEROFF', 'parking'],
  19: ['BOOT_UNKNOWN', 'arriving'],
  20: ['BOOT_POWEROFF', 'arriving'],
  21: ['BOOT_SUSPENDED', 'arriving'],
  22: ['BOOT_STOPPED', 'arriving'],
  23: ['CLEANUP_DELETE', 'released'],
  24: ['HOTPLUG_SNAPSHOT', 'working'],
  25: ['HOTPLUG_NIC', 'working'],
  26: ['HOTPLUG_SAVEAS', 'working'],
  27: ['HOTPLUG_SAVEAS_POWEROFF', 'parking'],
  28: ['HOTPLUG_SAVEAS_SUSPENDED', 'parking'],
  29: ['SHUTDOWN_UNDEPLOY', 'leaving'],
  30: ['EPILOG_UNDEPLOY', 'leaving'],
  31: ['PROLOG_UNDEPLOY', 'arriving'],
  32: ['BOOT_UNDEPLOY', 'arriving'],
  33: ['HOTPLUG_PROLOG_POWEROFF', 'parking'],
  34: ['HOTPLUG_EPILOG_POWEROFF', 'parking'],
  35: ['BOOT_MIGRATE', 'migrating'],
  36: ['BOOT_FAILURE', 'failed'],
  37: ['BOOT_MIGRATE_FAILURE', 'failed'],
  38: ['PROLOG_MIGRATE_FAILURE', 'failed'],
  39: ['PROLOG_FAILURE', 'failed'],
  40: ['EPILOG_FAILURE', 'failed'],
  41: ['EPILOG_STOP_FAILURE', 'failed'],
  42: ['EPILOG_UNDEPLOY_FAILURE', 'failed'],
  43: ['PROLOG_MIGRATE_POWEROFF', 'parking'],
  44: ['PROLOG_MIGRATE_POWEROFF_FAILURE', 'failed'],
  45: ['PROLOG_MIGRATE_SUSPEND', 'parking'],
  46: ['PROLOG_MIGRATE_SUSPEND_FAILURE', 'failed'],
  47: ['BOOT_UNDEPLOY_FAILURE', 'failed'],
  48: ['BOOT_STOPPED_FAILURE', 'failed'],
  49: ['PROLOG_RESUME_FAILURE', 'failed'],
  50: ['PROLOG_UNDEPLOY_FAILURE', 'failed'],
  51: ['DISK_SNAPSHOT_POWEROFF', 'parking'],
  52: ['DISK_SNAPSHOT_REVERT_POWEROFF', 'parking'],
  53: ['DISK_SNAPSHOT_DELETE_POWEROFF', 'parking'],
  54: ['DISK_SNAPSHOT_SUSPENDED', 'parking'],
  56: ['DISK_SNAPSHOT_DELETE_SUSPENDED', 'parking'],
  57: ['DISK_SNAPSHOT', 'working'],
  59: ['DISK_SNAPSHOT_DELETE', 'working'],
  60: ['PROLOG_MIGRATE_UNKNOWN', 'parking'],
  61: ['PROLOG_MIGRATE_UNKNOWN_FAILURE', 'failed'],
  62: ['DISK_RESIZE', 'working'],
  63: ['DISK_RESIZE_POWEROFF', 'parking'],
  64: ['DISK_RESIZE_UNDEPLOYED', 'released'],
  65: ['HOTPLUG_NIC_POWEROFF', 'parking'],
  66: ['HOTPLUG_RESIZE', 'working'],
  67: ['HOTPLUG_SAVEAS_UNDEPLOYED', 'released'],
  68: ['HOTPLUG_SAVEAS_STOPPED', 'released'],
  69: ['BACKUP', 'working'],
  70: ['BACKUP_POWEROFF', 'parking'],
  71: ['RESTORE', 'parking'],
};
