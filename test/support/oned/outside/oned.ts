import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { advance, type CloudSpec, newCloud } from '../core/cloud.ts';
import type { Cloud } from '../core/model.ts';
import type { Call } from '../rpc/envelope.ts';
import { type Handled, handle } from '../rpc/handle.ts';
import { openDatabase } from './database.ts';
import { type Faults, newFaults } from './faults.ts';
import { type Listener, listen } from './listener.ts';
import { callMessage, type Message, stateMessages } from './messages.ts';
import { type EventPublisher, openPublisher } from './publisher.ts';
import { serveCalls } from './serve-calls.ts';

export interface OnedOptions {
  readonly cloud: CloudSpec;
  /** Folder for one.db and one_auth. */
  readonly folder: string;
  /** Ports on the loopback; 0 takes any. */
  readonly port?: number;
  readonly eventsPort?: number;
  /** Numbers from 0 to below 1, for faults. */
  readonly dice: () => number;
  /** Unix seconds with fractions. */
  readonly now: () => number;
}

/** The stand-in, alive in this process. */
export interface Oned {
  readonly cloud: Cloud;
  readonly faults: Faults;
  readonly xmlrpcUrl: string;
  readonly eventsUrl: string;
  readonly databaseFile: string;
  /** Holds the administrator's session, as ONE_AUTH does. */
  readonly authFile: string;
  /** Answers a call as if it had come over the wire, without faults. */
  readonly call: (call: Call) => Handled;
  /** Lets what is due happen, runs `change`, and lets the world see what came of it. */
  readonly change: <Value>(change: (now: number) => Value) => Value;
  readonly publish: (messages: readonly Message[]) => void;
  /** Neither answers nor tells anything for a while; the hypervisors go on. */
  readonly restart: (seconds: number) => Promise<void>;
  /** The database is locked for a while, as by a long write: readers wait, and see what was. */
  readonly lockDatabase: (seconds: number) => Promise<void>;
  /** The publisher alone goes away, or comes back. */
  readonly setPublisher: (up: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens all doors of a stand-in: XML-RPC, publisher, database. */
export async function openOned(options: OnedOptions): Promise<Oned> {
  const faults = newFaults(options.dice);
  const outgoing: Message[] = [];
  const cloud: Cloud = newCloud(options.cloud, {
    news: (news) => outgoing.push(...stateMessages(cloud, news)),
    mood: faults.mood,
  });
  const authFile = join(options.folder, 'one_auth');
  const admin = cloud.users.find(({ id }) => id === 0);
  writeFileSync(authFile, `${admin?.name}:${admin?.password}\n`, { mode: 0o600 });
  const databaseFile = join(options.folder, 'one.db');
  const database = openDatabase(databaseFile, cloud);
  const doors = await openDoors(options);
  const timer = wakeUp(cloud, options.now, () => settled(options.now()));

  /** Lets what is due happen and shows it: database first, then events. */
  function settled(now: number): void {
    advance(cloud, now);
    database.flush();
    doors.publish(outgoing.splice(0).filter(() => !faults.dropsEvent()));
    timer.set();
  }
  function change<Value>(act: (now: number) => Value): Value {
    const now = options.now();
    settled(now);
    const value = act(now);
    settled(now);
    return value;
  }
  function call(one: Call): Handled {
    return change((now) => {
      const handled = handle(cloud, one, now);
      const message = callMessage(handled);
      if (message !== null) outgoing.push(message);
      return handled;
    });
  }
  doors.serve(serveCalls({ call, faults, now: options.now }));
  return {
    cloud,
    faults,
    xmlrpcUrl: doors.xmlrpcUrl,
    eventsUrl: doors.eventsUrl,
    databaseFile,
    authFile,
    call,
    change,
    publish: doors.publish,
    restart: doors.restart,
    setPublisher: doors.setPublisher,
    lockDatabase: async (seconds) => {
      const release = database.lock();
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      release();
      settled(options.now());
    },
    close: async () => {
      timer.stop();
      await doors.close();
      database.close();
    },
  };
}

/** Wakes up when the next thing is due. */
function wakeUp(
  cloud: Cloud,
  now: () => number,
  wake: () => void,
): { readonly set: () => void; readonly stop: () => void } {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const set = (): void => {
    if (timer !== null) clearTimeout(timer);
    const at = cloud.agenda.nextAt();
    timer = stopped || at === null ? null : setTimeout(wake, Math.min(60_000, Math.max(0, (at - now()) * 1_000)));
  };
  return {
    set,
    stop: () => {
      stopped = true;
      set();
    },
  };
}

type ServeCall = Parameters<typeof listen>[1];

interface Doors extends Pick<Oned, 'xmlrpcUrl' | 'eventsUrl' | 'publish' | 'restart' | 'setPublisher' | 'close'> {
  readonly serve: (serve: ServeCall) => void;
}

async function openDoors(options: OnedOptions): Promise<Doors> {
  let serve: ServeCall = (_body, _request, response) => response.destroy();
  const open = (port: number): Promise<Listener> => listen(port, (...call) => serve(...call));
  let publisher: EventPublisher | null = await openPublisher(options.eventsPort ?? 0);
  let listener: Listener | null = await open(options.port ?? 0);
  const { port } = listener;
  const { url: eventsUrl } = publisher;
  const setPublisher = async (up: boolean): Promise<void> => {
    if (up && publisher === null) publisher = await openPublisher(Number(new URL(eventsUrl).port));
    if (up || publisher === null) return;
    const gone = publisher;
    publisher = null;
    await gone.close();
  };
  const shut = async (): Promise<void> => {
    await Promise.all([listener?.close(), setPublisher(false)]);
    listener = null;
  };
  return {
    xmlrpcUrl: `http://127.0.0.1:${port}/RPC2`,
    eventsUrl,
    serve: (next) => {
      serve = next;
    },
    publish: (messages) => publisher?.publish(messages),
    setPublisher,
    restart: async (seconds) => {
      await shut();
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      listener = await open(port);
      await setPublisher(true);
    },
    close: shut,
  };
}
