import type { RuleName } from '../../domain/violation.ts';

/** What a run is judged by. */
export interface RunRules {
  readonly overrun: 'truncate' | 'extend' | 'stop';
}

/** Notes a rule that is broken. */
export type Report = (rule: RuleName, message: string) => void;
