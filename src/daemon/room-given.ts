import type { HostId } from '../domain/ids.ts';
import type { Action, Operation } from '../domain/plan.ts';
import type { News } from '../enact/world.ts';

/**
 * Room given away while a plan was made. A plan goes by the cloud as it was read; who was sent to a host since then is not
 * in it. So whoever newly wants that host waits for the next plan; who was to go there before as well does not.
 */
export interface RoomGiven {
  readonly note: (news: News) => void;
  /** These are the orders now. */
  readonly expect: (actions: readonly Action[]) => void;
  readonly isDoubtful: (action: Action, readAt: number) => boolean;
}

const TAKES_ROOM: ReadonlySet<Operation> = new Set<Operation>(['deploy', 'resume', 'migrate', 'live-migrate']);

export function roomGiven(): RoomGiven {
  const arrivals = new Map<HostId, number>();
  let expected: ReadonlySet<string> = new Set();
  return {
    note: (news) => {
      if (news.kind === 'sent' && news.of.command.host !== null) arrivals.set(news.of.command.host, news.at);
    },
    expect: (actions) => {
      expected = new Set(actions.map(placeOf));
    },
    isDoubtful: (action, readAt) =>
      TAKES_ROOM.has(action.operation) && (arrivals.get(action.host) ?? 0) >= readAt && !expected.has(placeOf(action)),
  };
}

const placeOf = ({ vm, host }: Action): string => `${vm} on ${host}`;
