import { hostId, vmId } from '../../domain/ids.ts';
import type { Observation } from '../../domain/observation.ts';
import type { XmlElement } from '../xml/element.ts';
import { eachAt, idAt, optionalTimeAt, wholeAt } from '../xml/values.ts';

/**
 * What a VM's HISTORY_RECORDS tell about how long things took. OpenNebula notes when a record began (STIME), when images
 * were brought (PSTIME to PETIME) and when the VM was on the host (RSTIME):
 *
 * - a record that begins with bringing images is a deploy: they took PETIME − PSTIME;
 * - one that brings them later is a cold migration, in which memory was saved first: PSTIME − STIME;
 * - one that brings none is a live migration: RSTIME − STIME.
 *
 * How long a boot, a resume or a save before a stop took is in no record. Throws a `ValueError` when a time is wrong.
 */
export function readObserved(vm: XmlElement, memoryMib: number): readonly Observation[] {
  const id = vmId(idAt(vm, 'ID'));
  return eachAt(vm, 'HISTORY_RECORDS/HISTORY', recordOf).flatMap((record) => {
    const { sequence, host } = record;
    return spansOf(record)
      .filter(({ seconds }) => seconds > 0)
      .map(({ kind, seconds }) => ({
        kind,
        vm: id,
        sequence,
        host: kind === 'save' ? null : host,
        memoryMib,
        seconds,
      }));
  });
}

interface Record {
  readonly sequence: number;
  readonly host: Observation['host'];
  readonly began: number | null;
  readonly bringing: number | null;
  readonly brought: number | null;
  readonly running: number | null;
}

const recordOf = (record: XmlElement): Record => ({
  sequence: wholeAt(record, 'SEQ'),
  host: hostId(idAt(record, 'HID')),
  began: optionalTimeAt(record, 'STIME'),
  bringing: optionalTimeAt(record, 'PSTIME'),
  brought: optionalTimeAt(record, 'PETIME'),
  running: optionalTimeAt(record, 'RSTIME'),
});

function spansOf({
  sequence,
  began,
  bringing,
  brought,
  running,
}: Record): readonly Pick<Observation, 'kind' | 'seconds'>[] {
  if (began === null) return [];
  if (bringing === null) {
    return sequence > 0 && running !== null ? [{ kind: 'live-migration', seconds: running - began }] : [];
  }
  if (sequence > 0 && bringing > began) return [{ kind: 'save', seconds: bringing - began }];
  return brought === null ? [] : [{ kind: 'transfer', seconds: brought - bringing }];
}
