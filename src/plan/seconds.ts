import type { Operation } from '../domain/plan.ts';
import type { OverheadPolicy } from '../domain/policy.ts';
import type { Standing } from './legal.ts';

/** Seconds an operation is expected to take on a VM of that memory which stands so when it begins. */
export function expectedSeconds(
  operation: Operation,
  standing: Standing,
  memoryMib: number,
  overheads: OverheadPolicy,
): number {
  const save = savingSeconds(memoryMib, overheads);
  const restore = overheads.resumeSeconds + copySeconds(memoryMib, overheads.resumeMibPerSecond);
  switch (operation) {
    case 'deploy':
      return standing === 'stopped' ? restore : overheads.bootSeconds;
    case 'resume':
      return standing === 'suspended' ? restore : overheads.bootSeconds;
    case 'suspend':
    case 'stop':
      return save;
    case 'undeploy':
    case 'terminate':
    case 'poweroff':
      return overheads.shutdownSeconds;
    case 'live-migrate':
      return overheads.liveMigrationSeconds + copySeconds(memoryMib, overheads.liveMigrationMibPerSecond);
    case 'migrate':
      return save + restore;
  }
}

/** saveSeconds + memory ÷ saveMibPerSecond, rounded up. */
export const savingSeconds = (memoryMib: number, overheads: OverheadPolicy): number =>
  overheads.saveSeconds + copySeconds(memoryMib, overheads.saveMibPerSecond);

const copySeconds = (memoryMib: number, mibPerSecond: number): number => Math.ceil(memoryMib / mibPerSecond);
