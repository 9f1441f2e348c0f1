import type { Epoch } from '../../domain/epoch.ts';
import { gapOf, headlineLevel, LEVELS } from '../../domain/levels.ts';
import type { Improvement } from '../../domain/solution.ts';
import type { ReportContext } from '../context.ts';
import { type HostLoad, hostLoads } from '../load.ts';
import { found } from '../proof.ts';
import { iso } from '../words.ts';
import { planFile } from './plan-file.ts';
import type { PlanDocument } from './schema.ts';

/** Everything a report shows, as one JSON document: the plan file, and what was measured on the way. */
export const document = (epoch: Epoch, context: ReportContext): PlanDocument => ({
  ...planFile(epoch, context),
  foundAtSeconds: found(epoch.solution)?.atSeconds ?? null,
  solveSeconds: epoch.solution.trace.wallSeconds,
  stageSeconds: epoch.stageSeconds,
  improvements: epoch.solution.trace.improvements.map(improvementDocument),
  faults: epoch.solution.trace.faults,
  hosts: hostLoads(epoch, epoch.plan?.occupations ?? []).map(hostDocument),
});

/** An improvement with its headline spelled out: the first level that was still open. */
export function improvementDocument({ atSeconds, cost, bound, by }: Improvement): PlanDocument['improvements'][number] {
  const level = headlineLevel(cost ?? bound, bound);
  const incumbent = cost?.[level] ?? null;
  const boundHere = bound[level] as number;
  return {
    atSeconds,
    by,
    level: LEVELS[level] as (typeof LEVELS)[number],
    incumbent,
    bound: boundHere,
    gap: incumbent === null ? null : gapOf(incumbent, boundHere),
    cost,
    boundByLevel: bound,
  };
}

const hostDocument = ({ host, steps }: HostLoad): PlanDocument['hosts'][number] => ({
  id: host.id,
  name: host.name,
  cpuCapacityCores: host.capacity.cpuCentis / 100,
  memoryCapacityMib: host.capacity.memoryMib,
  load: steps.map(({ from, until, cpuCentis, memoryMib }) => ({
    from: iso(from),
    fromUnixSeconds: from,
    untilUnixSeconds: until,
    cpuCores: cpuCentis / 100,
    memoryMib,
  })),
});
