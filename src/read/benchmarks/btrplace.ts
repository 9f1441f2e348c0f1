import { basename } from 'node:path';
import type { BenchInstance } from '../../domain/benchmark.ts';
import { DISRUPTION, SERVICE } from '../../domain/levels.ts';
import { Field } from './btrplace/fields.ts';
import { readJson } from './btrplace/json-file.ts';
import { readModel } from './btrplace/model.ts';
import { reconfigurationOf } from './btrplace/reconfiguration.ts';
import { leastTimeToRepair, timeToRepair } from './btrplace/time-to-repair.ts';
import { readWishes } from './btrplace/wishes.ts';

/**
 * Reads a reconfiguration of BtrPlace (Hermenier, Lawall and Muller, IEEE TDSC 2013): a model, constraints, and the
 * objective `minimizeMTTR`, as JSON, packed with gzip or not. The bound speaks of plans that mend as early as can be,
 * as ours do.
 *
 * @throws InputError when the file is missing or not of the format, or asks for what has no counterpart here.
 */
export async function readBtrplaceInstance(file: string): Promise<BenchInstance> {
  const document = new Field(file, await readJson(file), '');
  const objective = document.at('objective');
  if (!objective.isAbsent && objective.at('id').text() !== 'minimizeMTTR') {
    objective.refuse('an objective that has no counterpart', 'Only minimizeMTTR is known.');
  }
  const model = readModel(document.at('model'));
  const reconfiguration = reconfigurationOf(model, readWishes(document.at('constraints'), model));
  return {
    name: basename(file).replace(/\.json(\.gz)?$/, ''),
    problem: reconfiguration.problem,
    objectiveOf: (schedule) => timeToRepair(reconfiguration, schedule),
    boundOf: (bound) => leastTimeToRepair(reconfiguration, bound[DISRUPTION] + bound[SERVICE]),
    bestKnown: null,
  };
}
