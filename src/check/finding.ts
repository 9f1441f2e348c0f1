import { type Cost, ZERO_COST } from '../domain/levels.ts';
import type { RuleName, Violation } from '../domain/violation.ts';

/** What the replay of one rule, or of one decision, found. */
export interface Finding {
  readonly violations: readonly Violation[];
  readonly cost: Cost;
}

/** Only a cost. */
export const costing = (cost: Cost): Finding => ({ violations: [], cost });

/** Only violations. */
export const breaking = (violations: readonly Violation[]): Finding => ({ violations, cost: ZERO_COST });

/** All of several, in their order. */
export function combine(findings: readonly Finding[]): Finding {
  const violations: Violation[] = [];
  const sums: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (const finding of findings) {
    for (const violation of finding.violations) violations.push(violation);
    for (let level = 0; level < sums.length; level++)
      sums[level] = (sums[level] as number) + (finding.cost[level] as number);
  }
  return { violations, cost: sums };
}

/** The violation, when `broken`; else none. Words of what is asked a hundred thousand times are put together when needed. */
export const when = (broken: boolean, rule: RuleName, message: string | (() => string)): readonly Violation[] =>
  broken ? [{ rule, message: typeof message === 'string' ? message : message() }] : NONE;

const NONE: readonly Violation[] = [];

/** Unix seconds in words: `2026-11-23T03:26:11Z`. */
export const momentOf = (second: number): string => `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
