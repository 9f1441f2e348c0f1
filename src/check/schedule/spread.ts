import { type Problem, type Rule, slotCount } from '../../domain/problem.ts';
import { slotSeconds } from '../../domain/time.ts';
import type { Violation } from '../../domain/violation.ts';
import { when } from '../finding.ts';
import type { Breach } from './breach.ts';
import { hostName, slotName } from './names.ts';
import type { Replay } from './replay.ts';

/** spread: at most max(atMost, as many as by the present in that slot) of `vms` hold room on one host. */
export function spread(problem: Problem, rule: Rule & { readonly kind: 'spread' }, replay: Replay): Breach {
  const vms = [...new Set(rule.vms)];
  const before = countByHost(problem, vms, replay.present);
  let seconds = 0;
  const violations: Violation[] = [];
  for (const [host, counts] of countByHost(problem, vms, replay.stays)) {
    counts.forEach((count, slot) => {
      if (count <= rule.atMost) return;
      seconds += slotSeconds(problem.edges, slot);
      const where = `${hostName(problem, host)} in ${slotName(problem, slot)}`;
      const worse = count > (before.get(host)?.[slot] ?? 0);
      violations.push(...when(worse, 'spread', `${rule.name}: ${count} of at most ${rule.atMost} VMs on ${where}`));
    });
  }
  return { seconds, violations };
}

/** How many of the VMs hold room, by host and slot. */
function countByHost(problem: Problem, vms: readonly number[], stays: Replay['stays']): Map<number, Int32Array> {
  const counts = new Map<number, Int32Array>();
  for (const { host, from, until } of vms.flatMap((vm) => stays[vm] ?? [])) {
    const here = counts.get(host) ?? new Int32Array(slotCount(problem));
    counts.set(host, here);
    for (let slot = from; slot < until; slot++) here[slot] = (here[slot] as number) + 1;
  }
  return counts;
}
