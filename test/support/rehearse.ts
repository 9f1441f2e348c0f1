import type { Action, Operation, Plan } from '../../src/domain/plan.ts';

/** An action as it went: begun when its time had come and all it waits for was done. */
export interface Performed {
  readonly action: Action;
  readonly begin: number;
  readonly end: number;
}

/** A VM on a host, seconds: from its arrival until it is gone. */
export interface Hold {
  readonly vm: number;
  readonly host: number;
  readonly from: number;
  readonly until: number;
}

const LEAVES: readonly Operation[] = ['stop', 'undeploy', 'terminate', 'suspend'];

/** Carries out the actions in their order; `delay` adds seconds to one. */
export function perform({ actions }: Plan, delay: (action: Action) => number = () => 0): readonly Performed[] {
  const ends = new Map<string, number>();
  return actions.map((action) => {
    const begin = Math.max(action.notBefore, ...action.dependsOn.map((id) => ends.get(id) ?? Number.NaN));
    const end = begin + action.expectedSeconds + delay(action);
    ends.set(action.id, end);
    return { action, begin, end };
  });
}

/** What every VM holds when actions go like that: `present` says where each is now. */
export function holdsOf(
  present: ReadonlyMap<number, number>,
  performed: readonly Performed[],
  now: number,
): readonly Hold[] {
  const holds: Hold[] = [...present].map(([vm, host]) => ({ vm, host, from: now, until: Number.POSITIVE_INFINITY }));
  for (const { action, begin, end } of performed) {
    const open = holds.findIndex(({ vm, until }) => vm === action.vm && until === Number.POSITIVE_INFINITY);
    const moves = action.operation === 'migrate' || action.operation === 'live-migrate';
    if (open !== -1 && (moves || LEAVES.includes(action.operation)))
      holds[open] = { ...(holds[open] as Hold), until: end };
    if (moves || action.operation === 'deploy') {
      holds.push({ vm: action.vm, host: action.host, from: begin, until: Number.POSITIVE_INFINITY });
    }
  }
  return holds;
}
