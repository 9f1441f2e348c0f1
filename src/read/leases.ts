import { type LeaseId, leaseId, type VmId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import { charterSeconds } from './charter.ts';
import { type Assembly, assembleGang, type Gang } from './gangs.ts';
import { type LeaseRequest, readLeaseRequest, termsOf } from './lease-attributes.ts';
import { aboutVm } from './wording.ts';

/**
 * Makes leases of VMs, ordered by their first VM. Every VM is in exactly one, or in none with a verdict of its own.
 *
 * @param leftOut VMs that have such a verdict already; they are in no lease, and their gangs wait for them.
 */
export function assembleLeases(vms: readonly Vm[], leftOut: ReadonlySet<VmId>): Assembly<Lease> {
  const asked = vms.map((vm) => askedFor(vm, leftOut));
  const single = asked.flatMap(({ vm, request, group }) =>
    request === null || group !== null ? [] : [singleLease(vm, request)],
  );
  const assembled = [...byGroup(asked)].map(([group, members]) => assembleGang(group, members));
  const leases = [...single, ...assembled.flatMap(({ made }) => made.map(gangLease))];
  return {
    made: leases.toSorted((a, b) => Number(a.vms[0]) - Number(b.vms[0])),
    verdicts: [...asked.flatMap(({ verdicts }) => verdicts), ...assembled.flatMap(({ verdicts }) => verdicts)],
  };
}

/** A VM and what it asks for; null when it can not take part. */
interface Asked {
  readonly vm: Vm;
  readonly request: LeaseRequest | null;
  /** Owner and group; null without a group. Known even when the rest of the request makes no sense. */
  readonly group: string | null;
  readonly verdicts: readonly Verdict[];
}

function askedFor(vm: Vm, leftOut: ReadonlySet<VmId>): Asked {
  if (vm.lease === null) return { vm, request: leftOut.has(vm.id) ? null : NOTHING_ASKED, group: null, verdicts: [] };
  const name = vm.lease.values.GROUP?.trim() ?? '';
  const group = name === '' ? null : `${vm.userName}/${name}`;
  const read = readLeaseRequest(vm.lease);
  if (read.kind === 'read') return { vm, request: leftOut.has(vm.id) ? null : read.request, group, verdicts: [] };
  return {
    vm,
    request: null,
    group,
    verdicts: read.problems.map((problem) => aboutVm(vm, 'BadAttribute', `${problem}.`)),
  };
}

function byGroup(asked: readonly Asked[]): ReadonlyMap<string, readonly Asked[]> {
  const groups = new Map<string, Asked[]>();
  for (const each of asked) {
    if (each.group === null) continue;
    const members = groups.get(each.group);
    if (members === undefined) groups.set(each.group, [each]);
    else members.push(each);
  }
  return groups;
}

/** Best effort, without end unless something is scheduled, not preemptible. */
const NOTHING_ASKED: LeaseRequest = {
  start: 'best-effort',
  notBefore: null,
  finishBy: null,
  duration: null,
  preemptible: false,
  weight: null,
  group: null,
  groupSize: null,
};

const singleLease = (vm: Vm, request: LeaseRequest): Lease => leaseOf(leaseId(`vm-${vm.id}`), vm.name, [vm], request);

const gangLease = ({ id, name, vms, request }: Gang): Lease => leaseOf(id, name, vms, request);

function leaseOf(id: LeaseId, name: string, vms: readonly Vm[], request: LeaseRequest): Lease {
  const submittedAt = Math.max(...vms.map((vm) => vm.submittedAt));
  const charter = charterOf(vms);
  const { duration } = request;
  return {
    id,
    name,
    vms: vms.map((vm) => vm.id),
    terms: termsOf(request, submittedAt),
    durationSeconds: duration === 'unlimited' ? null : (duration ?? charter),
    preemptible: request.preemptible,
    weight: request.weight ?? 1,
    submittedAt,
    declaredBy: vms[0]?.lease?.dialect ?? (charter === null ? 'default' : 'charter'),
  };
}

/** Until the last of them is ended by a scheduled action; null when one is not. */
function charterOf(vms: readonly Vm[]): number | null {
  const spans = vms.map(charterSeconds).filter((seconds) => seconds !== null);
  return spans.length === vms.length ? Math.max(...spans) : null;
}
