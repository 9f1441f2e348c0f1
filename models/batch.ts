import { LEVELS } from '../src/domain/levels.ts';
import type { Problem } from '../src/domain/problem.ts';
import { budgetRows, serialSaveRows } from './budgets.ts';
import { ModelBuilder } from './builder.ts';
import { capacityRows } from './capacity.ts';
import type { Alternatives, Formulation } from './formulation.ts';
import type { Model } from './model.ts';
import { precedenceRows } from './precedence.ts';
import { roomOf } from './room.ts';
import { ruleKeys, ruleRows } from './rules.ts';
import { runningAlternatives } from './running.ts';
import { shapeRows } from './shape.ts';
import { matrixEntries } from './size.ts';
import { waitingAlternatives } from './waiting.ts';

/**
 * The whole problem as one time-indexed integer program: every schedule is a solution, every solution (read by
 * `solve/decode.ts`) is a schedule, and they cost the same on every level.
 *
 * Columns are the decisions; the rest counts what they change against "nothing changes". VMs of a job that nothing
 * tells apart are counted, not named. Columns that what is certain rules out, and rows that nothing can break, are left
 * out.
 */
export function batchModel(problem: Problem): Model {
  const formulation: Formulation = {
    problem,
    builder: new ModelBuilder(),
    room: roomOf(problem),
    placeOf: problem.hosts.map((_, host) => host),
    keyOf: ruleKeys(problem),
  };
  const alternatives = alternativesOf(formulation);
  const choices = alternatives.flatMap((each) => each.choices);
  capacityRows(formulation, choices);
  ruleRows(formulation, choices);
  precedenceRows(formulation, alternatives);
  budgetRows(
    formulation,
    choices,
    problem.hosts.map(() => 1),
  );
  serialSaveRows(formulation, choices);
  shapeRows(formulation, choices);
  return formulation.builder.build(floorsOf(alternatives));
}

/** Columns, and the rows of one job by itself, for every job. */
export const alternativesOf = (formulation: Formulation): readonly Alternatives[] =>
  formulation.problem.jobs.map((job, index) =>
    job.kind === 'waiting'
      ? waitingAlternatives(formulation, job, index)
      : runningAlternatives(formulation, job, index),
  );

/** By level, each job at its cheapest. */
export const floorsOf = (alternatives: readonly Alternatives[]): readonly number[] =>
  LEVELS.map((_, level) => alternatives.reduce((sum, { least }) => sum + (least[level] as number), 0));

/** About how many entries the matrix would have: enough to refuse it before it is built. */
export const batchNonzeros = (problem: Problem): number =>
  matrixEntries(problem, (vm) => problem.hostSets[problem.vms[vm]?.hostSet ?? -1]?.length ?? 0);
