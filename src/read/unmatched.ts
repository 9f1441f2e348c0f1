import type { VmId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import { aboutVm, excerpt } from './wording.ts';

/** What of a snapshot tells whether there was anything to match with. */
type Pools = Pick<Snapshot, 'networks'>;

/** No host serves a VM that was never deployed and has a NIC without network: oned would leave it pending. */
export function withReachableHosts(vm: Vm, pools: Pools): Vm {
  if (unservedNic(vm, pools) === null || vm.hosts.length === 0) return vm;
  return { ...vm, hosts: [], ranks: vm.ranks && [] };
}

/** A verdict on every VM that waits for a host and matches none, but those whose requirement says nothing. */
export const unmatched = (vms: readonly Vm[], notUnderstood: ReadonlySet<VmId>, pools: Pools): readonly Verdict[] =>
  vms.flatMap((vm) => {
    const waits = WAITING.includes(vm.state) || vm.resched;
    if (vm.hosts.length > 0 || !waits || notUnderstood.has(vm.id)) return [];
    const nic = unservedNic(vm, pools);
    return [aboutVm(vm, 'NoMatchingHost', nic === null ? noHost(vm) : noNetwork(nic))];
  });

function noHost({ requirements, vmGroup }: Vm): string {
  const within = vmGroup === null ? '' : ` and host affinity of its role ${vmGroup.role}`;
  return `no host meets its requirements${within}: ${excerpt(requirements)}. Change SCHED_REQUIREMENTS or add such a host.`;
}

const noNetwork = (nicId: number): string =>
  `no network meets the requirements of its NIC ${nicId}. Change the NIC's SCHED_REQUIREMENTS or add such a network.`;

/** The first automatic NIC that no network may serve; null when all are served, or none was read to judge by. */
function unservedNic({ autoNics, stay }: Vm, { networks }: Pools): number | null {
  if (stay !== null || networks.length === 0) return null;
  return autoNics.find((nic) => nic.networks.length === 0)?.nicId ?? null;
}

/** VM/STATE: PENDING and HOLD. */
const WAITING: readonly number[] = [1, 2];
