import type * as Plot from '@observablehq/plot';
import { FRAME } from '../../html/chart.ts';

/** One entry of a legend: a line as it is drawn, or a patch of colour, and what it stands for. */
export interface LegendEntry {
  readonly words: string;
  readonly line?: { readonly stroke: string; readonly strokeDasharray: string };
  readonly fill?: string;
  readonly isHatched?: boolean;
}

const ROW_PIXELS = 18;
const SAMPLE_PIXELS = 34;
const LETTER_PIXELS = 7;

interface Placed extends LegendEntry {
  readonly x: number;
  readonly y: number;
}

/** Pixels that a legend of these entries takes at the top of a chart. */
export const legendPixels = (entries: readonly LegendEntry[]): number =>
  ((placed(entries).at(-1)?.y ?? 0) + 1) * ROW_PIXELS + 6;

/** The legend as part of its chart, so that it is there wherever the chart is shown. */
export const legendMark = (entries: readonly LegendEntry[]): Plot.Markish =>
  ((_index: unknown, _scales: unknown, _values: unknown, _dimensions: unknown, context: Plot.Context) => {
    const group = element(context, 'g', { transform: `translate(${FRAME.marginLeft},4)`, 'aria-label': 'legend' });
    for (const entry of placed(entries)) group.append(...parts(context, entry));
    return group;
  }) as Plot.Markish;

/** Fills row after row. */
function placed(entries: readonly LegendEntry[]): readonly Placed[] {
  const width = FRAME.width - FRAME.marginLeft - FRAME.marginRight;
  let [x, y] = [0, 0];
  return entries.map((entry) => {
    const wide = SAMPLE_PIXELS + 6 + entry.words.length * LETTER_PIXELS + 20;
    if (x > 0 && x + wide > width) [x, y] = [0, y + 1];
    const at = { ...entry, x, y };
    x += wide;
    return at;
  });
}

function parts(context: Plot.Context, { x, y, words, line, fill, isHatched }: Placed): readonly SvgNode[] {
  const top = y * ROW_PIXELS;
  const patch = { x, y: top + 2, width: SAMPLE_PIXELS, height: 11 };
  const text = element(context, 'text', { x: x + SAMPLE_PIXELS + 6, y: top + 11, fill: 'currentColor' });
  text.textContent = words;
  const level = top + 7.5;
  return [
    ...(line === undefined
      ? []
      : [
          element(context, 'line', {
            x1: x,
            x2: x + SAMPLE_PIXELS,
            y1: level,
            y2: level,
            'stroke-width': 2.2,
            stroke: line.stroke,
            'stroke-dasharray': line.strokeDasharray,
          }),
        ]),
    ...(fill === undefined ? [] : [element(context, 'rect', { ...patch, fill })]),
    ...(isHatched === true ? [element(context, 'rect', { ...patch, fill: 'url(#hatch)' })] : []),
    text,
  ];
}

/** As much of an SVG element as charts need. */
interface SvgNode {
  textContent: string | null;
  setAttribute(name: string, value: string): void;
  append(...nodes: readonly SvgNode[]): void;
}

interface SvgDocument {
  createElementNS(space: string, name: string): SvgNode;
}

/** An SVG element of the chart's own document. */
export function element(
  context: Plot.Context,
  name: string,
  attributes: Readonly<Record<string, string | number>>,
): SvgNode {
  const { document } = context as unknown as { readonly document: SvgDocument };
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
