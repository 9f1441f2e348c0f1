import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { InputError } from '../../domain/errors.ts';

const MARK = 'Written by oneplan driver install';
const ACTIONS = ['place', 'optimize'] as const;

/**
 * Writes the two executables that oned calls, pointing at this installation and the Node that runs it, with options
 * for every call. Throws an `InputError` when the folder can not be written or holds somebody else's.
 */
export function installDriver(folder: string, options: readonly string[]): readonly string[] {
  const files = ACTIONS.map((action) => ({ action, file: join(folder, action) }));
  for (const { file } of files) refuseForeign(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    for (const { action, file } of files) {
      writeFileSync(file, script(action, options), { mode: 0o755 });
      chmodSync(file, 0o755);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const remedy = 'Run this as the user who owns it, oneadmin as a rule.';
    throw new InputError(folder, `can not be written (${code})`, remedy, { cause: error });
  }
  return files.map(({ file }) => file);
}

/** What oned.conf must say for a driver in this folder. */
export function schedMad(folder: string): string {
  const name = basename(resolve(folder));
  return ['SCHED_MAD = [', '  EXECUTABLE = "one_sched",', `  ARGUMENTS  = "-t 15 -p ${name} -o ${name}"`, ']'].join(
    '\n',
  );
}

function refuseForeign(file: string): void {
  if (!existsSync(file) || readFileSync(file, 'utf8').includes(MARK)) return;
  throw new InputError(
    file,
    'is there, and not ours',
    'Name a folder of its own, remotes/scheduler/oneplan as a rule.',
  );
}

/** A file without extension is CommonJS wherever it lies; the program is imported from where it is installed. */
function script(action: string, options: readonly string[]): string {
  return [
    `#!${interpreter()}`,
    `// ${MARK}: what oned calls as its scheduler. Write it again after an update of oneplan or Node.`,
    `process.argv.splice(2, 0, 'driver', '${action}', ...${JSON.stringify(options)});`,
    `import(${JSON.stringify(mainUrl())});`,
    '',
  ].join('\n');
}

/** The program as it runs now, built or from source. */
const mainUrl = (): string =>
  new URL(`../main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url).href;

/** The Node that runs this, by its path: oned's PATH is not an operator's. What it was started with stays. */
function interpreter(): string {
  const node = process.execPath;
  const loaders = process.execArgv.map((word) => (word.startsWith('.') ? resolve(word) : word));
  const words = [node, ...loaders];
  if (words.some((word) => /\s/.test(word))) {
    throw new InputError(
      node,
      'a path with a blank can not start a script',
      'Install oneplan and Node without blanks.',
    );
  }
  return loaders.length === 0 ? node : `/usr/bin/env -S ${words.join(' ')}`;
}
