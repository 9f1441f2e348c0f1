import { type Problem, type Rule, slotCount } from '../../domain/problem.ts';
import { slotSeconds } from '../../domain/time.ts';
import type { Violation } from '../../domain/violation.ts';
import { when } from '../finding.ts';
import type { Breach } from './breach.ts';
import { slotName } from './names.ts';
import type { Replay } from './replay.ts';

type Pool = Rule & { readonly kind: 'pool' };

/** pool: Σ amount of the VMs that hold room in a slot ≤ max(limit, that sum by the present). */
export function pool(problem: Problem, rule: Pool, replay: Replay): Breach {
  const before = inUse(problem, rule, replay.present);
  let seconds = 0;
  const violations: Violation[] = [];
  inUse(problem, rule, replay.stays).forEach((used, slot) => {
    if (used <= rule.limit) return;
    seconds += slotSeconds(problem.edges, slot);
    const message = `${rule.name}: ${used} of ${rule.limit} in use in ${slotName(problem, slot)}`;
    violations.push(...when(used > (before[slot] as number), 'pool', message));
  });
  return { seconds, violations };
}

/** Sum by slot; a VM in transit holds two hosts and counts once. */
function inUse(problem: Problem, { uses }: Pool, stays: Replay['stays']): Float64Array {
  const used = new Float64Array(slotCount(problem));
  for (const { vm, amount } of uses) {
    const ofVm = stays[vm] ?? [];
    for (let slot = 0; slot < used.length; slot++) {
      const holds = ofVm.some(({ from, until }) => from <= slot && slot < until);
      if (holds) used[slot] = (used[slot] as number) + amount;
    }
  }
  return used;
}
