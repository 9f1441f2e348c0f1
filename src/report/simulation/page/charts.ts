import type { SimulationReport } from '../comparison.ts';
import type { Chart } from './chart.ts';
import { differenceCharts } from './difference-chart.ts';
import { distributionCharts } from './distributions.ts';
import { hostChart } from './host-chart.ts';
import { overTimeCharts, pictured } from './over-time.ts';

/** Every chart of a report, by what it answers. */
export interface SimulationCharts {
  readonly differences: readonly Chart[];
  readonly distributions: readonly Chart[];
  readonly overTime: readonly Chart[];
  readonly hosts: readonly Chart[];
}

export function simulationCharts(report: SimulationReport): SimulationCharts {
  const runs = pictured(report);
  const end = runs.reduce((last, { picture }) => Math.max(last, picture.endSeconds), 1);
  return {
    differences: differenceCharts(report),
    distributions: distributionCharts(report),
    overTime: overTimeCharts(report),
    hosts: runs.map((run) => hostChart(run, end)),
  };
}

/** All of them in the order of the page. */
export const inOrder = ({ differences, distributions, overTime, hosts }: SimulationCharts): readonly Chart[] => [
  ...differences,
  ...distributions,
  ...overTime,
  ...hosts,
];
