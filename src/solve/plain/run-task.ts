import { construct } from './construct.ts';
import type { Placing } from './part.ts';
import { RoamingSearch } from './roaming.ts';
import { PlainSearch } from './search.ts';
import { costOfPlacing, type PlainFinding, type PlainTask } from './task.ts';

/** Seconds between two reports, at least. */
const REPORT_SECONDS = 0.2;
const STEPS_A_LOOK = 16;
/** Share of its time in which a task looks for a beginning. */
const BEGINNING_SHARE = 0.15;

/** Begins with the best beginning and searches on; tells better placings as they come, and returns the best. */
export function runTask(task: PlainTask, { found, alive }: Listener): PlainFinding {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  alive();
  const beginning = bestBeginning(task, () => {
    alive();
    return task.steps === null && seconds() > BEGINNING_SHARE * task.seconds;
  });
  const cost = costOfPlacing(task.part, beginning);
  found({ ...beginning, cost });
  return search(task, { beginning, cost, seconds }, { found, alive });
}

/** Who hears of a task on its way. */
export interface Listener {
  readonly found: (finding: PlainFinding) => void;
  /** Told now and then that it still works. */
  readonly alive: () => void;
}

function bestBeginning({ part, placing, orders }: PlainTask, isOver: () => boolean): Placing {
  let best = placing;
  for (const keys of orders) {
    if (best !== null && isOver()) break;
    const tried = construct(part, keys);
    if (best === null || costOfPlacing(part, tried) < costOfPlacing(part, best)) best = tried;
  }
  return best ?? construct(part, new Float64Array(part.jobs));
}

function search(
  task: PlainTask,
  { beginning, cost, seconds }: { readonly beginning: Placing; readonly cost: number; readonly seconds: () => number },
  { found, alive }: Listener,
): PlainFinding {
  const Search = task.roams ? RoamingSearch : PlainSearch;
  const searching = new Search(task.part, beginning, task.seed);
  const best = (): PlainFinding => {
    const { start, host, gain } = searching.best;
    return { start, host, cost: cost - gain };
  };
  const begun = seconds();
  let steps = 0;
  let told = { cost, at: begun };
  const done = (): number =>
    task.steps === null ? (seconds() - begun) / Math.max(1e-3, task.seconds - begun) : steps / task.steps;
  for (let share = done(); share < 1; share = done()) {
    const progress = task.from + share * (task.until - task.from);
    for (let k = 0; k < STEPS_A_LOOK; k++, steps++) searching.step(progress);
    alive();
    if (seconds() - told.at < REPORT_SECONDS) continue;
    const now = best();
    if (now.cost < told.cost) found(now);
    told = { cost: now.cost, at: seconds() };
  }
  return best();
}
