/** The names of the rules, the same in `models/`, `check/`, messages and report. */
export const RULES = [
  'capacity',
  'gang',
  'window',
  'exact',
  'whole',
  'admissible',
  'affinity',
  'anti-affinity',
  'spread',
  'pool',
  'maintenance',
  'precedence',
  'budget',
  'in-flight',
  'promise',
  'legal', // an action that is not available for the VM's state at that moment
  'order', // an action before what it depends on, or before the room it needs is free
  'cost', // the cost claimed is not the cost replayed
  'complete', // an action or decision is missing, doubled, or about something that is not there
] as const;

export type RuleName = (typeof RULES)[number];

/** A rule that a schedule or plan breaks. */
export interface Violation {
  readonly rule: RuleName;
  /** One line that names the objects and the moment. */
  readonly message: string;
}
