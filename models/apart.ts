import type { Rule } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { slotSeconds } from '../src/domain/time.ts';
import { withTerm } from './counting.ts';
import type { Formulation } from './formulation.ts';
import { levelOf } from './rule-level.ts';
import { type Presence, sumOf, type VmTimes } from './vm-times.ts';

type Apart = Rule & { readonly kind: 'apart' };
type Pair = readonly [one: number, other: number];

/**
 * anti-affinity: with holds[v, h, t] ∈ {0, 1}, for every pair (v, w) of the rule, host h and slot t
 *
 *     holds[v, h, t] + holds[w, h, t] ≤ 1 + broken[v, w, t]
 *
 * where broken is 0 for a rule that must hold, except on the host that both are on now; broken ∈ {0, 1} costs the slot's
 * seconds. Where all pairs of a list must keep apart, one row Σ_v holds[v, h, t] ≤ 1 says it for all of them.
 */
export function apartRows(formulation: Formulation, times: VmTimes, rule: Apart): void {
  const broken = new Map<string, number>();
  const context = { formulation, times, rule, broken };
  for (let host = 0; host < formulation.problem.hosts.length; host++) {
    const excused = (pair: Pair): boolean => pair.every((vm) => times.homeOf(vm) === host);
    const [clique, pairs] = split(rule, excused);
    for (let slot = 0; slot < slotCount(formulation.problem); slot++) {
      if (clique.length > 1) strictRow(context, clique, host, slot);
      for (const pair of pairs) {
        if (rule.strength === 'must' && !excused(pair)) strictRow(context, pair, host, slot);
        else brokenRow(context, pair, host, slot);
      }
    }
  }
}

interface Context {
  readonly formulation: Formulation;
  readonly times: VmTimes;
  readonly rule: Apart;
  /** Column by pair and slot. */
  readonly broken: Map<string, number>;
}

/** Either all VMs of the rule as one row, or its pairs one by one. */
function split(
  rule: Apart,
  excused: (pair: Pair) => boolean,
): readonly [clique: readonly number[], pairs: readonly Pair[]] {
  const [left, right] = [new Set(rule.left), new Set(rule.right)];
  const pairs = pairsOf(left, right);
  const same = left.size === right.size && [...left].every((vm) => right.has(vm));
  return same && rule.strength === 'must' && !pairs.some(excused) ? [[...left], []] : [[], pairs];
}

/** Unordered, of two different VMs, each once. */
function pairsOf(left: ReadonlySet<number>, right: ReadonlySet<number>): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  for (const one of left) {
    for (const other of right) {
      if (one !== other) pairs.set(`${Math.min(one, other)} ${Math.max(one, other)}`, [one, other]);
    }
  }
  return [...pairs.values()];
}

function presencesAt(
  { formulation, times }: Context,
  vms: readonly number[],
  host: number,
  slot: number,
): readonly Presence[] {
  const at = host * slotCount(formulation.problem) + slot;
  return vms.flatMap((vm) => times.table(vm, 'room').get(at) ?? []);
}

function strictRow(context: Context, vms: readonly number[], host: number, slot: number): void {
  const { builder } = context.formulation;
  const presences = presencesAt(context, vms, host, slot);
  if (presences.length < 2) return;
  const { constant, form } = sumOf(presences);
  if (builder.canBind(form, 1 - constant)) builder.atMost('anti-affinity', form, 1 - constant);
}

function brokenRow(context: Context, pair: Pair, host: number, slot: number): void {
  const { builder, problem } = context.formulation;
  const presences = presencesAt(context, pair, host, slot);
  if (presences.length < 2) return;
  const { constant, form } = sumOf(presences);
  if (constant < 2 && !builder.canBind(form, 1 - constant)) return;
  const key = `${pair.join()} ${slot}`;
  const seconds = slotSeconds(problem.edges, slot);
  const column = context.broken.get(key) ?? builder.consequence(1, levelOf(context.rule), seconds, false);
  context.broken.set(key, column);
  builder.atMost('anti-affinity', withTerm(form, column, -1), 1 - constant);
}
