import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { folder } from './cli.ts';

const JOBS = 90;
const NODES = 8;

/** So many logs of some days in Standard Workload Format, each of its own; the same each time. */
export function smallTraces(context: TestContext, count: number): readonly string[] {
  const path = folder(context);
  return Array.from({ length: count }, (_, index) => {
    const file = join(path, `small-${index + 1}.swf`);
    writeFileSync(file, traceText(index + 1));
    return file;
  });
}

function traceText(seed: number): string {
  const header = `; MaxNodes: ${NODES}\n; MaxProcs: ${NODES}\n`;
  const lines = Array.from({ length: JOBS }, (_, job) => {
    const draw = (job * 2_654_435_761 * seed + 12_345 * seed) % 4_294_967_296;
    const [width, run] = [1 + (draw % NODES), 300 + (draw % 9_000)];
    const fields = [job + 1, job * 1_800 + (draw % 900), -1, run, width, -1, -1, width, run + (draw % 5_000)];
    return [...fields, -1, 1, 1 + (draw % 5), 1, 1, 1, 1, -1, -1].join(' ');
  });
  return `${header}${lines.join('\n')}\n`;
}
