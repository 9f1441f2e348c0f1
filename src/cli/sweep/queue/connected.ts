import type { QueueAddress, Server } from './address.ts';
import { PREFIX } from './names.ts';

/** What every part of the queue is opened with: commands wait while the server can not be reached. */
export interface Connected {
  readonly connection: Server & {
    readonly maxRetriesPerRequest: null;
    readonly retryStrategy: (times: number) => number;
  };
  readonly prefix: string;
}

export const connectedTo = ({ connection }: QueueAddress): Connected => ({
  connection: {
    ...connection,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * 2 ** times, 5_000),
  },
  prefix: PREFIX,
});

/** Says once that a server is gone, and once that it is back: every part of the queue notices it again and again. */
export function outages(shown: string, say: (text: string) => void) {
  let away = false;
  return {
    error: (error: Error): void => {
      const code = (error as NodeJS.ErrnoException).code;
      if (away || code === undefined) return;
      away = true;
      say(`${shown} can not be reached (${code}); trying again until it is there\n`);
    },
    ready: (): void => {
      if (away) say(`${shown} is there again\n`);
      away = false;
    },
  };
}

/** Longest that closing may take: a server that is gone never answers. */
const CLOSING_MS = 5_000;

/** Waits for things to be closed, but not for ever. Errors of closing are nobody's concern any more. */
export async function closed(closing: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSING_MS);
  });
  await Promise.race([Promise.allSettled(closing), patience]);
  clearTimeout(timer);
}
