import * as Plot from '@observablehq/plot';
import { pairedWords, pairsOf, type SimulationReport } from '../comparison.ts';
import type { PairedRow } from '../paired.ts';
import { type Chart, chartOf } from './chart.ts';

const ROW_PIXELS = 17;
const MARGIN_LEFT = 170;
const WIDEST_PERCENT = 100;

const WORDS: Readonly<Record<string, string>> = {
  meanWaitSeconds: 'mean wait',
  p95WaitSeconds: '95th percentile of waits',
  meanBoundedSlowdown: 'mean bounded slowdown',
  allBestEffortSeconds: 'end of all best effort',
  makespanSeconds: 'makespan',
  utilisation: 'utilisation (more is better)',
  lostNodeHours: 'lost node-hours',
};

interface Drawn {
  readonly figure: string;
  readonly policy: string;
  readonly percent: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: PairedRow['verdict'];
  readonly words: string;
}

/** Each policy beside the baseline, in percent of the baseline, with what the cases leave open. */
export function differenceCharts({ comparison, baseline, runs }: SimulationReport): readonly Chart[] {
  const drawn = comparison.flatMap(drawnRow);
  if (drawn.length === 0 || baseline === null) return [];
  const figures = Object.values(WORDS).filter((figure) => drawn.some((row) => row.figure === figure));
  const policies = [...new Set(drawn.map(({ policy }) => policy))];
  return [
    chartOf({
      name: 'differences',
      caption: `Difference from ${baseline}, percent of ${baseline}'s mean, with 95 % intervals`,
      note: noteOf({ runs }),
      legend: [
        { words: 'better: the whole interval says so', symbol: '✓', fill: 'var(--better)' },
        { words: 'worse: the whole interval says so', symbol: '✗', fill: 'var(--worse)' },
        { words: 'no difference shown', symbol: '●', fill: 'var(--open)' },
      ],
      plotPixels: figures.length * (policies.length * ROW_PIXELS + 34),
      options: {
        marginLeft: MARGIN_LEFT,
        marginRight: 90,
        x: { domain: domainOf(drawn), label: 'difference, percent →', grid: true },
        y: { domain: policies, label: null, padding: 0.3, tickSize: 0 },
        fy: { domain: figures, label: null, axis: null, padding: 0.24 },
        marks: [...marksOf(drawn), ...titles(figures)],
      },
    }),
  ];
}

const noteOf = (report: Pick<SimulationReport, 'runs'>): string =>
  pairsOf(report) < 3
    ? `Only ${pairsOf(report) === 1 ? 'one case' : 'two cases'}: too few for an interval, so nothing is shown to differ. Add windows or seeds.`
    : `Paired over ${pairedWords(report)}, bootstrap of the mean. Left of 0 is less; what goes beyond the axis ends at an arrow.`;

function drawnRow({ figure, policy, difference, baselineMean, relative, verdict }: PairedRow): readonly Drawn[] {
  const words = WORDS[figure];
  if (words === undefined || relative === null) return [];
  const percent = (value: number | null): number => (100 * (value ?? difference.mean)) / Math.abs(baselineMean);
  return [
    {
      figure: words,
      policy,
      percent: percent(difference.mean),
      low: percent(difference.low),
      high: percent(difference.high),
      verdict,
      words: `${difference.mean < 0 ? '−' : '+'}${Math.abs(percent(difference.mean)).toFixed(1)} %`,
    },
  ];
}

function domainOf(drawn: readonly Drawn[]): [number, number] {
  const reach = (value: number): number => Math.min(WIDEST_PERCENT, Math.max(-WIDEST_PERCENT, value));
  const low = Math.min(-5, ...drawn.map(({ low: value }) => reach(value)));
  const high = Math.max(5, ...drawn.map(({ high: value }) => reach(value)));
  const margin = (high - low) * 0.05;
  return [low - margin, high + margin];
}

const COLOURS = { better: 'var(--better)', worse: 'var(--worse)', 'no difference shown': 'var(--open)' } as const;
const SYMBOLS = { better: '✓', worse: '✗', 'no difference shown': '●' } as const;

/** Each group has its figure above it. */
const titles = (figures: readonly string[]): readonly Plot.Markish[] => [
  Plot.text(figures, {
    fy: (figure: string) => figure,
    text: (figure: string) => figure,
    frameAnchor: 'top-left',
    textAnchor: 'start',
    dx: 16 - MARGIN_LEFT,
    dy: -17,
    fontWeight: 600,
  }),
];

function marksOf(drawn: readonly Drawn[]): Plot.Markish[] {
  const [least, most] = domainOf(drawn);
  const inside = (value: number): number => Math.min(most, Math.max(least, value));
  const row = { fy: 'figure', y: 'policy' } as const;
  const colour = ({ verdict }: Drawn): string => COLOURS[verdict];
  return [
    Plot.ruleX([0], { stroke: 'currentColor' }),
    Plot.ruleY(drawn, {
      ...row,
      x1: ({ low }: Drawn) => inside(low),
      x2: ({ high }: Drawn) => inside(high),
      stroke: colour,
      strokeWidth: 2,
    }),
    Plot.text(drawn, {
      ...row,
      x: ({ percent }: Drawn) => inside(percent),
      text: ({ percent, verdict }: Drawn) => (percent > most ? '▶' : percent < least ? '◀' : SYMBOLS[verdict]),
      fill: colour,
      fontSize: 16,
      fontWeight: 700,
      stroke: 'var(--paper)',
      strokeWidth: 2,
      paintOrder: 'stroke',
    }),
    Plot.text(drawn, {
      ...row,
      text: 'words',
      frameAnchor: 'right',
      textAnchor: 'start',
      dx: 6,
      fill: colour,
    }),
  ];
}
