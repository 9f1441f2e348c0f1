import type { LeaseAttributes, ScheduledAction } from '../../domain/vm.ts';
import type { RawVm } from '../raw-cloud.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/element.ts';
import {
  ANY_WHOLE,
  eachAt,
  idAt,
  NATURAL,
  optionalTimeAt,
  requiredTextAt,
  timeAt,
  ValueError,
  wholeAt,
} from '../xml/values.ts';

/**
 * What the owner wrote into ONEPLAN, else HAIZEA, else null; values as text, nothing judged yet.
 * Throws a `ValueError` when it is not one vector of attributes.
 */
export function readLeaseAttributes(vm: XmlElement): LeaseAttributes | null {
  return attributesIn(vm, 'ONEPLAN') ?? attributesIn(vm, 'HAIZEA');
}

function attributesIn(vm: XmlElement, dialect: LeaseAttributes['dialect']): LeaseAttributes | null {
  const path = `USER_TEMPLATE/${dialect}`;
  const [vector, second] = elementsAt(vm, path);
  if (vector === undefined) return null;
  if (second !== undefined) throw new ValueError(path, 'expected it once, found it twice', 'BadAttribute');
  if (vector.text !== '') {
    throw new ValueError(path, `expected ${dialect}=[NAME="value", …], found bare text`, 'BadAttribute');
  }
  const values = new Map(vector.children.map(({ name, text }) => [name.toUpperCase(), text] as const));
  if (values.size < vector.children.length) {
    throw new ValueError(path, 'expected each attribute once, found one twice', 'BadAttribute');
  }
  return { dialect, values: Object.fromEntries(values) };
}

/** A requirement as oned joins it: what it adds by itself & (what the owner wrote). */
export function joined(automatic: string, own: string): string {
  if (own.trim() === '') return automatic.trim();
  return automatic.trim() === '' ? own.trim() : `${automatic.trim()} & (${own.trim()})`;
}

/** NICs whose network is still to be chosen, with what it must be like. */
export function readAutoNics(vm: XmlElement): RawVm['autoNics'] {
  const automatic = textAt(vm, 'TEMPLATE/AUTOMATIC_NIC_REQUIREMENTS');
  return eachAt(vm, 'TEMPLATE/NIC', (nic) => (isOpen(nic) ? [openNic(nic, automatic)] : [])).flat();
}

const isOpen = (nic: XmlElement): boolean =>
  /^auto$/i.test(textAt(nic, 'NETWORK_MODE')) && textAt(nic, 'NETWORK_ID') === '';

const openNic = (nic: XmlElement, automatic: string): RawVm['autoNics'][number] => ({
  nicId: idAt(nic, 'NIC_ID'),
  requirements: joined(automatic, textAt(nic, 'SCHED_REQUIREMENTS')),
});

/** The VM's scheduled actions by time. TIME is Unix seconds, or `+SECONDS` after submission. */
export function readScheduledActions(vm: XmlElement): readonly ScheduledAction[] {
  const actions = eachAt(vm, 'TEMPLATE/SCHED_ACTION', (action) => ({
    action: requiredTextAt(action, 'ACTION').toLowerCase(),
    at: scheduledTime(vm, action),
    repeats: wholeAt(action, 'REPEAT', ANY_WHOLE, -1) >= 0,
    done: optionalTimeAt(action, 'DONE') !== null,
  }));
  return actions.toSorted((a, b) => a.at - b.at);
}

const scheduledTime = (vm: XmlElement, action: XmlElement): number =>
  timeAt(action, 'TIME') + (textAt(action, 'TIME').trim().startsWith('+') ? timeAt(vm, 'STIME') : 0);

/** LOCK/LOCKED, or null when the VM is not locked, which 0 says too. */
export const readLock = (vm: XmlElement): number | null => wholeAt(vm, 'LOCK/LOCKED', NATURAL, 0) || null;
