import { threadModule } from '../../src/solve/thread-module.ts';
import { WorkerEngine } from '../../src/solve/worker.ts';

/** What an engine can do wrong. */
export const ENGINE_FAULTS = [
  'fractional',
  'contradictory',
  'infeasible-flagged-feasible',
  'suboptimal-called-optimal',
  'short',
  'not-a-number',
  'wrong-objective',
  'bound-too-high',
  'calls-it-infeasible',
  'finished-with-nothing',
  'late',
  'silent',
  'crashed',
  'ended',
] as const;
export type EngineFault = (typeof ENGINE_FAULTS)[number];

/** An engine with one fault, in a worker like the real ones. */
export const faultyEngine = (fault: EngineFault): WorkerEngine =>
  new WorkerEngine({
    name: fault,
    module: threadModule('faulty-worker', import.meta.url),
    maxNonzeros: 1_000_000,
    maxCells: 1_000_000,
    data: fault,
  });
