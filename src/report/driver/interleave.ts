import type { DriverAction } from '../../domain/driver.ts';
import type { HostId } from '../../domain/ids.ts';

/**
 * One action of each host in turn, each host's in their order. oned begins actions in the order of the plan and stops at
 * the first whose host has enough under way (MAX_ACTIONS_PER_HOST), so all actions of one host first would let the
 * others wait.
 */
export function interleaved(actions: readonly DriverAction[]): readonly DriverAction[] {
  const turns = new Map<HostId, number>();
  return actions
    .map((action) => {
      const turn = turns.get(action.host) ?? 0;
      turns.set(action.host, turn + 1);
      return { action, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ action }) => action);
}
