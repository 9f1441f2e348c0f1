import type SQLite from 'better-sqlite3';
import { type Compilable, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { withoutUser } from '../domain/address.ts';
import type { Tables } from './tables.ts';
import { storeError } from './trouble.ts';

/** Writes queries; it runs none. */
export const query = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/**
 * The open store. Queries run at once and in this thread: when a write returns, it is on disk. What SQLite refuses is
 * thrown as an `InputError` that names the file and the remedy.
 */
export interface Database {
  readonly file: string;
  /** Rows of a query; none of a write. */
  rows<Row>(query: Compilable<Row>): readonly Row[];
  /** Runs a write and gives the number of rows it changed. */
  write(query: Compilable): number;
  /** Runs all of the work or, when it throws, none of it. */
  together<Result>(work: () => Result): Result;
  /** Carries out a pragma to its end. */
  pragma(text: string): void;
  /** The number that a pragma answers with. */
  figure(pragma: string): number;
  close(): void;
}

/** Wraps a connection. Any text that contains one of the `secrets` is stored without it. */
export function databaseOn(connection: SQLite.Database, file: string, secrets: readonly string[]): Database {
  const statements = new Map<string, SQLite.Statement>();
  const prepared = ({ sql }: { readonly sql: string }): SQLite.Statement => {
    const known = statements.get(sql) ?? connection.prepare(sql);
    if (statements.size < MAX_STATEMENTS) statements.set(sql, known);
    return known;
  };
  const guarded = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw storeError(file, error);
    }
  };
  return {
    file,
    rows: <Row>(asked: Compilable<Row>) =>
      guarded(() => {
        const compiled = asked.compile();
        return prepared(compiled).all(...masked(compiled.parameters, secrets)) as readonly Row[];
      }),
    write: (asked) =>
      guarded(() => {
        const compiled = asked.compile();
        return prepared(compiled).run(...masked(compiled.parameters, secrets)).changes;
      }),
    together: (work) => guarded(() => (connection.inTransaction ? work() : connection.transaction(work).immediate())),
    pragma: (text) => guarded(() => void connection.pragma(text)),
    figure: (pragma) => guarded(() => connection.pragma(pragma, { simple: true }) as number),
    close: () => void connection.close(),
  };
}

/** Queries come in few shapes; lists of different lengths make more, which need not all be kept. */
const MAX_STATEMENTS = 200;

const masked = (parameters: readonly unknown[], secrets: readonly string[]): readonly unknown[] =>
  parameters.map((value) => (typeof value === 'string' ? mask(value, secrets) : value));

/** Also without what was typed into an address. */
function mask(text: string, secrets: readonly string[]): string {
  return secrets.reduce((safe, secret) => (secret === '' ? safe : safe.replaceAll(secret, '***')), withoutUser(text));
}
