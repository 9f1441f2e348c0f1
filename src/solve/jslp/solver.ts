import type { Solver } from '../../ports.ts';
import { type ExactDependencies, exactSolver } from '../exact.ts';
import { threadModule } from '../thread-module.ts';
import { WorkerEngine } from '../worker.ts';

/** It stores rows × columns; beyond this its search ends in no useful time. */
const MAX_CELLS = 1_000_000;

/** javascript-lp-solver, in threads of its own. */
export const jslpEngine = (): WorkerEngine =>
  new WorkerEngine({
    name: 'jslp',
    module: threadModule('jslp-worker', import.meta.url),
    maxNonzeros: MAX_CELLS,
    maxCells: MAX_CELLS,
  });

/** The whole problem, exactly, by javascript-lp-solver: small problems only, and no answer before the last. */
export const jslpSolver = (dependencies: ExactDependencies): Solver => exactSolver(jslpEngine(), dependencies);
