import * as Plot from '@observablehq/plot';
import type { SimulationReport } from '../comparison.ts';
import type { RunDigest } from '../digest.ts';
import type { RunPicture } from '../picture.ts';
import { type Chart, chartOf } from './chart.ts';
import { timeUnit } from './time-axis.ts';

/** A run with its picture. */
export type Pictured = RunDigest & { readonly picture: RunPicture };

/** The runs that have pictures: one case of each policy. */
export const pictured = ({ runs }: Pick<SimulationReport, 'runs'>): readonly Pictured[] =>
  runs.filter((run): run is Pictured => run.picture !== null);

const ROW_PIXELS = 90;

interface Point {
  readonly policy: string;
  readonly at: number;
  readonly value: number;
  readonly series: string;
}

/** Who waits and what is used over time: one strip a policy, all on the same axes. */
export function overTimeCharts(report: SimulationReport): readonly Chart[] {
  const runs = pictured(report);
  if (runs.length === 0) return [];
  return [queueChart(runs), usedChart(runs)];
}

function queueChart(runs: readonly Pictured[]): Chart {
  const points = runs.flatMap((run) => [
    ...pointsOf(run, 'waiting', ({ load }) => load.waiting),
    ...pointsOf(run, 'paused', ({ load }) => load.paused),
  ]);
  return strips(runs, {
    name: 'queue',
    caption: 'Queue over time: leases that wait or are paused',
    note: `Number of leases, mean of ${binWords(runs)}; all strips have the same scale.`,
    legend: [
      { words: 'wait for their first start', fill: 'var(--waiting)' },
      { words: 'paused', fill: 'var(--paused)' },
    ],
    y: { label: '↑ leases', grid: true, ticks: 3, tickFormat: wholeOnly },
    marks: [
      Plot.areaY(points, {
        x: 'at',
        y: 'value',
        fy: 'policy',
        z: 'series',
        fill: ({ series }: Point) => `var(--${series})`,
        curve: 'step-after',
      }),
    ],
  });
}

function usedChart(runs: readonly Pictured[]): Chart {
  const points = runs.flatMap((run) =>
    pointsOf(run, 'held', ({ load }) => load.heldCpuCentis.map((held) => (100 * held) / run.cluster.cpuCentis)),
  );
  const means = runs.map(({ summary: { policy, utilisation }, details }) => ({
    policy,
    value: 100 * (utilisation ?? 0),
    bound: details.bounds.utilisation === null ? null : 100 * details.bounds.utilisation,
  }));
  const bounds = means.flatMap(({ policy, bound }) => (bound === null ? [] : [{ policy, value: bound }]));
  return strips(runs, {
    name: 'utilisation',
    caption: 'Utilisation over time: CPU of all hosts that is held, percent',
    note: `Mean of ${binWords(runs)}. Dashed: the mean over the run that did work. Dotted, and after ≤: no schedule of the same leases uses more on the average until its end.`,
    legend: [
      { words: 'held', fill: 'var(--used)' },
      { words: 'mean of what did work', line: { stroke: 'currentColor', strokeDasharray: '7 3' } },
      { words: 'bound of that mean', line: { stroke: 'var(--worse)', strokeDasharray: '2 3' } },
    ],
    y: { domain: [0, 105], label: '↑ percent', grid: true, ticks: [0, 50, 100] },
    marks: [
      Plot.areaY(points, { x: 'at', y: 'value', fy: 'policy', fill: 'var(--used)', curve: 'step-after' }),
      Plot.ruleY(means, { y: 'value', fy: 'policy', stroke: 'currentColor', strokeDasharray: '7 3' }),
      Plot.ruleY(bounds, { y: 'value', fy: 'policy', stroke: 'var(--worse)', strokeDasharray: '2 3', strokeWidth: 2 }),
      Plot.text(means, {
        fy: 'policy',
        y: 'value',
        text: ({ value, bound }: (typeof means)[number]) =>
          bound === null ? `${value.toFixed(1)} %` : `${value.toFixed(1)} %\n≤ ${bound.toFixed(1)} %`,
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 6,
      }),
    ],
  });
}

type Words = Omit<Parameters<typeof chartOf>[0], 'plotPixels' | 'options'> & {
  readonly y: Plot.ScaleOptions;
  readonly marks: readonly Plot.Markish[];
};

/** One strip a policy. */
function strips(runs: readonly Pictured[], { y, marks, ...words }: Words): Chart {
  const unit = unitOf(runs);
  const policies = runs.map(({ summary }) => summary.policy);
  return chartOf({
    ...words,
    plotPixels: ROW_PIXELS * policies.length,
    options: {
      x: { domain: [0, endOf(runs) / unit.seconds], label: `time since the start, ${unit.words} →` },
      y,
      fy: { domain: policies, label: null, padding: 0.3, axis: null },
      marks: [
        ...marks,
        Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
        Plot.text(policies, {
          fy: (policy: string) => policy,
          text: (policy: string) => policy,
          frameAnchor: 'top-left',
          dx: 6,
          dy: -15,
          fontWeight: 600,
          stroke: 'var(--paper)',
          strokeWidth: 4,
          fill: 'currentColor',
          paintOrder: 'stroke',
        }),
      ],
    },
  });
}

function pointsOf(run: Pictured, series: string, of: (picture: RunPicture) => readonly number[]): readonly Point[] {
  const unit = timeUnit(run.picture.endSeconds).seconds;
  const { binSeconds } = run.picture.load;
  const values = of(run.picture);
  return [...values, 0].map((value, index) => ({
    policy: run.summary.policy,
    series,
    value,
    at: Math.min(index * binSeconds, run.picture.endSeconds) / unit,
  }));
}

/** Leases come in whole numbers. */
const wholeOnly = (value: number): string => (Number.isInteger(value) ? value.toLocaleString('en-US') : '');

const endOf = (runs: readonly Pictured[]): number =>
  runs.reduce((last, { picture }) => Math.max(last, picture.endSeconds), 1);

const unitOf = (runs: readonly Pictured[]) => timeUnit(endOf(runs));

const binWords = (runs: readonly Pictured[]): string => {
  const { seconds, words } = timeUnit(runs[0]?.picture.load.binSeconds ?? 1);
  return `${Number(((runs[0]?.picture.load.binSeconds ?? 1) / seconds).toFixed(1))} ${words}`;
};
