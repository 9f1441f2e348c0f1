import type { VmId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Vm } from '../domain/vm.ts';
import type { Outcome } from '../enact/world.ts';

/** VMs on which commands failed again and again: they are left alone for longer each time, until they change. */
export interface Setbacks {
  readonly note: (outcome: Outcome, now: number) => void;
  readonly isOut: (vm: VmId, now: number) => boolean;
  /** Lets those go that are gone, or that somebody has changed. */
  readonly forget: (snapshot: Snapshot) => void;
  readonly clear: () => void;
}

interface Setback {
  readonly failures: number;
  readonly until: number;
  /** How the VM was then. */
  readonly looked: string | null;
}

const LONGEST_SECONDS = 3_600;
/** A VM that the cloud gave up on waits for somebody to change it, and is tried again all the same after that time. */
const GIVEN_UP_FAILURES = 30;

export function setbacks(intervalSeconds: number): Setbacks {
  const known = new Map<VmId, Setback>();
  return {
    note: ({ command: { vm }, end, refusal }, now) => {
      if (end === 'done') known.delete(vm);
      if (end !== 'failed') return;
      const failures = refusal === 'give-up' ? GIVEN_UP_FAILURES : (known.get(vm)?.failures ?? 0) + 1;
      const wait = failures === 1 ? 0 : intervalSeconds * 2 ** (failures - 1);
      known.set(vm, { failures, until: now + Math.min(LONGEST_SECONDS, wait), looked: null });
    },
    isOut: (vm, now) => (known.get(vm)?.until ?? 0) > now,
    forget: ({ vms }) => {
      const present = new Map(vms.map((vm) => [vm.id, vm]));
      for (const [id, setback] of known) {
        const vm = present.get(id);
        const looks = vm === undefined ? null : looksOf(vm);
        if (looks === null || (setback.looked !== null && setback.looked !== looks)) known.delete(id);
        else known.set(id, { ...setback, looked: looks });
      }
    },
    clear: () => known.clear(),
  };
}

/** What an owner or operator changes to make it work. */
const looksOf = ({ state, lcmState, hosts, datastores, demand, lock, stay, lease }: Vm): string =>
  JSON.stringify([state, lcmState, hosts, datastores, demand, lock, stay?.since ?? 0, lease]);
