import { InputError } from '../domain/errors.ts';
import type { CloudEvent, EventFeed } from '../ports.ts';
import { eventOf } from './event-topic.ts';

/** Topics that say how VMs and hosts stand: each change once, though oned tells it under two names. */
const TOPICS = ['EVENT STATE VM/', 'EVENT STATE HOST/'];

const FIRST_RETRY_MS = 250;
const SLOWEST_RETRY_MS = 30_000;
/** A connection that died without a word is noticed within about a minute. */
const IDLE_SECONDS = 30;

/**
 * OpenNebula's hook publisher (`HOOK_MANAGER_CONF/PUBLISHER…`, port 2101) as an event feed. Connects again by itself,
 * waiting twice as long each time; what was said meanwhile is lost.
 *
 * Its `listen` throws an `InputError` when this machine can not speak ZeroMQ or the address is none.
 */
export const publisherFeed = (address: string): EventFeed => ({
  listen: async ({ heard, health, signal }) => {
    const { Subscriber } = await zeromq(address);
    const socket = new Subscriber({
      reconnectInterval: FIRST_RETRY_MS,
      reconnectMaxInterval: SLOWEST_RETRY_MS,
      tcpKeepalive: 1,
      tcpKeepaliveIdle: IDLE_SECONDS,
      linger: 0,
    });
    watch(socket.events, health);
    const close = (): void => socket.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      connect(socket, address);
      if (!signal.aborted) for await (const [topic] of socket) tell(topic, heard);
    } finally {
      signal.removeEventListener('abort', close);
      socket.close();
    }
  },
});

type ZeroMq = typeof import('zeromq');
type Socket = InstanceType<ZeroMq['Subscriber']>;

/** A native package, so loaded only here: planning goes on without it. */
async function zeromq(address: string): Promise<ZeroMq> {
  try {
    return await import('zeromq');
  } catch (cause) {
    const problem = 'events can not be heard, since the package zeromq does not load on this machine';
    throw new InputError(address, problem, 'Install it again, or leave out --events: the cloud is polled.', { cause });
  }
}

function connect(socket: Socket, address: string): void {
  try {
    socket.connect(address);
    socket.subscribe(...TOPICS);
  } catch (cause) {
    throw new InputError('--events', `"${address}" is no address`, 'Write tcp://HOST:2101.', { cause });
  }
}

/** The publisher's greeting counts, not the bare connection: something else may listen there. */
function watch(events: Socket['events'], health: (connected: boolean, why: string) => void): void {
  const lost = (why: string) => (): void => health(false, why);
  events.on('handshake', () => health(true, 'connected'));
  events.on('disconnect', lost('the connection was lost'));
  events.on('connect:retry', lost('nobody answers'));
  events.on('handshake:error:protocol', lost('what answers there is no ZeroMQ publisher'));
}

function tell(topic: Buffer | undefined, heard: (event: CloudEvent) => void): void {
  const event = topic === undefined ? null : eventOf(topic.toString('latin1'));
  if (event !== null) heard(event);
}
