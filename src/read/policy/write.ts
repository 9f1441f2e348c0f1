import { stringify } from 'yaml';
import type { Policy } from '../../domain/policy.ts';

/** A policy in the words of the policy file, every setting written out: it reads back the same. */
export function policyText(policy: Policy): string {
  const { time, limits, weights, overheads, preemption, migration, budgets } = policy;
  return stringify({
    time: {
      slot: span(time.slotSeconds),
      horizon: span(time.horizonSeconds),
      epoch: span(time.epochSeconds),
      'promise-slots': time.promiseSlots,
    },
    limits: {
      'time-limit': span(limits.timeLimitSeconds),
      gap: limits.gap,
      seed: limits.seed,
      'node-limit': limits.nodeLimit ?? 'unlimited',
      solver: limits.solver,
    },
    weights: {
      base: weights.base,
      'per-priority': weights.perPriority,
      age: weights.ageSeconds === null ? 'none' : span(weights.ageSeconds),
    },
    overheads: {
      boot: span(overheads.bootSeconds),
      shutdown: span(overheads.shutdownSeconds),
      save: span(overheads.saveSeconds),
      'save-rate': rate(overheads.saveMibPerSecond),
      resume: span(overheads.resumeSeconds),
      'resume-rate': rate(overheads.resumeMibPerSecond),
      'live-migration': span(overheads.liveMigrationSeconds),
      'live-migration-rate': rate(overheads.liveMigrationMibPerSecond),
      'serial-saves': overheads.serialSaves,
      learn: overheads.learn,
    },
    preemption: {
      operation: preemption.operation,
      'minimum-benefit': preemption.minimumBenefit,
      when: preemption.when,
    },
    migration: { operation: migration.operation, 'minimum-benefit': migration.minimumBenefit, when: migration.when },
    budgets: {
      migrations: budgets.migrations ?? 'unlimited',
      pauses: budgets.pauses ?? 'unlimited',
      'actions-per-host-slot': budgets.actionsPerHostSlot ?? 'unlimited',
    },
    maintenance: policy.maintenance.map(({ host, from, until }) => ({
      host,
      from: moment(from),
      until: moment(until),
    })),
    rules: policy.rules.map((rule) => {
      if (rule.kind !== 'spread') return rule;
      const { atMost, ...rest } = rule;
      return { ...rest, 'at-most': atMost };
    }),
    shape: policy.shape,
    'plan-held': policy.planHeld,
    'at-lease-end': policy.atLeaseEnd,
    rank: { 'max-host': policy.rank.maxHost },
  });
}

/** In the largest unit that divides it. */
function span(seconds: number): string {
  if (seconds > 0 && seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

const rate = (mibPerSecond: number): string => `${mibPerSecond}MiB/s`;

const moment = (second: number): string => new Date(second * 1000).toISOString().replace('.000Z', 'Z');
