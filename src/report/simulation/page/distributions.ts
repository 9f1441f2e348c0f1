import * as Plot from '@observablehq/plot';
import { policiesOf, type SimulationReport } from '../comparison.ts';
import type { RunDigest } from '../digest.ts';
import { cumulative, type Quantiles } from '../quantiles.ts';
import { type Chart, chartOf } from './chart.ts';
import { seriesStyle } from './palette.ts';
import { logTicks, logTickWords } from './time-axis.ts';

/** How long best effort waited, and what that was against its run time, as cumulative distributions. */
export const distributionCharts = (report: SimulationReport): readonly Chart[] => {
  const cases = new Set(report.runs.map(({ instance }) => instance)).size;
  const pooled = cases > 1 ? ` All ${cases} cases together.` : '';
  const waits = seriesOf(report, ({ waitSeconds }) => waitSeconds);
  const slowdowns = seriesOf(report, ({ boundedSlowdown }) => boundedSlowdown);
  const [longest, slowest] = [largest(waits), largest(slowdowns)];
  return [
    ...chartUnlessEmpty(waits, {
      name: 'waits',
      caption: 'Waits of best-effort leases: percent that waited at most so long',
      note: `Time on a logarithmic axis; further left and higher is better. Who did not wait counts as 1 s.${pooled}`,
      axis: {
        label: 'wait, logarithmic →',
        most: Math.max(10, longest),
        ticks: logTicks(Math.max(10, longest)),
        words: logTickWords,
      },
    }),
    ...chartUnlessEmpty(slowdowns, {
      name: 'slowdowns',
      caption: 'Bounded slowdown of best-effort leases: percent that were slowed down at most so many times',
      note: `Time from submission to end over run time (10 s at least), a factor without unit, on a logarithmic axis; further left and higher is better.${pooled}`,
      axis: {
        label: 'bounded slowdown, times, logarithmic →',
        most: Math.max(2, slowest),
        ticks: FACTORS.filter((factor) => factor <= Math.max(2, slowest)),
        words: (factor) => `${factor.toLocaleString('en-US')}×`,
      },
    }),
  ];
};

interface Series {
  readonly policy: string;
  readonly points: readonly { readonly value: number; readonly share: number }[];
  readonly style: { readonly stroke: string; readonly strokeDasharray: string };
}

const seriesOf = (report: SimulationReport, of: (run: RunDigest) => Quantiles): readonly Series[] =>
  policiesOf(report).map((policy, place) => ({
    policy,
    points: cumulative(report.runs.filter(({ summary }) => summary.policy === policy).map(of)),
    style: seriesStyle(place),
  }));

const largest = (series: readonly Series[]): number =>
  series.reduce((most, { points }) => Math.max(most, points.at(-1)?.value ?? 0), 0);

/** Ticks of slowdowns. */
const FACTORS: readonly number[] = [1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000];

/** A logarithmic axis from 1 on. */
interface LogAxis {
  readonly label: string;
  readonly most: number;
  readonly ticks: readonly number[];
  readonly words: (tick: number) => string;
}

type Words = Pick<Chart, 'name' | 'caption' | 'note'> & { readonly axis: LogAxis };

function chartUnlessEmpty(all: readonly Series[], { axis, ...words }: Words): readonly Chart[] {
  const series = all.filter(({ points }) => points.length > 0);
  if (series.length === 0) return [];
  return [
    chartOf({
      ...words,
      legend: series.map(({ policy, style }) => ({ words: policy, line: style })),
      plotPixels: 300,
      options: {
        x: { type: 'log', domain: [1, axis.most], label: axis.label },
        y: { domain: [0, 100], label: '↑ leases, percent', grid: true },
        marks: [
          Plot.gridX(axis.ticks),
          Plot.axisX(axis.ticks, { text: axis.words }),
          ...series.map(({ points, style }) =>
            Plot.line(steps(points), {
              x: 'value',
              y: 'percent',
              curve: 'step-after',
              ...style,
              strokeWidth: 2,
            }),
          ),
        ],
      },
    }),
  ];
}

/** From nothing at the left edge; what is below the axis stands at its start. */
const steps = (points: Series['points']) => [
  { value: 1, percent: 0 },
  ...points.map(({ value, share }) => ({ value: Math.max(1, value), percent: 100 * share })),
];
