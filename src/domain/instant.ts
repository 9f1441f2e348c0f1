/** What a plan for one instant is to be like: OneDRS' settings. */
export interface InstantTerms {
  /** `pack`: the fewest hosts in use. `balance`: the fullest host as empty as can be. */
  readonly objective: 'pack' | 'balance';
  /** What counts as load, and how much; only their proportion matters. Whole numbers, at least one above 0. */
  readonly weights: { readonly cpu: number; readonly memory: number };
  /** Running VMs that may be moved at most; null is without limit. */
  readonly migrations: number | null;
}

/** What OneDRS is shipped with. */
export const DEFAULT_INSTANT: InstantTerms = {
  objective: 'balance',
  weights: { cpu: 1, memory: 0 },
  migrations: null,
};
