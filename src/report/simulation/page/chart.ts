import type * as Plot from '@observablehq/plot';
import { FRAME } from '../../html/chart.ts';
import { type LegendEntry, legendMark, legendPixels } from './legend.ts';

/** A chart that can stand in a page or in a file of its own. */
export interface Chart {
  /** Stem of its file: `waits`. */
  readonly name: string;
  /** What is shown and in which unit. */
  readonly caption: string;
  /** What to look for, and what is left out. */
  readonly note: string;
  readonly options: Plot.PlotOptions;
}

type Parts = Omit<Chart, 'options'> & {
  readonly legend: readonly LegendEntry[];
  readonly plotPixels: number;
  readonly options: Plot.PlotOptions;
};

/** A chart of the common width with its legend above its plot. */
export function chartOf({ name, caption, note, legend, plotPixels, options }: Parts): Chart {
  const marginTop = (options.marginTop ?? FRAME.marginTop) + (legend.length === 0 ? 0 : legendPixels(legend));
  const marginBottom = options.marginBottom ?? 40;
  return {
    name,
    caption,
    note,
    options: {
      ...FRAME,
      style: { fontSize: '12px' },
      ...options,
      marginTop,
      marginBottom,
      height: marginTop + plotPixels + marginBottom,
      marks: [...(options.marks ?? []), ...(legend.length === 0 ? [] : [legendMark(legend)])],
    },
  };
}
