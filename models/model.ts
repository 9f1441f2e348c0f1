import type { RuleName } from '../src/domain/violation.ts';

/**
 * An integer program as plain data: minimise level by level a linear objective over whole or real columns, subject to
 * rows lower ≤ Σ value × column ≤ upper. It can be cloned into a worker, and any solver can be given it.
 */
export interface Model {
  readonly columns: Columns;
  readonly rows: Rows;
  /** One per level of `domain/levels.ts`, in that order. */
  readonly levels: readonly Objective[];
}

/** One entry per column in each array. */
export interface Columns {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 1 where the column is a whole number. */
  readonly integer: Uint8Array;
  readonly meanings: readonly Meaning[];
}

/** Row i has the entries starts[i] ≤ k < starts[i + 1]: column `columns[k]` times `values[k]`. */
export interface Rows {
  /** The rule of the problem that each row states. */
  readonly rules: readonly RuleName[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** offset + Σ value × column. All numbers are whole. */
export interface Objective {
  readonly offset: number;
  /** No schedule costs less: each job at its cheapest, whatever the others do. */
  readonly floor: number;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/**
 * What a column says about the schedule. `positions` are VMs of the job that are alike: the column counts how many of
 * them, and which of them is free to choose. `place` is a host of the problem or, in an aggregated model, a class.
 */
export type Meaning =
  /** The job starts in the slot, whole. */
  | { readonly kind: 'begin'; readonly job: number; readonly slot: number }
  /** So many of these VMs start in the slot at the place. */
  | {
      readonly kind: 'start';
      readonly job: number;
      readonly positions: readonly number[];
      readonly slot: number;
      readonly place: number;
    }
  | { readonly kind: 'leave'; readonly job: number }
  | {
      readonly kind: 'move';
      readonly job: number;
      readonly positions: readonly number[];
      readonly slot: number;
      readonly place: number;
    }
  /** The job is paused in the slot and resumed in another, or not at all. */
  | {
      readonly kind: 'pause';
      readonly job: number;
      readonly slot: number;
      /** Where the resume begins, and where what it leads to ends. */
      readonly resume: { readonly slot: number; readonly until: number } | null;
    }
  /** So many of these VMs are resumed in the slot at the place, to hold it until the slot given. */
  | {
      readonly kind: 'resume';
      readonly job: number;
      readonly positions: readonly number[];
      readonly slot: number;
      readonly until: number;
      readonly place: number;
    }
  /** Follows from the others: something over its limit, a pair broken, a host in use, the highest load. */
  | { readonly kind: 'consequence' };

/** Entries of the matrix: what decides how much memory a solver needs. */
export const nonzerosOf = (model: Model): number => model.rows.values.length;
