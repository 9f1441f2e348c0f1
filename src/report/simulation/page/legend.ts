import { FRAME } from '../../html/chart.ts';
import { escaped } from '../../html/html.ts';

/** One entry of a legend: a line or a mark as it is drawn, or a patch of colour, and what it stands for. */
export interface LegendEntry {
  readonly words: string;
  readonly line?: { readonly stroke: string; readonly strokeDasharray: string };
  readonly fill?: string;
  /** Drawn in `fill` in place of a patch. */
  readonly symbol?: string;
  readonly isHatched?: boolean;
}

const ROW_PIXELS = 19;
const SAMPLE_PIXELS = 34;
const LETTER_PIXELS = 7.2;
/** Above it is room for the name of the vertical axis. */
const TOP_PIXELS = 20;

interface Placed extends LegendEntry {
  readonly x: number;
  readonly y: number;
}

/** Pixels that a legend of these entries takes at the top of a chart, with what is above it. */
export const legendPixels = (entries: readonly LegendEntry[]): number =>
  entries.length === 0 ? 0 : TOP_PIXELS + ((placed(entries).at(-1)?.y ?? 0) + 1) * ROW_PIXELS;

/** The legend as SVG, part of its chart, so that it is there wherever the chart is shown. */
export const legendMarkup = (entries: readonly LegendEntry[]): string =>
  `<g transform="translate(${FRAME.marginLeft},${TOP_PIXELS})" text-anchor="start" font-size="12">${placed(entries)
    .map(entryMarkup)
    .join('')}</g>`;

/** Fills row after row. */
function placed(entries: readonly LegendEntry[]): readonly Placed[] {
  const width = FRAME.width - FRAME.marginLeft - FRAME.marginRight;
  let [x, y] = [0, 0];
  return entries.map((entry) => {
    const wide = SAMPLE_PIXELS + 6 + entry.words.length * LETTER_PIXELS + 16;
    if (x > 0 && x + wide > width) [x, y] = [0, y + 1];
    const at = { ...entry, x, y };
    x += wide;
    return at;
  });
}

function entryMarkup(entry: Placed): string {
  const { x, y, words } = entry;
  return `<g transform="translate(${x.toFixed(1)},${y * ROW_PIXELS})">${sample(entry)}<text x="${SAMPLE_PIXELS + 6}" y="11" fill="currentColor">${escaped(words)}</text></g>`;
}

function sample({ line, fill, symbol, isHatched }: LegendEntry): string {
  const patch = `y="2" width="${SAMPLE_PIXELS}" height="11"`;
  if (symbol !== undefined)
    return `<text x="${SAMPLE_PIXELS / 2}" y="12" text-anchor="middle" font-size="13" fill="${fill}">${symbol}</text>`;
  if (line !== undefined)
    return `<line x2="${SAMPLE_PIXELS}" y1="7.5" y2="7.5" stroke-width="2.2" stroke="${line.stroke}" stroke-dasharray="${line.strokeDasharray}"/>`;
  const hatching = isHatched === true ? `<rect ${patch} fill="url(#hatch)" stroke="currentColor"/>` : '';
  return `${fill === undefined ? '' : `<rect ${patch} fill="${fill}"/>`}${hatching}`;
}
