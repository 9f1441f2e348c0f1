import type * as Plot from '@observablehq/plot';
import { FRAME, svgOf } from '../../html/chart.ts';
import { type LegendEntry, legendMarkup, legendPixels } from './legend.ts';

/** A chart that can stand in a page or in a file of its own. */
export interface Chart {
  /** Stem of its file: `waits`. */
  readonly name: string;
  /** What is shown and in which unit. */
  readonly caption: string;
  /** What to look for, and what is left out. */
  readonly note: string;
  readonly width: number;
  readonly height: number;
  /** Draws it: one SVG element. Colours are variables of the palette. */
  readonly svg: () => string;
}

type Parts = Pick<Chart, 'name' | 'caption' | 'note'> & {
  readonly legend: readonly LegendEntry[];
  readonly plotPixels: number;
  readonly options: Plot.PlotOptions;
};

/** A chart of the common width with its legend above its plot. */
export function chartOf({ name, caption, note, legend, plotPixels, options }: Parts): Chart {
  const marginTop = (options.marginTop ?? FRAME.marginTop) + legendPixels(legend);
  const marginBottom = options.marginBottom ?? 40;
  const height = Math.ceil(marginTop + plotPixels + marginBottom);
  const whole = { ...FRAME, style: { fontSize: '12px' }, ...options, marginTop, marginBottom, height };
  const svg = (): string => svgOf(caption, whole).replace(/<\/svg>$/, `${legendMarkup(legend)}</svg>`);
  return { name, caption, note, width: FRAME.width, height, svg };
}
