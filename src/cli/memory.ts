import process from 'node:process';
import type { InferredOptionTypes, Options } from 'yargs';
import { type Memory, openMemory } from '../store/memory.ts';
import { defaultStore } from '../store/state-folder.ts';
import { once, text, whole } from './values.ts';

/** Which store is asked. */
export const STORE_OPTIONS = {
  store: {
    type: 'string',
    describe:
      "the planner's store; ONEPLAN_STORE, else store.db in ONEPLAN_STATE or ~/.local/state/oneplan when left out",
    coerce: once('--store', text),
  },
} as const satisfies Record<string, Options>;

/** How much is told. */
export const LAST_OPTIONS = {
  last: { type: 'string', describe: 'only so many, the newest', coerce: once('--last', whole(1)) },
} as const satisfies Record<string, Options>;

export type StoreArgs = InferredOptionTypes<typeof STORE_OPTIONS>;

/** Asks the store that the arguments name, and closes it again. */
export async function remembered<Result>(args: StoreArgs, ask: (memory: Memory) => Result): Promise<Result> {
  const memory = await openMemory(args.store ?? defaultStore(process.env));
  try {
    return ask(memory);
  } finally {
    memory.close();
  }
}
