import { Publisher } from 'zeromq';
import type { Message } from './messages.ts';

/** The hook publisher: messages go out in order, two frames each; whoever does not listen misses them. */
export interface EventPublisher {
  readonly url: string;
  readonly publish: (messages: readonly Message[]) => void;
  readonly close: () => Promise<void>;
}

/** Binds on the loopback; port 0 takes any. */
export async function openPublisher(port: number): Promise<EventPublisher> {
  const socket = new Publisher({ linger: 0, sendHighWaterMark: 0 });
  await socket.bind(`tcp://127.0.0.1:${port === 0 ? '*' : port}`);
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
