import type { Violation } from '../../domain/violation.ts';

/** How long a rule is broken, and what of that the present does not excuse. */
export interface Breach {
  readonly seconds: number;
  readonly violations: readonly Violation[];
}
