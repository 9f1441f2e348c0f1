import type { VmId } from '../domain/ids.ts';
import type { CloudEvent } from '../ports.ts';

/**
 * Whether an event calls for an early epoch: a request has come, room was given back, something failed, a host came or
 * went. What this process does itself is no news, unless it fails. Everything else waits for the next epoch.
 */
export function callsForEpoch({ kind, id, state }: CloudEvent, busy: ReadonlySet<VmId>): boolean {
  if (state === null) return false;
  if (kind === 'host') return HOST_NEWS.has(state);
  if (kind !== 'vm') return false;
  if (/FAILURE$|^FAILED$/.test(state)) return true;
  return VM_NEWS.has(state) && !busy.has(id as VmId);
}

const HOST_NEWS: ReadonlySet<string> = new Set(['MONITORED', 'ERROR', 'DISABLED', 'OFFLINE']);

const VM_NEWS: ReadonlySet<string> = new Set([
  'PENDING',
  'HOLD',
  'STOPPED',
  'SUSPENDED',
  'POWEROFF',
  'UNDEPLOYED',
  'DONE',
  'UNKNOWN',
]);
