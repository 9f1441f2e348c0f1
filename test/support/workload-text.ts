import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { DEFAULT_WORKLOAD_OPTIONS, type WorkloadOptions } from '../../src/read/workload/options.ts';
import { readWorkload } from '../../src/read/workload/read.ts';
import { folder } from './cli.ts';

/** Reads a text as a file of that name would be read. */
export function readText(
  context: TestContext,
  name: string,
  text: string | Buffer,
  options: Partial<WorkloadOptions> = {},
) {
  const file = join(folder(context), name);
  writeFileSync(file, text);
  return readWorkload(file, { ...DEFAULT_WORKLOAD_OPTIONS, ...options });
}

/** Reads a file with the options that matter. */
export const read = (file: string, options: Partial<WorkloadOptions> = {}) =>
  readWorkload(file, { ...DEFAULT_WORKLOAD_OPTIONS, ...options });
