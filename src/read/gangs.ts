import { type LeaseId, leaseId } from '../domain/ids.ts';
import type { Verdict, VerdictCode } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import type { LeaseRequest } from './lease-attributes.ts';
import { aboutVm } from './wording.ts';
import { quoted } from './xml/values.ts';

/** What was made, and what was said about what was not. */
export interface Assembly<Made> {
  readonly made: readonly Made[];
  readonly verdicts: readonly Verdict[];
}

/** VMs that run together, ascending, and what each of them asks for. */
export interface Gang {
  readonly id: LeaseId;
  readonly name: string;
  readonly vms: readonly Vm[];
  readonly request: LeaseRequest;
}

/** A VM of a group; its request is null when it can not take part. */
export interface Member {
  readonly vm: Vm;
  readonly request: LeaseRequest | null;
}

/**
 * Makes the gangs of one owner and group, `oneadmin/course`: one, or a second while the first still runs.
 *
 * A gang is whole when GROUP_SIZE members are there. One that has begun stays whole when members leave it, and keeps
 * members that wait again or still do. Without GROUP_SIZE an ONEPLAN gang is never whole; a HAIZEA gang, which has no
 * such attribute, is whole as it is found. Members of a gang that is not whole, or that do not ask for the same, are in
 * no gang, each with a verdict.
 */
export function assembleGang(id: string, members: readonly Member[]): Assembly<Gang> {
  const able = members.flatMap(({ vm, request }) => (request === null ? [] : [{ vm, request }]));
  const [first] = able;
  if (first === undefined) return { made: [], verdicts: [] };
  const disagreement = findDisagreement(able);
  if (disagreement !== null) return refuse(able, 'BadAttribute', `${disagreement} Give all of ${id} the same.`);
  const lost = members.filter(({ request }) => request === null).map(({ vm }) => vm);
  const { early, late } = generations(able);
  const parts = [settle(leaseId(id), early, lost)];
  if (late.length > 0) parts.push(settle(leaseId(`${id}#${late[0]?.vm.id}`), late, lost));
  return { made: parts.flatMap(({ made }) => made), verdicts: parts.flatMap(({ verdicts }) => verdicts) };
}

type Able = Member & { readonly request: LeaseRequest };

/**
 * Tells a gang that has begun from the next one of its name. With GROUP_SIZE, those that never ran are the next when
 * there are too many for one; without it, those submitted after the first began.
 */
function generations(able: readonly Able[]): { readonly early: readonly Able[]; readonly late: readonly Able[] } {
  const begun = able.flatMap(({ vm }) => vm.stay ?? []);
  if (begun.length === 0) return { early: able, late: [] };
  const size = able[0]?.request.groupSize ?? null;
  const beganAt = Math.min(...begun.map(({ since }) => since));
  const isLate = ({ vm }: Able): boolean =>
    vm.stay === null && (size === null ? vm.submittedAt > beganAt : able.length > size);
  return { early: able.filter((member) => !isLate(member)), late: able.filter(isLate) };
}

function settle(id: LeaseId, able: readonly Able[], lost: readonly Vm[]): Assembly<Gang> {
  const vms = able.map(({ vm }) => vm);
  const request = able[0]?.request;
  if (request === undefined) return { made: [], verdicts: [] };
  const gang = { id, name: request.group ?? id, vms, request };
  if (vms.some(({ stay }) => stay !== null)) return { made: [gang], verdicts: [] };
  const [code, why] = whatKeeps(gang, lost) ?? [null, ''];
  return code === null ? { made: [gang], verdicts: [] } : refuse(able, code, why);
}

/** Why a gang of which no member ever ran can not run; null when it can. */
function whatKeeps({ id, vms, request }: Gang, lost: readonly Vm[]): readonly [VerdictCode, string] | null {
  const { groupSize } = request;
  if (lost.length > 0) {
    const which = lost.map((vm) => `vm ${vm.id}`).join(', ');
    return ['GangIncomplete', `its gang ${id} lacks ${which}, which can not be planned. Mend that first.`];
  }
  if (groupSize === null && vms[0]?.lease?.dialect !== 'HAIZEA') {
    return ['GangIncomplete', `its gang ${id} is never whole without GROUP_SIZE. Add GROUP_SIZE to all its members.`];
  }
  if (groupSize !== null && vms.length < groupSize) {
    return ['GangIncomplete', `its gang ${id} has ${vms.length} of ${groupSize} members. Submit the others.`];
  }
  if (groupSize !== null && vms.length > groupSize) {
    const why = `its gang ${id} has ${vms.length} members, GROUP_SIZE is ${groupSize}. Raise it or take VMs out.`;
    return ['BadAttribute', why];
  }
  return null;
}

const refuse = (able: readonly Able[], code: VerdictCode, why: string): Assembly<Gang> => ({
  made: [],
  verdicts: able.map(({ vm }) => aboutVm(vm, code, why)),
});

/** The attribute of each part of a request that a gang shares. */
const SHARED: readonly (readonly [keyof LeaseRequest, string])[] = [
  ['start', 'START'],
  ['notBefore', 'NOT_BEFORE'],
  ['finishBy', 'DEADLINE'],
  ['duration', 'DURATION'],
  ['preemptible', 'PREEMPTIBLE'],
  ['weight', 'WEIGHT'],
  ['groupSize', 'GROUP_SIZE'],
];

function findDisagreement(able: readonly Able[]): string | null {
  const [first] = able;
  for (const [part, name] of SHARED) {
    const other = able.find(({ request }) => JSON.stringify(request[part]) !== JSON.stringify(first?.request[part]));
    if (first !== undefined && other !== undefined) return `${saying(first, name)}, ${saying(other, name)}.`;
  }
  return null;
}

function saying({ vm }: Able, name: string): string {
  const text = vm.lease?.values[name];
  return `vm ${vm.id} says ${text === undefined ? `nothing of ${name}` : `${name}=${quoted(text)}`}`;
}
