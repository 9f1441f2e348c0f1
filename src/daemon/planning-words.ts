import type { Epoch } from '../domain/epoch.ts';
import { InputError, NoPlanError } from '../domain/errors.ts';
import type { SolverNews } from '../ports.ts';
import type { PlanTask } from './planner.ts';

/** What a planning thread is told: a task (`kept`: the last epoch is the one that it planned last), or to end its search. */
export type PlanningOrder =
  | { readonly kind: 'plan'; readonly task: Omit<PlanTask, 'last'>; readonly last: PlanTask['last'] | 'kept' }
  | { readonly kind: 'cut' };

/** What it says. The snapshot is where the task came from, and not sent back. */
export type PlanningNews =
  | { readonly kind: 'searching' | 'searched' }
  | { readonly kind: 'improved'; readonly news: Pick<SolverNews, 'by' | 'cost' | 'bound'> }
  | { readonly kind: 'fault'; readonly message: string }
  | ({ readonly kind: 'planned' } & ToldEpoch)
  | { readonly kind: 'failed'; readonly error: ToldError };

/** A planned epoch without its snapshot. */
export interface ToldEpoch {
  readonly epoch: Omit<Epoch, 'snapshot'>;
  readonly snapshotHash: string;
}

/** An error in plain data, for another thread. */
export interface ToldError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Source, problem and remedy of an `InputError`. */
  readonly input: readonly [string, string, string] | null;
}

export function told(error: unknown): ToldError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined, input: null };
  const { name, message, stack } = error;
  const input = error instanceof InputError ? ([error.source, error.problem, error.remedy] as const) : null;
  return { name, message, stack, input };
}

/** The error again, of the class that callers tell apart. */
export function heard({ name, message, stack, input }: ToldError): Error {
  if (input !== null) return new InputError(...input);
  const error = name === 'NoPlanError' ? new NoPlanError(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
