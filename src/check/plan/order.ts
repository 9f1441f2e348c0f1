import type { Action, Plan } from '../../domain/plan.ts';
import type { Violation } from '../../domain/violation.ts';
import { when } from '../finding.ts';
import { groupBy } from '../group.ts';

/** An action with the seconds in which it is carried out. */
export interface Step {
  readonly action: Action;
  /** The later of `notBefore` and the end of everything it waits for. */
  readonly begin: number;
  /** begin + expectedSeconds. */
  readonly end: number;
}

/**
 * order: every action waits for actions that are there, never for itself in a circle, and for the one before it on its
 * own VM. complete: every action has its own id.
 */
export function checkOrder({ actions }: Plan): readonly Violation[] {
  const ids = new Set(actions.map(({ id }) => id));
  const steps = stepsOf(actions);
  const begun = new Set(steps.map(({ action }) => action.id));
  const missing = actions.flatMap(({ id, dependsOn }) =>
    dependsOn.filter((other) => !ids.has(other)).map((other) => ({ id, other })),
  );
  return [
    ...when(ids.size < actions.length, 'complete', `${actions.length - ids.size} actions have the id of another`),
    ...missing.flatMap(({ id, other }) => when(true, 'order', `${id} waits for ${other}, which is not there`)),
    ...(missing.length > 0 ? [] : actions)
      .filter(({ id }) => !begun.has(id))
      .flatMap(({ id, dependsOn }) => when(true, 'order', `${id} waits in a circle: for ${dependsOn.join(', ')}`)),
    ...[...groupBy(steps, ({ action }) => action.vm).values()].flatMap(unlinked),
  ];
}

/** Those of one VM's actions that do not wait for the one before. */
const unlinked = (own: readonly Step[]): readonly Violation[] =>
  own.flatMap(({ action }, index) => {
    const before = own[index - 1]?.action.id;
    const linked = before === undefined || action.dependsOn.includes(before);
    return when(!linked, 'order', `${action.id} does not wait for ${before}`);
  });

/** Every action that can ever begin, by begin; an action begins as soon as it may. */
export function stepsOf(actions: readonly Action[]): readonly Step[] {
  const ends = new Map<string, number>();
  const steps: Step[] = [];
  let waiting = actions;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => ends.has(id)));
    if (ready.length === 0) break;
    for (const action of ready) {
      const begin = Math.max(action.notBefore, ...action.dependsOn.map((id) => ends.get(id) ?? action.notBefore));
      steps.push({ action, begin, end: begin + action.expectedSeconds });
    }
    for (const { action, end } of steps.slice(-ready.length)) ends.set(action.id, end);
    waiting = waiting.filter(({ id }) => !ends.has(id));
  }
  return steps.sort((a, b) => a.begin - b.begin || a.end - b.end);
}
