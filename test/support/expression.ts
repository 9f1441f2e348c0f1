import fc from 'fast-check';
import { vmId } from '../../src/domain/ids.ts';
import { compileGlob } from '../../src/read/expression/glob.ts';
import type { Comparison, Literal, Operator, Requirement } from '../../src/read/expression/requirement.ts';
import { hostSubject } from '../../src/read/expression/subject.ts';
import { host } from './cloud.ts';

/** A host with one attribute for each thing a value can be, in the order of its document. VMs 0, 5 and 7 are on it. */
export const subject = hostSubject(
  host(3, {
    vms: [0, 5, 7].map(vmId),
    attributes: {
      ID: ['3'],
      NAME: ['node-a01'],
      CLUSTER_ID: ['100'],
      BLANK: [''],
      'HOST_SHARE/MAX_CPU': ['1600'],
      'HOST_SHARE/MAX_MEM': ['67108864'],
      'HOST_SHARE/TWO_TIB': ['2147483648'],
      'HOST_SHARE/DATASTORES/FREE_DISK': ['77'],
      'VMS/ID': ['0', '5', '7'],
      'TEMPLATE/ARCH': ['x86_64'],
      'TEMPLATE/QOS': ['GOLD'],
      'TEMPLATE/MAX_CPU': ['1'],
      'TEMPLATE/SPEED': ['2.5GHz'],
      'TEMPLATE/BELOW': ['-4'],
      'TEMPLATE/WORD': ['abc'],
      'TEMPLATE/MIXED': ['abc', '12'],
      'TEMPLATE/EXPONENT': ['1e3'],
      'TEMPLATE/TORN': ['4e'],
      'TEMPLATE/ZERO': ['0'],
      'TEMPLATE/STARRED': ['a*b'],
      'TEMPLATE/RACKS': ['r1', 'r2'],
      'MONITORING/CAPACITY/FREE_CPU': ['1500.5'],
      'MONITORING/SYSTEM/NETRX': ['42'],
      'CLUSTER_TEMPLATE/QOS': ['SILVER'],
      'CLUSTER_TEMPLATE/TIER': ['2'],
    },
  }),
);

/** Any comparison, of names that exist and one that does not. */
const anyComparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({
    kind: fc.constant('comparison' as const),
    name: fc.constantFrom('ARCH', 'QOS', 'MAX_CPU', 'MIXED', 'ABSENT', 'VMS/ID', 'CURRENT_VMS'),
    operator: fc.constantFrom<Operator[]>('=', '!=', '>', '<', '@>'),
    value: fc.oneof(
      fc.record({ kind: fc.constant('integer' as const), value: fc.constantFrom(0, 1, 5, 12, 1600, -4) }),
      fc.record({ kind: fc.constant('float' as const), value: fc.constantFrom(0.5, 12, 1600, -4) }),
    ),
  }),
  fc.record({
    kind: fc.constant('comparison' as const),
    name: fc.constantFrom('ARCH', 'QOS', 'MIXED', 'ABSENT'),
    operator: fc.constantFrom<Operator[]>('=', '!=', '@>'),
    value: fc
      .constantFrom('*', 'GOLD', 'x86*', '[a-c]bc', '12', '')
      .map((text) => ({ kind: 'text' as const, glob: text === '' ? null : compileGlob(text) })),
  }),
);

/** Any requirement as a parser could have read it. */
export const anyRequirement: fc.Arbitrary<Requirement> = fc.letrec<{ whole: Requirement; operand: Requirement }>(
  (tie) => ({
    whole: fc.oneof({ depthSize: 'small' }, tie('operand'), chainOf(tie('operand'), fc.constantFrom('&', '|'))),
    operand: fc.oneof(
      { depthSize: 'small' },
      anyComparison,
      fc.record({ kind: fc.constant('not' as const), operand: tie('operand') }),
      chainOf(tie('operand'), fc.constantFrom('&', '|')),
    ),
  }),
).whole;

function chainOf<Operand, Operator>(operand: fc.Arbitrary<Operand>, operator: fc.Arbitrary<Operator>) {
  const rest = fc.array(fc.record({ operator, operand }), { minLength: 1, maxLength: 3 });
  return fc.record({ kind: fc.constant('chain' as const), first: operand, rest });
}

/** The text of a requirement, chains within others in parentheses. */
export function printed(requirement: Requirement): string {
  switch (requirement.kind) {
    case 'always':
      return '';
    case 'comparison':
      return `"${requirement.name}" ${requirement.operator} ${printedLiteral(requirement.value)}`;
    case 'not':
      return `!${enclosed(requirement.operand)}`;
    case 'chain':
      return [
        enclosed(requirement.first),
        ...requirement.rest.map(({ operator, operand }) => `${operator} ${enclosed(operand)}`),
      ].join(' ');
  }
}

const enclosed = (requirement: Requirement): string =>
  requirement.kind === 'chain' ? `(${printed(requirement)})` : printed(requirement);

function printedLiteral(value: Literal): string {
  switch (value.kind) {
    case 'integer':
      return String(value.value);
    case 'float':
      return value.value.toFixed(3);
    case 'text':
      return JSON.stringify(value.glob?.text ?? '');
  }
}
