import type { Solver } from '../../ports.ts';
import { type ExactDependencies, exactSolver } from '../exact.ts';
import { threadModule } from '../thread-module.ts';
import { WorkerEngine } from '../worker.ts';

/** HiGHS has 2 GiB; with more entries than this it runs out of them before it finds anything. */
const MAX_NONZEROS = 2_000_000;

/** HiGHS as WebAssembly, in threads of its own. */
export const highsEngine = (name: string): WorkerEngine =>
  new WorkerEngine({
    name,
    module: threadModule('highs-worker', import.meta.url),
    maxNonzeros: MAX_NONZEROS,
    maxCells: Number.POSITIVE_INFINITY,
  });

/** The whole problem, exactly, by HiGHS: incumbents, a bound on every level, and a proof when time allows. */
export const highsSolver = (dependencies: ExactDependencies): Solver => exactSolver(highsEngine('highs'), dependencies);
