import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openStore, type Store, type StoreOptions } from '../../src/store/store.ts';
import { folder } from './cli.ts';
import { ordinary } from './store.ts';

/** A new store in a folder of the test's own; closed and gone when the test ends. */
export async function newStore(context: TestContext, overrides: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore(join(folder(context), 'store.db'), ordinary(overrides));
  context.after(() => store.close());
  return store;
}
