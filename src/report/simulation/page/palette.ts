/**
 * Colours by name, as CSS variables of the page: those of Okabe and Ito, which people with any kind of colour vision tell
 * apart; a little darker on paper and lighter on a dark screen where they would be too faint. No chart says anything by
 * colour alone: lines differ in their strokes, bars in their letters.
 */
type Palette = Readonly<Record<string, string>>;

const FIXED: Palette = {
  'best-effort': '#56b4e9',
  'advance-reservation': '#d55e00',
  deadline: '#f0e442',
  immediate: '#cc79a7',
  ink: '#111418',
};

/** On paper, in light mode and in image files. */
export const LIGHT: Palette = {
  ...FIXED,
  paper: '#ffffff',
  text: '#1b1f24',
  faint: '#5b6470',
  line: '#d5dae0',
  waiting: '#0072b2',
  paused: '#e69f00',
  used: '#56b4e9',
  better: '#007a5a',
  worse: '#c24d00',
  open: '#5b6470',
  outage: '#5b6470',
  'series-0': '#0072b2',
  'series-1': '#d55e00',
  'series-2': '#009e73',
  'series-3': '#b8558c',
  'series-4': '#b87f00',
  'series-5': '#2f94cf',
  'series-6': '#1b1f24',
  'series-7': '#8a7d00',
};

const DARK: Palette = {
  ...FIXED,
  paper: '#14181d',
  text: '#e6e9ed',
  faint: '#a0a9b4',
  line: '#363d46',
  waiting: '#56b4e9',
  paused: '#e69f00',
  used: '#3f8fc0',
  better: '#2bc79a',
  worse: '#f08a4b',
  open: '#a0a9b4',
  outage: '#a0a9b4',
  'series-0': '#5aa9e6',
  'series-1': '#f0813a',
  'series-2': '#2bb38a',
  'series-3': '#dd93bd',
  'series-4': '#e6a91f',
  'series-5': '#a5d8f7',
  'series-6': '#e6e9ed',
  'series-7': '#f0e442',
};

/** How lines of one chart differ beside their colour. */
const STROKES = ['none', '7 3', '2 3', '9 3 2 3', '14 4', '4 2 1 2 1 2', '1 2', '10 2 4 2'] as const;

/** Colour and stroke of the policy of that place; colours come again with another stroke. */
export const seriesStyle = (place: number) => ({
  stroke: `var(--series-${place % 8})`,
  strokeDasharray: STROKES[(place + Math.floor(place / 8)) % STROKES.length] as string,
});

const declarations = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');

/** The palette as style of the page. */
export const PALETTE_STYLE = `
:root { ${declarations(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${declarations(DARK)} } }
td:first-child { white-space: nowrap; }
th, td { padding: 0.2rem 0.5rem; }
table { font-size: 0.84rem; }
.verdicts { margin: 0.6rem 0; }
.better { color: var(--better); font-weight: 600; }
.worse { color: var(--worse); font-weight: 600; }
summary { cursor: pointer; color: var(--faint); margin: 0.4rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); border: 1px solid var(--line); padding: 0.6rem 0.8rem; }
figure { break-inside: avoid; margin-bottom: 0.3rem; }
figure + .note { margin-bottom: 1.6rem; }
@page { size: A4 landscape; margin: 12mm; }
@media print { :root { ${declarations(LIGHT)} } table { font-size: 8pt; } th, td { padding: 0.15rem 0.4rem; } }
`;
