import type { Plan } from './plan.ts';
import type { Policy } from './policy.ts';
import type { Problem } from './problem.ts';
import type { Snapshot } from './snapshot.ts';
import type { Solution } from './solution.ts';
import type { Verdict } from './verdict.ts';
import type { Violation } from './violation.ts';

/** One round of planning, whole: what was read, what was asked, what was found, what to do, and what is wrong with it. */
export interface Epoch {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly problem: Problem;
  readonly solution: Solution;
  /** Null when there is no schedule to plan from. */
  readonly plan: Plan | null;
  /** Of the plan; a plan with any is never enacted. */
  readonly violations: readonly Violation[];
  /** The snapshot's and those made while formulating. */
  readonly verdicts: readonly Verdict[];
  /** Wall seconds by stage. */
  readonly stageSeconds: Readonly<Record<'read' | 'formulate' | 'solve' | 'plan' | 'check', number>>;
}
