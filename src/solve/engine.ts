/**
 * One integer program with one objective, as arrays that can be posted to a worker: minimise offset + cost · x over
 * columns within their bounds, subject to rows lower ≤ Σ values × columns ≤ upper, row i being the entries
 * starts[i] ≤ k < starts[i + 1].
 */
export interface EngineTask {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly integer: Uint8Array;
  readonly cost: Float64Array;
  readonly offset: number;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** Values to start from, one per column. */
  readonly start: Float64Array | null;
  readonly timeLimitSeconds: number | null;
  readonly nodeLimit: number | null;
  readonly relativeGap: number;
  readonly absoluteGap: number;
  /** Share of the effort that goes into finding solutions rather than proving bounds. */
  readonly heuristicEffort: number;
  readonly seed: number;
}

/** What an engine says when it ends. Nothing of it is trusted. */
export interface EngineAnswer {
  /** `finished`: proven to the gaps asked for. `stopped`: by a limit or on demand. `failed`: by itself. */
  readonly outcome: 'finished' | 'stopped' | 'infeasible' | 'failed';
  /** One line, when something is wrong. */
  readonly reason: string;
  readonly values: Float64Array | null;
  /** What it says the values cost. */
  readonly objective: number | null;
  /** No solution costs less. */
  readonly bound: number | null;
}

/** What an engine says on the way: a better solution, or a better bound. */
export interface EngineNews {
  readonly values: Float64Array | null;
  readonly bound: number | null;
}

/** Something that solves integer programs, somewhere it can be stopped. */
export interface Engine {
  readonly name: string;
  /** Larger programs are refused: entries of the matrix, and rows × columns for those that store all of it. */
  readonly maxNonzeros: number;
  readonly maxCells: number;
  /** Ends in time whatever the program; never throws. */
  run(task: EngineTask, watch: EngineWatch): Promise<EngineAnswer>;
}

export interface EngineWatch {
  readonly news: (news: EngineNews) => void;
  readonly fault: (message: string) => void;
  readonly signal: AbortSignal;
}

/** What is said to a worker: solve this, and look at `stop[0]` now and then. */
export interface WorkerOrder {
  readonly task: EngineTask;
  readonly stop: Int32Array;
}

/** What a worker says: that it has taken up its work, what it finds, and how it ended. */
export type WorkerReport =
  | { readonly kind: 'begun' }
  | ({ readonly kind: 'news' } & EngineNews)
  | ({ readonly kind: 'answer' } & EngineAnswer);
