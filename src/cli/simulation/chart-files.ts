import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../domain/errors.ts';
import type { SimulationReport } from '../../report/simulation/comparison.ts';
import { inOrder, simulationCharts } from '../../report/simulation/page/charts.ts';
import { standaloneSvg } from '../../report/simulation/page/standalone.ts';

/** Pixels of an image for one of its chart: sharp in print. */
const ZOOM = 2;

/** Every chart as a file of its own: `waits.svg`, `waits.png`. No browser is needed. */
export async function writeCharts(folder: string, report: SimulationReport, format: 'svg' | 'png'): Promise<void> {
  const encode = format === 'svg' ? (svg: string) => svg : await pngEncoder();
  for (const chart of inOrder(simulationCharts(report))) {
    const file = join(folder, `${chart.name}.${format}`);
    write(file, encode(standaloneSvg(chart)));
  }
}

async function pngEncoder(): Promise<(svg: string) => Buffer> {
  const { Resvg } = await import('@resvg/resvg-js');
  const font = { fontFiles: [...fontFiles()], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  return (svg) => new Resvg(svg, { font, fitTo: { mode: 'zoom', value: ZOOM } }).render().asPng();
}

function fontFiles(): readonly string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(folder, 'ttf', name));
}

function write(file: string, content: string | Buffer): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'no reason given';
    throw new InputError('--charts', `${file} can not be written (${code})`, 'Name a writable folder.', { cause });
  }
}
