import { z } from 'zod';
import type { Policy } from '../../domain/policy.ts';
import { flag, instant, oneOf, orNone, rate, share, span, text, whole } from './values.ts';

/** A policy of which only some settings are given; what is left out, or undefined, is not said. */
export type PolicyOverrides = { readonly [Key in keyof Policy]?: Some<Policy[Key]> | undefined };

type Some<T> = T extends readonly unknown[] | string | boolean ? T : { readonly [Key in keyof T]?: T[Key] | undefined };

const TIME = { slot: span(1), horizon: span(1), epoch: span(1), 'promise-slots': whole(0) };
const LIMITS = {
  'time-limit': span(1),
  gap: share,
  seed: whole(0),
  'node-limit': orNone('unlimited', whole(1)),
  solver: text('the name of a solver'),
};
const WEIGHTS = { base: whole(0), 'per-priority': whole(0), age: orNone('none', span(1)) };
const OVERHEADS = {
  boot: span(),
  shutdown: span(),
  save: span(),
  'save-rate': rate,
  resume: span(),
  'resume-rate': rate,
  'live-migration': span(),
  'live-migration-rate': rate,
  'serial-saves': flag,
  learn: flag,
};
const PREEMPTION = {
  operation: oneOf('none', 'stop', 'undeploy', 'suspend-overcommit'),
  'minimum-benefit': whole(0),
  when: oneOf('just-in-time', 'any'),
};
const MIGRATION = {
  operation: oneOf('none', 'live', 'cold'),
  'minimum-benefit': whole(0),
  when: oneOf('now', 'any'),
};
const BUDGETS = {
  migrations: orNone('unlimited', whole(0)),
  pauses: orNone('unlimited', whole(0)),
  'actions-per-host-slot': orNone('unlimited', whole(0)),
};
const RANK = { 'max-host': whole(1) };
const MAINTENANCE = { host: text('the name or id of a host'), from: instant, until: instant };
const RULE = {
  name: text('a name for the rule'),
  strength: oneOf('must', 'prefer'),
  vms: text('a glob on VM names, such as web-*'),
};
const SPREAD = { ...RULE, 'at-most': whole(1) };
const POOL = { ...RULE, limit: whole(0), amount: whole(1) };

/** Every field may be left out. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).partial();

const maintenance = z
  .strictObject(MAINTENANCE)
  .refine(({ from, until }) => until > from, { path: ['until'], message: 'expected an until after its from' });

const rule = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('apart'), ...RULE }),
    z.strictObject({ kind: z.literal('together'), ...RULE }),
    z
      .strictObject({ kind: z.literal('spread'), ...SPREAD })
      .transform(({ 'at-most': atMost, ...rest }) => ({ ...rest, atMost })),
    z.strictObject({ kind: z.literal('pool'), ...POOL }),
  ],
  { error: 'expected a kind: one of apart, together, spread, pool' },
);

/** The policy file, in its own words; gives a part of a {@link Policy}. */
export const POLICY_FILE = section({
  time: section(TIME).transform(({ slot, horizon, epoch, ...rest }) => ({
    slotSeconds: slot,
    horizonSeconds: horizon,
    epochSeconds: epoch,
    promiseSlots: rest['promise-slots'],
  })),
  limits: section(LIMITS).transform(({ gap, seed, solver, ...rest }) => ({
    timeLimitSeconds: rest['time-limit'],
    gap,
    seed,
    nodeLimit: rest['node-limit'],
    solver,
  })),
  weights: section(WEIGHTS).transform(({ base, age, ...rest }) => ({
    base,
    perPriority: rest['per-priority'],
    ageSeconds: age,
  })),
  overheads: section(OVERHEADS).transform(({ boot, shutdown, save, resume, ...rest }) => ({
    bootSeconds: boot,
    shutdownSeconds: shutdown,
    saveSeconds: save,
    saveMibPerSecond: rest['save-rate'],
    resumeSeconds: resume,
    resumeMibPerSecond: rest['resume-rate'],
    liveMigrationSeconds: rest['live-migration'],
    liveMigrationMibPerSecond: rest['live-migration-rate'],
    serialSaves: rest['serial-saves'],
    learn: rest.learn,
  })),
  preemption: section(PREEMPTION).transform(({ operation, when, ...rest }) => ({
    operation,
    minimumBenefit: rest['minimum-benefit'],
    when,
  })),
  migration: section(MIGRATION).transform(({ operation, when, ...rest }) => ({
    operation,
    minimumBenefit: rest['minimum-benefit'],
    when,
  })),
  budgets: section(BUDGETS).transform(({ migrations, pauses, ...rest }) => ({
    migrations,
    pauses,
    actionsPerHostSlot: rest['actions-per-host-slot'],
  })),
  maintenance: z.array(maintenance),
  rules: z.array(rule),
  shape: oneOf('none', 'pack', 'balance'),
  'plan-held': flag,
  'at-lease-end': oneOf('leave', 'undeploy', 'terminate', 'stop'),
  rank: section(RANK).transform((rank) => ({ maxHost: rank['max-host'] })),
}).transform(
  ({ 'plan-held': planHeld, 'at-lease-end': atLeaseEnd, ...rest }): PolicyOverrides => ({
    ...rest,
    planHeld,
    atLeaseEnd,
  }),
);

const SECTIONS: Readonly<Record<string, object>> = {
  time: TIME,
  limits: LIMITS,
  weights: WEIGHTS,
  overheads: OVERHEADS,
  preemption: PREEMPTION,
  migration: MIGRATION,
  budgets: BUDGETS,
  rank: RANK,
  maintenance: MAINTENANCE,
  rules: { kind: true, ...SPREAD, ...POOL },
};

/** The settings known at a place of the file, for messages: of a section, or of the file itself. */
export const settingsKnownAt = (path: readonly PropertyKey[]): readonly string[] =>
  Object.keys(SECTIONS[String(path[0] ?? '')] ?? POLICY_FILE_KEYS);

const POLICY_FILE_KEYS = { ...SECTIONS, shape: true, 'plan-held': true, 'at-lease-end': true };
