import { addCosts, type Cost, ZERO_COST } from '../domain/levels.ts';
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
export const combine = (findings: readonly Finding[]): Finding => ({
  violations: findings.flatMap((finding) => finding.violations),
  cost: findings.reduce<Cost>((sum, finding) => addCosts(sum, finding.cost), ZERO_COST),
});

/** The violation, when `broken`; else none. */
export const when = (broken: boolean, rule: RuleName, message: string): readonly Violation[] =>
  broken ? [{ rule, message }] : [];

/** Unix seconds in words: `2026-11-23T03:26:11Z`. */
export const momentOf = (second: number): string => `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
