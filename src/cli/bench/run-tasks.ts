import type { Limits } from '../../domain/policy.ts';
import { type BenchRow, benchLine } from '../../report/bench.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { Io } from '../io.ts';
import { READING_SECONDS, runChild } from './child.ts';
import type { BenchRun } from './here.ts';
import { type BenchTask, taskName } from './tasks.ts';

/**
 * One instance after the other, each in a process of its own; what goes wrong with one is a row and a line on stderr.
 * An interrupt ends the one under way with what it has, and the rest is not begun.
 */
export async function runTasks(
  tasks: readonly BenchTask[],
  { limits, quiet }: { readonly limits: Limits; readonly quiet: boolean },
  io: Io,
): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const task of tasks) {
    if (io.signal.aborted) break;
    const { row, remarks } = await runTask(task, limits, io.signal);
    for (const remark of remarks) io.err(`oneplan: ${remark}\n`);
    if (!quiet) io.err(`${benchLine(row)}\n`);
    rows.push(row);
  }
  return rows;
}

async function runTask(task: BenchTask, limits: Limits, signal: AbortSignal): Promise<BenchRun> {
  const began = SYSTEM_CLOCK.elapsedSeconds();
  const words = ['bench', '--here', ...limitWords(task, limits), ...wordsOf(task)];
  const { stdout, stderr, trouble } = await runChild(words, limits.timeLimitSeconds * 1.05 + READING_SECONDS, signal);
  const run = parsed(stdout);
  const name = run?.row.instance ?? taskName(task);
  if (run !== null) return { row: run.row, remarks: run.remarks.map((remark) => `${name}: ${remark}`) };
  const row = unsolved(name, SYSTEM_CLOCK.elapsedSeconds() - began);
  const said = stderr.replace(/^oneplan: /, '').trim();
  if (trouble === null && said !== '') return { row, remarks: [said] };
  return { row, remarks: [`${name}: ${trouble ?? 'its process ended without an answer'}`] };
}

function wordsOf(task: BenchTask): readonly string[] {
  switch (task.kind) {
    case 'file':
      return [task.family.name, isOption(task.file) ? `./${task.file}` : task.file];
    case 'generated':
      return ['epochs', '--generate', task.size, '--load', String(task.load)];
  }
}

const isOption = (word: string): boolean => word.startsWith('-');

const limitWords = (task: BenchTask, { timeLimitSeconds, gap, seed, nodeLimit, solver }: Limits): readonly string[] => [
  ...['--time-limit', String(timeLimitSeconds)],
  ...['--gap', String(gap)],
  ...['--seed', String(task.kind === 'generated' ? task.seed : seed)],
  ...(nodeLimit === null ? [] : ['--node-limit', String(nodeLimit)]),
  ...['--solver', solver],
];

function parsed(stdout: string): BenchRun | null {
  try {
    return JSON.parse(stdout) as BenchRun;
  } catch {
    return null;
  }
}

const unsolved = (instance: string, seconds: number): BenchRow => ({
  instance,
  objective: null,
  bound: null,
  gap: null,
  bestKnown: null,
  feasible: false,
  seconds: Math.round(seconds * 1000) / 1000,
  peakRssMib: null,
});
