/** Of what happens in the same second, lower comes first. From `late` on, the policy has been asked before. */
export const RANK = {
  end: 0,
  over: 1,
  run: 2,
  host: 3,
  arrival: 4,
  timed: 5,
  ask: 6,
  late: 7,
} as const;

export interface Entry {
  readonly at: number;
  readonly rank: number;
  readonly happen: () => void;
}

/** What is to come, soonest first; of the same second by rank, then in the order in which it was noted. */
export interface Agenda {
  readonly add: (at: number, rank: number, happen: () => void) => void;
  readonly peek: () => Entry | undefined;
  readonly pop: () => Entry | undefined;
  /** Whether something is to come besides hosts that fail or return, questions and answers. */
  readonly isLively: () => boolean;
}

type Numbered = Entry & { readonly number: number };

export function newAgenda(): Agenda {
  const heap: Numbered[] = [];
  let noted = 0;
  let lively = 0;
  return {
    add: (at, rank, happen) => {
      if (isLively(rank)) lively++;
      heap.push({ at, rank, happen, number: noted++ });
      rise(heap, heap.length - 1);
    },
    peek: () => heap[0],
    pop: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first !== undefined && isLively(first.rank)) lively--;
      if (heap.length > 0) sink(heap, last as Numbered);
      return first;
    },
    isLively: () => lively > 0,
  };
}

const isLively = (rank: number): boolean => rank !== RANK.host && rank !== RANK.timed && rank !== RANK.ask;

const isBefore = (a: Numbered, b: Numbered): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.number < b.number;

function rise(heap: Numbered[], from: number): void {
  const entry = heap[from] as Numbered;
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(entry, heap[parent] as Numbered)) break;
    heap[at] = heap[parent] as Numbered;
    at = parent;
  }
  heap[at] = entry;
}

/** Puts an entry in at the top and lets it find its place. */
function sink(heap: Numbered[], entry: Numbered): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Numbered, heap[child] as Numbered)) child++;
    if (isBefore(entry, heap[child] as Numbered)) break;
    heap[at] = heap[child] as Numbered;
    at = child;
  }
  heap[at] = entry;
}
