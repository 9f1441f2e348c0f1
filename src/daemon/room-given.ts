import type { JournalEntry } from '../domain/enactment.ts';
import type { HostId } from '../domain/ids.ts';
import type { Action, Operation } from '../domain/plan.ts';
import type { News } from '../enact/world.ts';

/**
 * Room given away while a plan was made. A plan goes by the cloud as it was read: who was not seen on his host by then is
 * not there in it, and may be planned to go elsewhere; and oned notes what it has given away only a moment after it has
 * accepted the next one. So whoever newly wants a host to which somebody is bound waits for the next plan; who was to go
 * there by the last orders as well, as early and after the same departures, does not.
 */
export interface RoomGiven {
  /** True when somebody has arrived, or will not come, and others were left out of the last orders: a plan may do better now. */
  readonly note: (news: News) => boolean;
  /** These are the orders now. */
  readonly expect: (actions: readonly Action[]) => void;
  /** Whether a plan of the cloud as it was read at that moment, Unix seconds, may give away room that is another's. */
  readonly isDoubtful: (action: Action, readAt: number) => boolean;
}

const TAKES_ROOM: ReadonlySet<Operation> = new Set<Operation>(['deploy', 'resume', 'migrate', 'live-migrate']);

/** By these the cloud shows a VM on its new host, or never will. */
const HEARD: ReadonlySet<News['kind']> = new Set<News['kind']>(['accepted', 'under-way', 'ended']);

/** @param bound hosts to which somebody goes, whatever the next plan says, and was not heard of there. */
export function roomGiven(bound: () => ReadonlySet<HostId>): RoomGiven {
  const latest = new Map<HostId, number>();
  let expected: ReadonlyMap<string, Action> = new Map();
  let isAnybodyOut = false;
  return {
    note: (news) => {
      if (news.kind === 'trouble' || !HEARD.has(news.kind)) return false;
      const { host } = news.of.command;
      if (host === null) return false;
      latest.set(host, news.at);
      const wasOut = isAnybodyOut;
      isAnybodyOut = false;
      return wasOut;
    },
    expect: (actions) => {
      expected = new Map(actions.map((action) => [placeOf(action), action]));
    },
    isDoubtful: (action, readAt) => {
      if (!TAKES_ROOM.has(action.operation) || wasToGo(action, expected.get(placeOf(action)))) return false;
      const isDoubtful = (latest.get(action.host) ?? 0) >= readAt || bound().has(action.host);
      isAnybodyOut ||= isDoubtful;
      return isDoubtful;
    },
  };
}

/** Hosts to which a process that has ended sent somebody, of whom it did not hear: he may arrive yet. */
export const boundIn = (open: readonly JournalEntry[]): ReadonlySet<HostId> =>
  new Set(open.flatMap(({ command: { host }, stage }) => (stage.kind === 'sent' && host !== null ? [host] : [])));

/** As early by the last orders, and after nobody's departure that it need not wait for by these. */
const wasToGo = (action: Action, before: Action | undefined): boolean =>
  before !== undefined &&
  before.notBefore <= action.notBefore &&
  before.dependsOn.every((id) => action.dependsOn.includes(id));

const placeOf = ({ vm, host }: Action): string => `${vm} on ${host}`;
