import type { Rule } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { slotSeconds } from '../src/domain/time.ts';
import { withTerm } from './counting.ts';
import type { Formulation } from './formulation.ts';
import { levelOf } from './rule-level.ts';
import { type Presence, sumOf, type VmTimes } from './vm-times.ts';

type Together = Rule & { readonly kind: 'together' };

/**
 * affinity: with runs[v, h, t] ∈ {0, 1}, for every pair (v, w) of the rule, host h and slot t
 *
 *     runs[v, h, t] + Σ_{k ≠ h} runs[w, k, t] ≤ 1 + broken[v, w, t]
 *
 * (with zones: k in no zone of h)
 * where broken is 0 for a rule that must hold, except that the two hosts h, k that the pair is on now form a row of
 * their own; broken ∈ {0, 1} costs the slot's seconds.
 */
export function togetherRows(formulation: Formulation, times: VmTimes, rule: Together): void {
  const vms = [...new Set(rule.vms)];
  vms.forEach((one, index) => {
    for (const other of vms.slice(index + 1)) {
      for (let slot = 0; slot < slotCount(formulation.problem); slot++) {
        pairRows({
          formulation,
          rule,
          one: where(times, one, slot, formulation),
          other: where(times, other, slot, formulation),
          slot,
        });
      }
    }
  });
}

/** Where one VM can run in one slot, by host, and where it is now. */
interface Where {
  readonly home: number | null;
  readonly byHost: ReadonlyMap<number, Presence>;
}

function where(times: VmTimes, vm: number, slot: number, { problem }: Formulation): Where {
  const table = times.table(vm, 'runs');
  const byHost = new Map<number, Presence>();
  problem.hosts.forEach((_, host) => {
    const presence = table.get(host * slotCount(problem) + slot);
    if (presence !== undefined) byHost.set(host, presence);
  });
  return { home: times.homeOf(vm), byHost };
}

interface PairInSlot {
  readonly formulation: Formulation;
  readonly rule: Together;
  readonly one: Where;
  readonly other: Where;
  readonly slot: number;
}

function pairRows({ formulation, rule, one, other, slot }: PairInSlot): void {
  const { builder, problem } = formulation;
  let broken: number | null = null;
  const row = (presences: readonly Presence[], mayBreak: boolean): void => {
    const { constant, form } = sumOf(presences);
    if (constant < 2 && !builder.canBind(form, 1 - constant)) return;
    if (!mayBreak) {
      builder.atMost('affinity', form, 1 - constant);
      return;
    }
    broken ??= builder.consequence(1, levelOf(rule), slotSeconds(problem.edges, slot), false);
    builder.atMost('affinity', withTerm(form, broken, -1), 1 - constant);
  };
  for (const [host, presence] of one.byHost) {
    const elsewhere = [...other.byHost].filter(([each]) => zoneOf(rule, each) !== zoneOf(rule, host));
    const excused = rule.strength === 'must' && host === one.home ? other.home : null;
    const strict = elsewhere.filter(([each]) => each !== excused).map(([, each]) => each);
    const mayGoOn = elsewhere.filter(([each]) => each === excused).map(([, each]) => each);
    if (strict.length > 0) row([presence, ...strict], rule.strength === 'prefer');
    if (mayGoOn.length > 0) row([presence, ...mayGoOn], true);
  }
}

const zoneOf = (rule: Together, host: number): number => rule.zones?.[host] ?? host;
