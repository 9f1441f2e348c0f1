import { trusted } from './html.ts';

/**
 * The page's own style: readable on screen and paper, light and dark. Colours of bars are those of Okabe and Ito,
 * which people with any kind of colour vision tell apart; each is named by a mark as well.
 */
export const STYLE = trusted(`
:root {
  color-scheme: light dark;
  --paper: #ffffff; --text: #1b1f24; --faint: #5b6470; --line: #d5dae0; --panel: #f4f6f8;
  --stays: #56b4e9; --starts: #2bb38a; --moves: #e69f00; --pauses: #e8743b; --left: #a9b0b8;
  --load: #0072b2; --ink: #111418; --hatch: #111418;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181d; --text: #e6e9ed; --faint: #a0a9b4; --line: #363d46; --panel: #1d232a; --load: #56b4e9; }
}
@media print {
  :root { --paper: #ffffff; --text: #000000; --faint: #444444; --line: #bbbbbb; --panel: #ffffff; --load: #0072b2; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 2rem 3rem; max-width: 84rem; background: var(--paper); color: var(--text);
  font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
h1 { font-size: 1.5rem; margin: 0 0 0.2rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 0.6rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
p { margin: 0.3rem 0; }
.note, figcaption, footer { color: var(--faint); }
.broken { border: 2px solid var(--pauses); padding: 0.5rem 0.8rem; font-weight: 600; }
.figures { display: flex; flex-wrap: wrap; gap: 0.7rem; margin: 1rem 0; padding: 0; list-style: none; }
.figures li { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 0.9rem; }
.figures b { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
.figures span { color: var(--faint); font-size: 0.85rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; margin: 0.4rem 0; padding: 0; list-style: none; }
.swatch { display: inline-block; width: 1.6rem; height: 0.85rem; margin-right: 0.4rem; vertical-align: -0.1rem; }
.hatched { border: 1px solid var(--faint);
  background: repeating-linear-gradient(45deg, transparent 0 3px, var(--faint) 3px 4.5px); }
figure { margin: 1rem 0 1.6rem; }
figcaption { margin-bottom: 0.2rem; font-weight: 600; }
figure > svg { max-width: 100%; overflow: visible; height: auto; color: var(--text); background: transparent !important; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.22rem 0.7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--faint); font-weight: 600; white-space: nowrap; }
.left { text-align: left; }
.right { text-align: right; white-space: nowrap; }
footer { margin-top: 3rem; font-size: 0.85rem; overflow-wrap: anywhere; }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  .wide { overflow: visible; }
  tr, li { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`);

/** The hatching that all charts of the page share. */
export const PATTERNS = trusted(`
<svg width="0" height="0" style="position: absolute" aria-hidden="true"><defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<line x1="0" y1="0" x2="0" y2="6" style="stroke: var(--hatch)" stroke-width="2" stroke-opacity="0.6"/>
</pattern></defs></svg>
`);
