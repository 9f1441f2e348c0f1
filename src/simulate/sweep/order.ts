/** One run of a sweep: a policy in a case, each by its place in the sweep's list. */
export interface Pairing {
  readonly policy: number;
  readonly of: number;
}

/** Every policy in every case, in the order of reports: all cases of the first policy, then of the next. */
export const pairings = (policies: number, cases: number): readonly Pairing[] =>
  Array.from({ length: policies * cases }, (_, place) => ({ policy: Math.floor(place / cases), of: place % cases }));

/**
 * The order in which runs are begun, as places in the order of reports: all policies of the first case, then of the
 * next, so that whoever runs them reads each workload once.
 */
export const workOrder = (policies: number, cases: number): readonly number[] =>
  Array.from({ length: policies * cases }, (_, turn) => (turn % policies) * cases + Math.floor(turn / policies));
