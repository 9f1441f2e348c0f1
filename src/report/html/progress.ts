import * as Plot from '@observablehq/plot';
import type { Epoch } from '../../domain/epoch.ts';
import { LEVELS } from '../../domain/levels.ts';
import { headline } from '../proof.ts';
import { FRAME, figure } from './chart.ts';
import { type Html, html } from './html.ts';

interface Step {
  readonly atSeconds: number;
  readonly incumbent: number | null;
  readonly bound: number;
}

/** How incumbent and bound came closer while solving, on the level that the gap speaks of; nothing when at once. */
export function progressChart(epoch: Epoch): Html {
  const level = headline(epoch);
  const { improvements, wallSeconds } = epoch.solution.trace;
  if (level === null || improvements.length < 2) return html``;
  const index = LEVELS.indexOf(level.level);
  const steps = improvements.map(({ atSeconds, cost, bound }) => ({
    atSeconds,
    incumbent: cost?.[index] ?? null,
    bound: bound[index] as number,
  }));
  const last = { atSeconds: wallSeconds, incumbent: level.incumbent, bound: level.proof.bound };
  return figure(`How the search went: ${level.level}, ${level.unit}`, chart([...steps, last], level.unit));
}

function chart(steps: readonly Step[], unit: string): Plot.PlotOptions {
  const end = steps.at(-1);
  const lines = [
    { name: 'incumbent', width: 2, dash: 'none', value: ({ incumbent }: Step) => incumbent },
    { name: 'bound', width: 1.5, dash: '5 4', value: ({ bound }: Step) => bound },
  ] as const;
  return {
    ...FRAME,
    height: 220,
    x: { label: 'seconds of solving', domain: [0, end?.atSeconds ?? 1] },
    y: { label: unit, grid: true, zero: false },
    marks: lines.flatMap(({ name, width, dash, value }) => [
      Plot.line(
        steps.filter((step) => value(step) !== null),
        { x: 'atSeconds', y: value, curve: 'step-after', strokeWidth: width, strokeDasharray: dash },
      ),
      Plot.text(steps.slice(-1), { x: 'atSeconds', y: value, text: () => name, textAnchor: 'start', dx: 6 }),
    ]),
  };
}
