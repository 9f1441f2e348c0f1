import { matchesGlob } from './glob.ts';
import { readFloat, readInt, truncateToInt } from './number.ts';
import type { Rank, Step } from './rank.ts';
import type { Comparison, Link, Literal, Operator, Requirement } from './requirement.ts';
import type { Subject } from './subject.ts';
import { valuesOf } from './subject.ts';

/** Whether the subject is what is required. */
export function meets(requirement: Requirement, subject: Subject): boolean {
  switch (requirement.kind) {
    case 'always':
      return true;
    case 'not':
      return !meets(requirement.operand, subject);
    case 'chain':
      return requirement.rest.reduce((met, link) => join(met, link, subject), meets(requirement.first, subject));
    case 'comparison':
      return compare(requirement, subject);
  }
}

/** The subject's rank, a 32-bit int: single-precision arithmetic, cut towards zero. A name that is missing is 0. */
export const rankOf = (rank: Rank, subject: Subject): number => truncateToInt(amountOf(rank, subject));

function join(met: boolean, { operator, operand }: Link, subject: Subject): boolean {
  return operator === '&' ? met && meets(operand, subject) : met || meets(operand, subject);
}

/** A name without a value makes every comparison false, `!=` too; so does a value that is no number where one is due. */
function compare({ name, operator, value }: Comparison, subject: Subject): boolean {
  if (value.kind === 'text' && value.glob === null) return false;
  const found = candidates(name, operator, value, subject);
  if (operator === '@>') return found.some((candidate) => holds('=', candidate, value));
  const [first] = found;
  return first !== undefined && holds(operator, first, value);
}

/** Values of the kind that is compared with: what can not be read as one is passed over. */
function candidates(name: string, operator: Operator, value: Literal, subject: Subject): readonly (string | number)[] {
  if (name === 'CURRENT_VMS' && operator !== '@>' && subject.currentVms !== null) {
    return [currentVm(subject.currentVms, operator, value)];
  }
  const texts = valuesOf(subject, name);
  switch (value.kind) {
    case 'text':
      return texts;
    case 'integer':
      return texts.map(readInt).filter((number) => number !== null);
    case 'float':
      return texts.map(readFloat).filter((number) => number !== null);
  }
}

/**
 * CURRENT_VMS is the number it is compared with when that VM is on the host, else −1. Only `=` and `!=` with a whole
 * number make sense; the rest sees −1, or as text a byte that
 * nobody writes.
 */
function currentVm(vms: ReadonlySet<number>, operator: Operator, value: Literal): string | number {
  if (value.kind === 'text') return '\u0001';
  const asked = value.kind === 'integer' && (operator === '=' || operator === '!=');
  return asked && vms.has(value.value) ? value.value : -1;
}

function holds(operator: Operator, found: string | number, value: Literal): boolean {
  if (value.kind === 'text') {
    const matches = value.glob !== null && matchesGlob(value.glob, String(found));
    return operator === '!=' ? !matches : matches;
  }
  const number = Number(found);
  switch (operator) {
    case '>':
      return number > value.value;
    case '<':
      return number < value.value;
    case '!=':
      return number !== value.value;
    default:
      return number === value.value;
  }
}

function amountOf(rank: Rank, subject: Subject): number {
  switch (rank.kind) {
    case 'number':
      return rank.value;
    case 'name':
      return numberNamed(rank.name, subject);
    case 'minus':
      return -amountOf(rank.operand, subject);
    case 'chain':
      return rank.rest.reduce((left, step) => apply(left, step, subject), amountOf(rank.first, subject));
  }
}

/** CURRENT_VMS in a rank asks for VM 0: 0 when it is here, else −1. */
function numberNamed(name: string, subject: Subject): number {
  if (name === 'CURRENT_VMS' && subject.currentVms !== null) return subject.currentVms.has(0) ? 0 : -1;
  for (const text of valuesOf(subject, name)) {
    const number = readFloat(text);
    if (number !== null) return number;
  }
  return 0;
}

function apply(left: number, { operator, operand }: Step, subject: Subject): number {
  const right = amountOf(operand, subject);
  switch (operator) {
    case '+':
      return Math.fround(left + right);
    case '-':
      return Math.fround(left - right);
    case '*':
      return Math.fround(left * right);
    case '/':
      return Math.fround(left / right);
  }
}
