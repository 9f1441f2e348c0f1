import { createHash } from 'node:crypto';
import process from 'node:process';
import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { LastEpoch } from '../domain/last-epoch.ts';
import { type Database, query } from './database.ts';

/** A larger one is not kept: the next start is a cold one. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What it is and how it is packed; raised when any of its types changes its meaning. */
const FORMAT = 1;

/** What the store needs to know to keep a last epoch, or to give it back. */
interface Terms {
  /** Of the program: another version may have other types. */
  readonly version: string;
  readonly secrets: readonly string[];
}

/** Keeps what the last plan was about, for the first epoch after a restart. */
export function writeLastEpoch(
  database: Database,
  last: LastEpoch,
  about: { readonly epoch: number; readonly at: number },
  terms: Terms,
): void {
  const plain = serialize(last);
  if (plain.length > MAX_BYTES || terms.secrets.some((secret) => isIn(plain, secret))) {
    database.write(query.deleteFrom('last_epoch'));
    return;
  }
  const packed = deflateRawSync(plain, { level: 1 });
  const row = { ...about, version: versionOf(terms), digest: digestOf(packed), packed };
  database.write(
    query
      .insertInto('last_epoch')
      .values({ only: 1, ...row })
      .onConflict((conflict) => conflict.column('only').doUpdateSet(row)),
  );
}

/** The last epoch, when it is not older than `notBefore` (Unix seconds), whole, and of this version; else null. */
export function lastEpochIn(database: Database, notBefore: number, terms: Terms): LastEpoch | null {
  const [row] = database.rows(query.selectFrom('last_epoch').selectAll());
  if (row === undefined || row.at < notBefore || row.version !== versionOf(terms)) return null;
  if (row.digest !== digestOf(row.packed)) return null;
  return deserialize(inflateRawSync(row.packed, { maxOutputLength: MAX_BYTES })) as LastEpoch;
}

/** V8 writes text with a byte or with two for each character. */
const isIn = (plain: Buffer, secret: string): boolean =>
  secret !== '' && (plain.includes(secret) || plain.includes(Buffer.from(secret, 'utf16le')));

const versionOf = ({ version }: Terms): string => `${version}/${FORMAT}/${process.versions.v8}`;

const digestOf = (packed: Buffer): string => createHash('sha256').update(packed).digest('hex');
