import { MEND, SHAPE } from '../src/domain/levels.ts';
import type { Rule } from '../src/domain/problem.ts';

/** The level on which a rule's broken seconds are paid for. */
export const levelOf = (rule: Rule): number => (rule.strength === 'must' ? MEND : SHAPE);
