import { escaped } from '../../html/html.ts';
import type { Chart } from './chart.ts';
import { LIGHT } from './palette.ts';

const MARGIN = 16;
const TITLE_PIXELS = 26;
const LINE_PIXELS = 17;
const LETTERS_A_LINE = 165;

/** A chart as an SVG file: on white, with its caption and note, its colours written out and a font that is bundled. */
export function standaloneSvg({ caption, note, width, height: drawn, svg }: Chart): string {
  const lines = wrapped(note);
  const top = MARGIN + TITLE_PIXELS + lines.length * LINE_PIXELS;
  const height = top + drawn + MARGIN;
  const text = (y: number, words: string, style: string): string =>
    `<text x="${MARGIN}" y="${y}" ${style}>${escaped(words)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" \
color="${LIGHT.text}" font-family="DejaVu Sans" role="img" aria-label="${escaped(caption)}">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
<line x1="0" y1="0" x2="0" y2="6" stroke="${LIGHT.ink}" stroke-width="2" stroke-opacity="0.6"/></pattern></defs>
<rect width="100%" height="100%" fill="${LIGHT.paper}"/>
${text(MARGIN + 12, caption, `font-size="15" font-weight="bold" fill="${LIGHT.text}"`)}
${lines.map((line, index) => text(MARGIN + TITLE_PIXELS + index * LINE_PIXELS + 6, line, `font-size="11.5" fill="${LIGHT.faint}"`)).join('\n')}
<svg y="${top}" ${inner(svg())}
</svg>
`;
}

/** The drawing without its opening bracket, its style sheet and its variables. */
const inner = (markup: string): string =>
  markup
    .replace(/^<svg/, '')
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/font-family="[^"]*"/, 'font-family="DejaVu Sans"')
    .replaceAll(/var\(--([\w-]+)\)/g, (whole, name: string) => LIGHT[name] ?? whole);

function wrapped(note: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of note.split(' ')) {
    const last = lines.at(-1) as string;
    if (last.length + word.length < LETTERS_A_LINE) lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
