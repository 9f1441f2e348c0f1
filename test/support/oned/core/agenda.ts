/** What is due when, in order of time and, at one time, of entry. */
export interface Agenda {
  /** Unix seconds of what is due next; null when nothing is. */
  readonly nextAt: () => number | null;
  readonly add: (at: number, run: (now: number) => void) => void;
  /** Runs all that is due by then, each at its own moment. */
  readonly runUntil: (now: number) => void;
}

interface Entry {
  readonly at: number;
  readonly run: (now: number) => void;
}

export function newAgenda(): Agenda {
  const entries: Entry[] = [];
  return {
    nextAt: () => entries[0]?.at ?? null,
    add: (at, run) => {
      entries.splice(placeFor(entries, at), 0, { at, run });
    },
    runUntil: (now) => {
      for (let next = entries[0]; next !== undefined && next.at <= now; next = entries[0]) {
        entries.shift();
        next.run(next.at);
      }
    },
  };
}

/** After all that is due at the same time. */
function placeFor(entries: readonly Entry[], at: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Entry).at <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
