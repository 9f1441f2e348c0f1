import { setTimeout as sleep } from 'node:timers/promises';
import { Publisher } from 'zeromq';
import type { Message } from './messages.ts';

/** The hook publisher: messages go out in order, two frames each; whoever does not listen misses them. */
export interface EventPublisher {
  readonly url: string;
  readonly publish: (messages: readonly Message[]) => void;
  readonly close: () => Promise<void>;
}

/** A publisher that is closed gives its port back a moment later. */
const RETRY_MILLISECONDS = 20;
const TRIES = 250;

/** Binds on the loopback; port 0 takes any. */
export async function openPublisher(port: number): Promise<EventPublisher> {
  const socket = new Publisher({ linger: 0, sendHighWaterMark: 0 });
  for (let tries = 1; ; tries++) {
    try {
      await socket.bind(`tcp://127.0.0.1:${port === 0 ? '*' : port}`);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === TRIES) throw error;
      await sleep(RETRY_MILLISECONDS);
    }
  }
  let sent: Promise<void> = Promise.resolve();
  return {
    url: socket.lastEndpoint ?? '',
    publish: (messages) => {
      for (const { topic, xml } of messages) {
        const frames = [topic, Buffer.from(xml).toString('base64')];
        sent = sent.then(() => (socket.closed ? undefined : socket.send(frames)));
      }
    },
    close: async () => {
      await sent.catch(() => undefined);
      socket.close();
    },
  };
}
