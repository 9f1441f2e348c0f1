import type * as Plot from '@observablehq/plot';

/** As much of an SVG element as charts need. */
interface SvgNode {
  setAttribute(name: string, value: string): void;
}

interface SvgDocument {
  createElementNS(space: string, name: string): SvgNode;
}

/** An SVG element of the chart's own document. */
export function svgElement(
  context: Plot.Context,
  name: string,
  attributes: Readonly<Record<string, string | number>>,
): SvgNode {
  const { document } = context as unknown as { readonly document: SvgDocument };
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
