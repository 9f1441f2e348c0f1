/**
 * What is wrong with one object of the cloud, in the words of its owner. The object is left out or left as it is;
 * everything else is planned.
 */
export interface Verdict {
  readonly about:
    | { readonly kind: 'vm' | 'host' | 'vm-group' | 'datastore' | 'network' | 'cluster'; readonly id: number }
    | { readonly kind: 'lease'; readonly id: string }
    | { readonly kind: 'policy'; readonly id: string }
    | { readonly kind: 'source'; readonly id: string };
  /** One of a closed list, for machines and for `oneplan queue`. */
  readonly code: VerdictCode;
  /** One line: what is wrong, where, what to do. */
  readonly message: string;
}

export type VerdictCode =
  | 'Malformed' // an element or attribute could not be read
  | 'BadAttribute' // ONEPLAN, HAIZEA, requirement or rank text that makes no sense
  | 'TooLarge' // fits no host even when that host is empty
  | 'NoMatchingHost' // requirements match no host
  | 'WindowPassed' // its start lies in the past, or its deadline can not be met even on an empty cloud
  | 'GangIncomplete' // fewer members than GROUP_SIZE
  | 'NotInHorizon' // may not start before the horizon ends
  | 'Hold' // its owner holds it
  | 'Locked' // a lock forbids every action
  | 'Failed' // in a failure state: needs onevm recover
  | 'InFlight' // an action is under way
  | 'OwnerStopped' // stopped, undeployed or powered off, and nothing says the planner should bring it back
  | 'Unsupported' // needs something the planner does not decide (NUMA pinning)
  | 'RuleConflict'; // rules that contradict each other
