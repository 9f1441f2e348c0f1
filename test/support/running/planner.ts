import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import type { RunningOned } from '../oned/start.ts';

/** A planner in a process of its own. */
export interface RunningPlanner {
  readonly pid: number;
  readonly log: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }>;
}

export interface PlannerOptions {
  /** The file to start, built; the sources when left out. */
  readonly main?: string;
  /** `xmlrpc`, `onevm` or `sqlite` with what it needs; XML-RPC when left out. */
  readonly source?: string;
  readonly more?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** A program that becomes the planner, and its words before the planner's. */
  readonly through?: readonly string[];
}

const SOURCES = ['--import', './test/support/typescript.mjs', 'src/cli/main.ts'];

/** Starts `oneplan run` beside a stand-in; its state is in the stand-in's folder. */
export function startPlanner(oned: RunningOned, options: PlannerOptions = {}): RunningPlanner {
  const program = options.main === undefined ? SOURCES : [options.main];
  const words = ['run', options.source ?? `xmlrpc:${oned.xmlrpcUrl}`, '--events', oned.eventsUrl, '--workers', '1'];
  const store = ['--store', join(oned.folder, 'store.db')];
  const [first, ...rest] = [...(options.through ?? []), process.execPath, ...program, ...words, ...store];
  const child = execa(first as string, [...rest, ...(options.more ?? [])], {
    env: { ...oned.environment, ONEPLAN_STATE: oned.folder, ...options.environment },
    reject: false,
    maxBuffer: 2 ** 28,
  });
  const log: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  return {
    pid: child.pid ?? -1,
    log: () => log.join(''),
    kill: (signal) => void child.kill(signal),
    ended: child.then(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr })),
  };
}
