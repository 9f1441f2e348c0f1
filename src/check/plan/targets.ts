import { type Host, isPlannable } from '../../domain/host.ts';
import type { Action } from '../../domain/plan.ts';
import type { Violation } from '../../domain/violation.ts';
import type { Vm } from '../../domain/vm.ts';
import { when } from '../finding.ts';
import type { Rehearsal } from './rehearsal.ts';

/**
 * admissible: a VM is sent only to a monitored host that meets its requirements; its first deploy names a system
 * datastore that meets them too, and one admissible network for each automatic NIC. A VM that was stopped may come
 * back to the host it is on now, whatever its requirements, while that is not offline.
 */
export function checkTargets({ steps, vms, hosts, present }: Rehearsal): readonly Violation[] {
  return steps.flatMap(({ action }) => {
    const [vm, host] = [vms.get(action.vm), hosts.get(action.host)];
    if (vm === undefined || host === undefined) return [];
    switch (action.operation) {
      case 'deploy':
        if (vm.stay === null) return [...checkHost(action, vm, host), ...checkFirstDeploy(action, vm)];
        return present.get(vm.id)?.holds.some((hold) => hold.host === host.id)
          ? when(host.state === OFFLINE, 'admissible', `${action.id}: ${host.name} is offline`)
          : checkHost(action, vm, host);
      case 'migrate':
      case 'live-migrate':
        return [...checkHost(action, vm, host), ...checkMove(action, vm)];
      default:
        return [];
    }
  });
}

/** HOST/STATE of a host to which oned deploys nothing. */
const OFFLINE = 8;

const checkHost = ({ id }: Action, vm: Vm, host: Host): readonly Violation[] => [
  ...when(!vm.hosts.includes(host.id), 'admissible', `${id}: vm ${vm.id} does not match ${host.name}`),
  ...when(!isPlannable(host), 'admissible', `${id}: ${host.name} is in state ${host.state} and takes no VMs`),
];

function checkFirstDeploy({ id, datastore, networks }: Action, vm: Vm): readonly Violation[] {
  const stored = datastore !== null && vm.datastores.includes(datastore);
  const unserved = vm.autoNics.filter(({ nicId, networks: allowed }) => {
    const given = networks.find((each) => each.nicId === nicId);
    return given === undefined || !allowed.includes(given.network);
  });
  return [
    ...when(!stored, 'admissible', `${id}: datastore ${datastore} does not match vm ${vm.id}`),
    ...unserved.flatMap(({ nicId }) => when(true, 'admissible', `${id}: NIC ${nicId} has no network that matches`)),
  ];
}

function checkMove({ id, operation }: Action, vm: Vm): readonly Violation[] {
  const bound = vm.pinned || vm.pci.length > 0;
  const live = operation === 'live-migrate';
  return when(
    live && bound,
    'legal',
    `${id}: vm ${vm.id} is pinned or has devices, which no live migration takes along`,
  );
}
