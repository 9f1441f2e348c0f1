import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** Runs every test/**\/*.test.ts (or those whose path contains an argument) and ends with one line of counts. */
const wanted = process.argv.slice(2);
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();

const counts = { passed: 0, failed: 0, skipped: 0 };
const isSuite = (data: { details?: { type?: string } }): boolean => data.details?.type === 'suite';

const stream = run({ files, concurrency: availableParallelism(), timeout: 900_000 })
  .on('test:pass', (data) => {
    if (isSuite(data)) return;
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else counts.passed += 1;
  })
  .on('test:fail', (data) => {
    if (isSuite(data)) return;
    counts.failed += 1;
    process.exitCode = 1;
  });

stream.compose(new spec()).pipe(process.stdout);
stream.on('end', () =>
  setImmediate(() => {
    if (counts.passed + counts.failed === 0) process.exitCode = 1;
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }),
);
