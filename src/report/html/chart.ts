import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Html, html, trusted } from './html.ts';

/** Draws a chart without a browser: an SVG that scales with the page, in a figure with its caption. */
export const figure = (caption: string, options: Plot.PlotOptions): Html => figureOf(caption, svgOf(caption, options));

/** A chart that is drawn, in a figure with its caption. */
export const figureOf = (caption: string, svg: string): Html => html`
    <figure>
      <figcaption>${caption}</figcaption>
      ${trusted(withoutNames(svg))}
    </figure>`;

/** Draws a chart without a browser, as the markup of one SVG element. */
export function svgOf(label: string, options: Plot.PlotOptions): string {
  const { document } = parseHTML('<html><body></body></html>');
  const plot = Plot.plot({ ...options, document, ariaLabel: label });
  plot.setAttribute('role', 'img');
  return plot.outerHTML;
}

/** Within a page an SVG needs no name space, and the page asks nobody for anything. */
const withoutNames = (markup: string): string => markup.replaceAll(/ xmlns(:xlink)?="[^"]*"/g, '');

/** Ticks in 24 hours, with the day where one begins. */
export const clockTick = (date: Date): string => {
  const text = date.toISOString();
  return text.slice(11, 16) === '00:00' ? text.slice(5, 10).replace('-', '/') : text.slice(11, 16);
};

/** Unix seconds as the date a time axis wants. */
export const at = (unixSeconds: number): Date => new Date(unixSeconds * 1000);

/** Inner width and margins shared by all charts, so that their time axes stand above each other. In pixels. */
export const FRAME = { width: 1_200, marginLeft: 110, marginRight: 80, marginTop: 22, marginBottom: 34 } as const;

/** Pixels one second takes. */
export const pixelsPerSecond = (from: number, until: number): number =>
  (FRAME.width - FRAME.marginLeft - FRAME.marginRight) / Math.max(until - from, 1);
