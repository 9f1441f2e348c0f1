import type { VmId } from '../domain/ids.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Role, VmGroup } from '../domain/vm-group.ts';
import type { RawCloud, RawVm } from './raw-cloud.ts';
import { aboutVm } from './wording.ts';
import { quoted } from './xml/values.ts';

/**
 * Everything in the rules of VM groups that can not hold together, a verdict each; by oned's own standard and beyond:
 * roles that no role is named like, roles both AFFINED and ANTI_AFFINED to each other or within, hosts both wanted and
 * shunned, and affined roles without a host in common.
 */
export const groupConflicts = (groups: readonly VmGroup[]): readonly Verdict[] =>
  groups.flatMap((group) => conflictsIn(group).map((conflict) => aboutGroup(group, conflict)));

/**
 * VMs that hold no room and whose VM group gives no rules to place them by: it contradicts itself, was not read, or
 * lacks their role. Where no VM groups were read at all there is nothing to judge by.
 *
 * @param conflicts what `groupConflicts` found.
 */
export function unrulyVms(raw: RawCloud, conflicts: readonly Verdict[]): ReadonlyMap<VmId, Verdict> {
  const broken = new Set(conflicts.map(({ about }) => about.id));
  const isJudged = raw.vmGroups.length > 0 || raw.verdicts.some(({ about }) => about.kind === 'vm-group');
  const groups = new Map<number, VmGroup>(raw.vmGroups.map((group) => [group.id, group]));
  const verdicts = raw.vms.flatMap((vm) => {
    const why = isJudged && ROOMLESS.includes(vm.state) ? lawlessness(vm, groups, broken) : null;
    return why === null ? [] : [[vm.id, aboutVm(vm, 'RuleConflict', why)] as const];
  });
  return new Map(verdicts);
}

/** VM/STATE: PENDING, HOLD, STOPPED, UNDEPLOYED. */
const ROOMLESS: readonly number[] = [1, 2, 4, 9];

function lawlessness({ vmGroup }: RawVm, groups: ReadonlyMap<number, VmGroup>, broken: ReadonlySet<number | string>) {
  if (vmGroup === null) return null;
  const group = groups.get(vmGroup.id);
  if (group === undefined)
    return `its VM group ${vmGroup.id} was not read. Record onevmgroup list -x as its owner sees it.`;
  if (broken.has(group.id)) return `its VM group ${group.id} (${group.name}) contradicts itself. Mend the group first.`;
  if (group.roles.some(({ name }) => name === vmGroup.role)) return null;
  return `its VM group ${group.id} (${group.name}) has no role ${quoted(vmGroup.role)}. Submit it again with another.`;
}

const aboutGroup = ({ id, name }: VmGroup, conflict: string): Verdict => ({
  about: { kind: 'vm-group', id },
  code: 'RuleConflict',
  message: `VM group ${id} (${name}): ${conflict}. Its waiting VMs are not planned: mend it with onevmgroup update ${id}.`,
});

function conflictsIn(group: VmGroup): readonly string[] {
  return [
    ...group.affined.flatMap((rule) => strangers(group, 'AFFINED', rule)),
    ...group.antiAffined.flatMap((rule) => strangers(group, 'ANTI_AFFINED', rule)),
    ...group.roles.flatMap(hostConflict),
    ...companies(group).flatMap((company) => companyConflicts(group, company)),
  ];
}

function strangers({ roles }: VmGroup, rule: string, names: readonly string[]): readonly string[] {
  return names
    .filter((wanted) => !roles.some(({ name }) => name === wanted))
    .map((name) => `its ${rule} rule ${names.join(', ')} names the role ${quoted(name)}, which it does not have`);
}

function hostConflict({ name, hostAffined, hostAntiAffined }: Role): readonly string[] {
  const both = hostAffined.filter((host) => hostAntiAffined.includes(host));
  return both.length === 0 ? [] : [`role ${name} is HOST_AFFINED and HOST_ANTI_AFFINED to host ${both.join(', ')}`];
}

/** Sets of roles that must share one host: AFFINED rules with a role in common make one set. */
function companies({ affined }: VmGroup): readonly (readonly string[])[] {
  return affined.reduce<readonly (readonly string[])[]>((sets, rule) => {
    const [apart, joined] = [true, false].map((whether) =>
      sets.filter((set) => set.every((name) => !rule.includes(name)) === whether),
    );
    return [...(apart ?? []), [...new Set([...(joined ?? []).flat(), ...rule])]];
  }, []);
}

function companyConflicts(group: VmGroup, company: readonly string[]): readonly string[] {
  const roles = group.roles.filter(({ name }) => company.includes(name));
  const names = company.join(', ');
  const split = group.antiAffined.map((rule) => rule.filter((name) => company.includes(name)));
  return [
    ...roles
      .filter(({ policy }) => policy === 'ANTI_AFFINED')
      .map(({ name }) => `role ${name} is ANTI_AFFINED within itself and in the AFFINED rule of ${names}`),
    ...split.filter((rule) => rule.length > 1).map((rule) => `roles ${rule.join(', ')} are AFFINED and ANTI_AFFINED`),
    ...(haveCommonHost(roles) ? [] : [`AFFINED roles ${names} have no HOST_AFFINED host in common`]),
  ];
}

function haveCommonHost(roles: readonly Role[]): boolean {
  const wishes = roles.map(({ hostAffined }) => hostAffined).filter((hosts) => hosts.length > 0);
  const shunned = new Set(roles.flatMap(({ hostAntiAffined }) => hostAntiAffined));
  const [first = [], ...others] = wishes;
  if (wishes.length === 0) return true;
  return first.some((host) => !shunned.has(host) && others.every((hosts) => hosts.includes(host)));
}
