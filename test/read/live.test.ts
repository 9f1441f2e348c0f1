import assert from 'node:assert/strict';
import test from 'node:test';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { type Client, connect } from '../../src/opennebula/client.ts';
import { credentialsOf } from '../../src/opennebula/credentials.ts';
import type { Recordable } from '../../src/read/recording.ts';
import { sqliteSource } from '../../src/read/sqlite.ts';
import { xmlrpcSource } from '../../src/read/xmlrpc.ts';
import { ANSWERING_SESSION, type Answerer, answeringOned, answersFrom, bodiesOf } from '../support/answering-oned.ts';

const LAB = 'fixtures/clouds/lab/db/one.db';
const NOW = 1_795_404_371;

const clientOf = (url: string): Client =>
  connect({ url, authorities: [], insecure: false }, credentialsOf(ANSWERING_SESSION));

/** Reads from a server that answers so. */
async function reading<T>(
  answer: Answerer,
  read: (source: Recordable, calls: readonly string[]) => Promise<T>,
): Promise<T> {
  const oned = await answeringOned(answer);
  const client = clientOf(oned.url);
  try {
    return await read(xmlrpcSource({ client, now: () => NOW }), oned.calls);
  } finally {
    await client.close();
    await oned.close();
  }
}

const fromDatabase = (): Promise<Snapshot> => sqliteSource(LAB, { now: NOW }).read();

test('XML-RPC and the database of one moment give the same snapshot', async () => {
  const bodies = bodiesOf(LAB);
  const snapshot = await reading(
    answersFrom(() => bodies),
    (source) => source.read(),
  );
  assert.deepEqual(snapshot, await fromDatabase());
});
