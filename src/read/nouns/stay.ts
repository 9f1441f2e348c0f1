import { datastoreId, hostId } from '../../domain/ids.ts';
import type { Stay } from '../../domain/vm.ts';
import { textAt, type XmlElement } from '../xml/element.ts';
import { ANY_WHOLE, eachAt, idAt, optionalTimeAt, timeAt, wholeAt } from '../xml/values.ts';

/**
 * The last of a VM's HISTORY_RECORDS, or null when it never was on a host. A plain `onevm list -x` has no times in
 * it: then the stay began, as far as is known, when the VM was submitted. Throws a `ValueError` when it is wrong.
 */
export const readStay = (vm: XmlElement): Stay | null => readStays(vm).at(-1) ?? null;

/** All of them, oldest first. Throws a `ValueError` when one is wrong. */
export function readStays(vm: XmlElement): readonly Stay[] {
  const submittedAt = timeAt(vm, 'STIME');
  const records = eachAt(vm, 'HISTORY_RECORDS/HISTORY', (record) => ({
    sequence: wholeAt(record, 'SEQ'),
    stay: stayOf(record, submittedAt),
  }));
  return records.toSorted((a, b) => a.sequence - b.sequence).map(({ stay }) => stay);
}

function stayOf(record: XmlElement, submittedAt: number): Stay {
  const datastore = wholeAt(record, 'DS_ID', ANY_WHOLE, -1);
  return {
    host: hostId(idAt(record, 'HID')),
    hostName: textAt(record, 'HOSTNAME'),
    datastore: datastore < 0 ? null : datastoreId(datastore),
    since: optionalTimeAt(record, 'STIME') ?? submittedAt,
    runningSince: optionalTimeAt(record, 'RSTIME'),
    runningUntil: optionalTimeAt(record, 'RETIME'),
    endedAt: optionalTimeAt(record, 'ETIME'),
    action: wholeAt(record, 'ACTION', ANY_WHOLE, 0),
    actionUserId: wholeAt(record, 'UID', ANY_WHOLE, -1),
  };
}
