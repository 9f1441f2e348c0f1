import { InputError } from '../domain/errors.ts';

/** What SQLite's error code means to the operator: the problem as a clause, the remedy as a sentence. */
const TROUBLES: readonly (readonly [code: RegExp, problem: string, remedy: string])[] = [
  [/^SQLITE_FULL/, 'there is no space left for it', 'Free space on its disk, or raise the limit of its size.'],
  [/^SQLITE_READONLY/, 'it can not be written', 'Give the planner write access to the file and its folder.'],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    'it is damaged',
    'Move it away, or put a sound copy in its place: a new store is made where there is none.',
  ],
  [/^SQLITE_(BUSY|LOCKED)/, 'another process holds it', 'Wait until that has ended, or end it.'],
  [/^SQLITE_CANTOPEN/, 'it can not be opened', 'Check that its folder exists and may be written.'],
  [/^SQLITE_IOERR/, 'its disk does not do what it is asked', "Check the disk, its free space and the system's log."],
];

/** An error of SQLite as one line that names the store and the remedy; any other error as it is. */
export function storeError(file: string, error: unknown): unknown {
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (!(error instanceof Error) || typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  const [, problem, remedy] = TROUBLES.find(([pattern]) => pattern.test(code)) ?? UNKNOWN;
  return new InputError(`store ${file}`, `${problem} (${code}: ${error.message})`, remedy, { cause: error });
}

const UNKNOWN = [null, 'it refuses a query', 'Move it away and report this.'] as const;
