/** Which column says what. */
export interface StartColumns {
  /** By lease: one column for each of its starts. */
  readonly begin: readonly (readonly number[])[];
  /** By lease. */
  readonly leave: readonly number[];
  /** By lease and slot: 1 while it runs; −1 where it never does. */
  readonly active: readonly (readonly number[])[];
  /** By resident: 1 when it does not stay; −1 when it can not be moved. */
  readonly moved: readonly number[];
}
