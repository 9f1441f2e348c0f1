import { createRequire } from 'node:module';
import type { Highs, HighsCallbackMap, Model } from 'highs';
import type { EngineAnswer, EngineNews, EngineTask } from '../engine.ts';

/** HiGHS, loaded once for a thread. Its types describe its CommonJS face. */
const { default: loadHighs } = createRequire(import.meta.url)('highs') as typeof import('highs');
const highs = await loadHighs();

/** What is said on the way, and whether to stop: asked now and then. */
export interface Attention {
  readonly news: (news: EngineNews) => void;
  readonly isStopped: () => boolean;
}

/** Solves one program in this thread, which does nothing else meanwhile. */
export function runHighs(task: EngineTask, attention: Attention): EngineAnswer {
  const model = highs.createModel(dataOf(task));
  try {
    model.options.set(optionsOf(task));
    if (task.start !== null) model.setSolution({ colValue: task.start });
    model.run(callbacks(highs, attention));
    return read(highs, model, task);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { outcome: 'failed', reason, values: null, objective: null, bound: null };
  } finally {
    model.dispose();
  }
}

const dataOf = (task: EngineTask): Parameters<Highs['createModel']>[0] => ({
  numCols: task.cost.length,
  numRows: task.rowLower.length,
  offset: task.offset,
  colCost: task.cost,
  colLower: task.lower,
  colUpper: task.upper,
  rowLower: task.rowLower,
  rowUpper: task.rowUpper,
  matrix: {
    format: 'csr',
    numRows: task.rowLower.length,
    numCols: task.cost.length,
    starts: task.starts,
    indices: task.columns,
    values: task.values,
  },
  integrality: Int32Array.from(task.integer),
});

/**
 * Bit 16 of `presolve_rule_off` turns presolve's enumeration off: in HiGHS 1.15.3 it now and then calls a program with
 * solutions infeasible (one in thousands of small ones) or runs out of memory bounds. Without it nothing is slower.
 */
const ENUMERATION = 1 << 16;

/** It looks at the clock now and then only: a little of its time is kept back. */
const optionsOf = (task: EngineTask): Readonly<Record<string, boolean | number>> => ({
  output_flag: false,
  presolve_rule_off: ENUMERATION,
  random_seed: task.seed,
  mip_rel_gap: task.relativeGap,
  mip_abs_gap: task.absoluteGap,
  mip_heuristic_effort: task.heuristicEffort,
  ...(task.timeLimitSeconds === null
    ? {}
    : { time_limit: task.timeLimitSeconds - Math.min(0.25, 0.05 * task.timeLimitSeconds) }),
  ...(task.nodeLimit === null ? {} : { mip_max_nodes: task.nodeLimit }),
});

/** Posts better solutions and bounds while HiGHS runs, and stops it when asked. */
function callbacks({ constants }: Highs, { news, isStopped }: Attention): HighsCallbackMap {
  let best = Number.NEGATIVE_INFINITY;
  const tell = (values: Float64Array | null, bound: number | undefined): void => {
    const better = bound !== undefined && Number.isFinite(bound) && bound > best + 1e-6 ? bound : null;
    if (better !== null) best = better;
    if (values !== null || better !== null) news({ values, bound: better });
  };
  return {
    [constants.callbackType.mipImprovingSolution](event) {
      tell(event.data.mip_solution ?? null, event.data.mip_dual_bound);
    },
    [constants.callbackType.mipInterrupt](event) {
      tell(null, event.data.mip_dual_bound);
      if (isStopped()) event.interrupt();
    },
  };
}

function read({ constants }: Highs, model: Model, task: EngineTask): EngineAnswer {
  const status = model.getModelStatus();
  const { optimal, infeasible, timeLimit, interrupted, solutionLimit, iterationLimit } = constants.modelStatus;
  if (status === infeasible)
    return { outcome: 'infeasible', reason: 'says it is infeasible', values: null, objective: null, bound: null };
  const feasible = Number(model.info.get('primal_solution_status')) === 2;
  const objective = feasible ? model.getObjectiveValue() : null;
  const isMip = task.integer.includes(1);
  const bound = isMip ? Number(model.info.get('mip_dual_bound')) : status === optimal ? objective : null;
  const ended = status === timeLimit || status === interrupted || status === solutionLimit || status === iterationLimit;
  return {
    outcome: status === optimal ? 'finished' : ended ? 'stopped' : 'failed',
    reason: status === optimal || ended ? '' : `ended with model status ${status}`,
    values: feasible ? model.getSolution().colValue : null,
    objective,
    bound: bound !== null && Number.isFinite(bound) ? bound : null,
  };
}
