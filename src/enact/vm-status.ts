import type { VmStatus } from '../domain/enactment.ts';
import { hostId, vmId } from '../domain/ids.ts';
import { elementsIn, wholeAt } from './elements.ts';

/**
 * The present of each VM in a list or of one shown alone, from OpenNebula's XML.
 *
 * @throws InputError when it is not well-formed, or a VM has no state.
 */
export const vmStatuses = (xml: string, source: string): readonly VmStatus[] =>
  elementsIn(xml, { noun: 'VM', fields: FIELDS }, source).map((fields) => statusOf(fields, source));

const SEQUENCE = 'HISTORY_RECORDS/HISTORY/SEQ';
const HOST = 'HISTORY_RECORDS/HISTORY/HID';
const FIELDS: ReadonlySet<string> = new Set(['ID', 'STATE', 'LCM_STATE', 'LOCK/LOCKED', SEQUENCE, HOST]);

/** Of several history records the last one counts: it stands last. */
function statusOf(fields: ReadonlyMap<string, string>, source: string): VmStatus {
  const whole = (path: string): number => wholeAt(fields, { noun: 'VM', path }, source);
  return {
    vm: vmId(whole('ID')),
    state: whole('STATE'),
    lcmState: whole('LCM_STATE'),
    host: fields.has(HOST) ? hostId(whole(HOST)) : null,
    sequence: fields.has(SEQUENCE) ? whole(SEQUENCE) + 1 : 0,
    lock: fields.has('LOCK/LOCKED') ? whole('LOCK/LOCKED') : null,
  };
}
