/**
 * Things to be put on one host, sorted by `from`: each up to `count` times, over slots `from` ≤ t < `until`. Items with
 * one `lease` and different `choice` exclude each other (a lease starts once); lease −1 excludes nothing.
 */
export interface Items {
  readonly size: number;
  readonly from: Int32Array;
  readonly until: Int32Array;
  /** [i·R + r]. */
  readonly demand: Int32Array;
  readonly count: Int32Array;
  readonly lease: Int32Array;
  readonly choice: Int32Array;
}
