/** Takes results as they come, and hands them on in the order of the sweep: what is early waits. */
export interface InOrder<Result> {
  /** The result at a place; one that is there already is left as it was. */
  readonly add: (place: number, result: Result) => void;
  /** How many places have their result. */
  readonly count: () => number;
}

export function inOrder<Result>(take: (result: Result, place: number) => void): InOrder<Result> {
  const early = new Map<number, Result>();
  let next = 0;
  return {
    add: (place, result) => {
      if (place < next || early.has(place)) return;
      early.set(place, result);
      for (let ready = early.get(next); early.has(next); ready = early.get(next)) {
        early.delete(next);
        take(ready as Result, next++);
      }
    },
    count: () => next + early.size,
  };
}
