import { type HostId, hostId } from '../domain/ids.ts';
import { elementsIn, wholeAt } from './elements.ts';

/**
 * The state of each host in a list, from OpenNebula's XML; its numbers are HOST_STATES in `domain/host.ts`.
 *
 * @throws InputError when it is not well-formed, or a host has no state.
 */
export const hostStates = (xml: string, source: string): ReadonlyMap<HostId, number> =>
  new Map(
    elementsIn(xml, { noun: 'HOST', fields: FIELDS }, source).map((fields) => [
      hostId(wholeAt(fields, { noun: 'HOST', path: 'ID' }, source)),
      wholeAt(fields, { noun: 'HOST', path: 'STATE' }, source),
    ]),
  );

const FIELDS: ReadonlySet<string> = new Set(['ID', 'STATE']);
