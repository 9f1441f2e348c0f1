import { hostId, vmGroupId, vmId } from '../../domain/ids.ts';
import type { Role, VmGroup } from '../../domain/vm-group.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/element.ts';
import { eachAt, idAt, listed, listedIdsAt, quoted, requiredTextAt, ValueError } from '../xml/values.ts';

/** VM_GROUP as `onevmgroup list -x` prints it. Throws a `ValueError` when a value is wrong. */
export const readVmGroup = (group: XmlElement): VmGroup => ({
  id: vmGroupId(idAt(group, 'ID')),
  name: requiredTextAt(group, 'NAME'),
  roles: eachAt(group, 'ROLES/ROLE', readRole),
  affined: roleSets(group, 'TEMPLATE/AFFINED'),
  antiAffined: roleSets(group, 'TEMPLATE/ANTI_AFFINED'),
});

const readRole = (role: XmlElement): Role => ({
  name: requiredTextAt(role, 'NAME'),
  policy: readPolicy(role),
  hostAffined: listedIdsAt(role, 'HOST_AFFINED').map(hostId),
  hostAntiAffined: listedIdsAt(role, 'HOST_ANTI_AFFINED').map(hostId),
  vms: listedIdsAt(role, 'VMS')
    .map(vmId)
    .sort((a, b) => a - b),
});

function readPolicy(role: XmlElement): Role['policy'] {
  const policy = textAt(role, 'POLICY').trim().toUpperCase();
  if (policy === '' || policy === 'NONE') return 'NONE';
  if (policy === 'AFFINED' || policy === 'ANTI_AFFINED') return policy;
  throw new ValueError('POLICY', `expected AFFINED, ANTI_AFFINED or NONE, found ${quoted(policy)}`);
}

const roleSets = (group: XmlElement, path: string): readonly (readonly string[])[] =>
  elementsAt(group, path)
    .map(({ text }) => listed(text))
    .filter((roles) => roles.length > 0);
