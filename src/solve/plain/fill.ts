import { MOST_HOSTS, placeEarliest, waitingByKey } from './construct.ts';
import { Finder } from './finder.ts';
import { LEFT, type Placing, type PlainPart } from './part.ts';
import { PlainState } from './state.ts';

/** Puts what a placing leaves out in at its earliest start, lowest key first; nothing else is touched. */
export function fill(part: PlainPart, placing: Placing, keys: Float64Array): Placing {
  const state = new PlainState(part);
  state.load(placing);
  const finder = new Finder(state);
  let offset = 0;
  for (const j of waitingByKey(part, keys)) {
    if (state.start[j] !== LEFT) continue;
    offset = placeEarliest(state, finder, j, { offset, mostHosts: MOST_HOSTS });
    if (state.cost(j) >= (part.leave[j] as number)) state.undo();
    state.mark();
  }
  return { start: state.start, host: state.host };
}
