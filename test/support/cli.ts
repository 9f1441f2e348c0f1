import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';
import { execa } from 'execa';
import { run } from '../../src/cli/run.ts';
import { PLAIN } from '../../src/report/text-table.ts';

/** How a command line ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process. */
export async function oneplan(...words: readonly string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const signal = new AbortController().signal;
  const io = { out: (text: string) => out.push(text), err: (text: string) => err.push(text), signal, style: PLAIN };
  const code = await run(words, io);
  return { code, out: out.join(''), err: err.join('') };
}

/** Starts a command line in a process of its own. */
export const started = (...words: readonly string[]) =>
  execa(process.execPath, ['--import', './test/support/typescript.mjs', 'src/cli/main.ts', ...words], {
    reject: false,
    all: false,
  });

/** A folder of the test's own, gone when it ends. */
export function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'oneplan-'));
  context.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
