import type { Lease } from '../domain/lease.ts';
import type { Amounts } from '../domain/resources.ts';
import type { Verdict, VerdictCode } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import { treatmentOf } from './treatment.ts';

/** `vm 12 (render-a)`. */
export const nameOfVm = ({ id, name }: Vm): string => `vm ${id} (${name})`;

/** A verdict on a lease. */
export const aboutLease = ({ id }: Lease, code: VerdictCode, message: string): Verdict => ({
  about: { kind: 'lease', id },
  code,
  message,
});

/** What makes a VM be left alone beside its state. */
export type Circumstance = 'lease-over' | 'host-unread' | null;

/** Why nothing is done with a VM, and what would change that; null when its state gives no reason. */
export function leftAlone(vm: Vm, circumstance: Circumstance = null): Verdict | null {
  const { state, code } = treatmentOf(vm);
  const verdict = (of: VerdictCode, what: string): Verdict => ({
    about: { kind: 'vm', id: vm.id },
    code: of,
    message: `${nameOfVm(vm)} ${what}`,
  });
  if (vm.lock !== null) return verdict('Locked', `is locked: nothing is done with it until "onevm unlock ${vm.id}"`);
  if (circumstance === 'host-unread') {
    return verdict(
      'Malformed',
      `is on ${vm.stay?.hostName ?? 'a host'}, which was not read: see what is said of that host`,
    );
  }
  if (vm.pinned && holdsNothing(vm)) {
    return verdict(
      'Unsupported',
      'is pinned to NUMA nodes, which is not planned: deploy it by hand or drop PIN_POLICY',
    );
  }
  if (code === null) return null;
  if (code === 'OwnerStopped' && circumstance === 'lease-over') {
    return verdict(code, `is ${state} and its lease is over: "onevm terminate ${vm.id}", or give it a longer DURATION`);
  }
  return verdict(code, `is in ${state}: ${remedyFor(code, vm)}`);
}

const holdsNothing = (vm: Vm): boolean => ['waiting', 'held'].includes(treatmentOf(vm).kind);

function remedyFor(code: VerdictCode, { id }: Vm): string {
  switch (code) {
    case 'Hold':
      return `it waits until "onevm release ${id}"`;
    case 'Failed':
      return `it stays as it is until "onevm recover ${id}"`;
    case 'OwnerStopped':
      return `it stays so until "onevm resume ${id}"`;
    default:
      return 'it is left alone until that is done';
  }
}

/** `2026-11-23T04:11:00Z`. */
export const moment = (second: number): string => new Date(second * 1000).toISOString().replace('.000Z', 'Z');

/** `1 h 5 min`, `45 min`, `90 s`: exact below two minutes, else to the minute, rounded up. */
export function span(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  const parts = [`${Math.floor(minutes / 60)} h`, `${minutes % 60} min`];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}

/** `32 cores and 128 GiB`. */
export function size({ cpuCentis, memoryMib }: Amounts): string {
  return `${cpuCentis / 100} cores and ${Math.round(memoryMib / 102.4) / 10} GiB`;
}
