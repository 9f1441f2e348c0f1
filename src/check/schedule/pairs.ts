import type { Problem, Rule } from '../../domain/problem.ts';
import type { RuleName } from '../../domain/violation.ts';
import { when } from '../finding.ts';
import { groupBy } from '../group.ts';
import { type Clash, type Span, scattered, sharing } from '../span.ts';
import type { Breach } from './breach.ts';
import { hostName, slotName, vmName } from './names.ts';
import type { Replay } from './replay.ts';

/**
 * anti-affinity: no VM of `left` holds room on a host where another of `right` does.
 * Excused while both are on the host that both are on now.
 */
export function apart(problem: Problem, rule: Rule & { readonly kind: 'apart' }, replay: Replay): Breach {
  const left = new Set(rule.left);
  const right = new Set(rule.right);
  const holds = [...new Set([...left, ...right])].flatMap((vm) => replay.stays[vm] ?? []);
  return breach(problem, replay, sharing(holds, left, right), { rule: 'anti-affinity', name: rule.name });
}

/**
 * affinity: no two of `vms` run at one time on different hosts, with zones on hosts of different zones.
 * Excused while both run on the hosts that they are on now.
 */
export function together(problem: Problem, rule: Rule & { readonly kind: 'together' }, replay: Replay): Breach {
  const runs = [...new Set(rule.vms)]
    .flatMap((vm) => replay.stays[vm] ?? [])
    .map(({ vm, host, runFrom, runUntil }) => ({ vm, host, from: runFrom, until: runUntil }));
  const zoneOf = (host: number): number => rule.zones?.[host] ?? host;
  return breach(problem, replay, scattered(runs, zoneOf), { rule: 'affinity', name: rule.name });
}

function breach(
  problem: Problem,
  { home }: Replay,
  clashes: readonly Clash[],
  { rule, name }: { readonly rule: RuleName; readonly name: string },
): Breach {
  const atHome = ({ vm, host }: Span): boolean => home[vm] === host;
  const violations = clashes.flatMap(({ one, other, from }) => {
    const who = `${vmName(problem, one.vm)} on ${hostName(problem, one.host)} and ${vmName(problem, other.vm)}`;
    const where = `on ${hostName(problem, other.host)} in ${slotName(problem, from)}`;
    return when(!(atHome(one) && atHome(other)), rule, `${name}: ${who} ${where}`);
  });
  return { violations, seconds: pairSeconds(problem, clashes) };
}

/** Seconds in which a pair breaks the rule, summed over pairs: a pair that shares two hosts at once counts once. */
function pairSeconds({ edges, vms }: Problem, clashes: readonly Clash[]): number {
  const key = ({ one, other }: Clash): number => Math.min(one.vm, other.vm) * vms.length + Math.max(one.vm, other.vm);
  let seconds = 0;
  for (const ofPair of groupBy(clashes, key).values()) {
    let counted = 0;
    for (const { from, until } of ofPair.toSorted((a, b) => a.from - b.from)) {
      const begin = Math.max(from, counted);
      if (until > begin) seconds += (edges[until] as number) - (edges[begin] as number);
      counted = Math.max(counted, until);
    }
  }
  return seconds;
}
