import { InputError } from '../../domain/errors.ts';
import type { Policy } from '../../domain/policy.ts';
import type { PolicyOverrides } from './schema.ts';

/** The policy with what the overrides say instead: setting by setting, lists and single words whole. */
export function merged(policy: Policy, overrides: PolicyOverrides): Policy {
  const result = {
    time: { ...policy.time, ...said(overrides.time) },
    limits: { ...policy.limits, ...said(overrides.limits) },
    weights: { ...policy.weights, ...said(overrides.weights) },
    overheads: { ...policy.overheads, ...said(overrides.overheads) },
    preemption: { ...policy.preemption, ...said(overrides.preemption) },
    migration: { ...policy.migration, ...said(overrides.migration) },
    budgets: { ...policy.budgets, ...said(overrides.budgets) },
    rank: { ...policy.rank, ...said(overrides.rank) },
    maintenance: overrides.maintenance ?? policy.maintenance,
    rules: overrides.rules ?? policy.rules,
    shape: overrides.shape ?? policy.shape,
    planHeld: overrides.planHeld ?? policy.planHeld,
    atLeaseEnd: overrides.atLeaseEnd ?? policy.atLeaseEnd,
  };
  return result;
}

type Said<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without the settings that are undefined. */
function said<T extends object>(section: T | undefined): Said<T> {
  return Object.fromEntries(Object.entries(section ?? {}).filter(([, given]) => given !== undefined)) as Said<T>;
}

/** What no single setting shows: the horizon in slots. Throws an `InputError`. */
export function checkTogether(source: string, { time }: Policy): void {
  const { slotSeconds, horizonSeconds } = time;
  if (horizonSeconds < slotSeconds) {
    const problem = `the horizon of ${horizonSeconds} s is shorter than one slot of ${slotSeconds} s`;
    throw new InputError(source, problem, 'Set a longer horizon or shorter slots.');
  }
  const slots = Math.ceil(horizonSeconds / slotSeconds);
  if (slots <= MOST_SLOTS) return;
  const problem = `the horizon of ${horizonSeconds} s has ${slots} slots of ${slotSeconds} s, more than ${MOST_SLOTS}`;
  throw new InputError(source, problem, 'Set a shorter horizon or longer slots.');
}

/** A week of 5-minute slots. */
const MOST_SLOTS = 2_016;
