import { InputError } from '../domain/errors.ts';
import type { Action } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Work } from '../enact/world.ts';
import type { Alarm } from './alarm.ts';
import { comingIn } from './coming.ts';
import { noteFault } from './faults.ts';
import { gate, type Passed } from './gate.ts';
import { type NoteBook, noteBook } from './note-book.ts';
import type { Planner } from './planner.ts';
import { type Call, reportFailure, reportPlan, reportUnchanged } from './report.ts';
import { lastOf, type Round, roundOf, type Standing, troubled } from './round.ts';
import { onNews } from './search.ts';
import { type DaemonSettings, policyOfProcess } from './settings.ts';
import { holdsUntil } from './unchanged.ts';
import type { DaemonWorld } from './world.ts';

/** What became of an epoch. `no-plan`: none was found in time. `failed`: everything else that can go wrong. */
export type Done = 'planned' | 'unchanged' | 'no-plan' | 'failed';

/** Deals with one epoch after the other, from reading the cloud to orders and messages. */
export interface Desk {
  /** Never throws. */
  readonly epoch: (call: Call) => Promise<Done>;
  /** Plans by this policy from now on, and anew. Throws an `InputError` when it names no solver. */
  readonly adopt: (policy: Policy) => void;
  /** When the messages that are being written are. */
  readonly told: () => Promise<void>;
}

interface Materials {
  readonly world: DaemonWorld;
  readonly settings: DaemonSettings;
  readonly alarm: Alarm;
  readonly notes: NoteBook;
}

export function deskOf(world: DaemonWorld, settings: DaemonSettings, alarm: Alarm): Desk {
  const materials = { world, settings, alarm, notes: noteBook(world, settings) };
  let planner = world.planner(world.policy.current());
  let standing = standingAtStart(world);
  return {
    epoch: async (call) => {
      const { done, after } = await oneEpoch(materials, planner, standing, call);
      standing = after;
      return done;
    },
    adopt: (policy) => {
      planner = world.planner(policy);
      standing = { ...standing, fingerprint: null };
    },
    told: materials.notes.idle,
  };
}

/** A plan that old says little about what to do now. */
const LAST_EPOCH_SECONDS = 3_600;

const standingAtStart = ({ memory }: DaemonWorld): Standing => ({
  last: memory.lastEpoch(LAST_EPOCH_SECONDS),
  fingerprint: null,
  holdsUntil: 0,
  rounds: 0,
});

interface Outcome {
  readonly done: Done;
  readonly after: Standing;
}

async function oneEpoch(materials: Materials, planner: Planner, standing: Standing, call: Call): Promise<Outcome> {
  const { world, settings, alarm } = materials;
  const began = world.clock.elapsedSeconds();
  const short = settings.shortSearchSeconds;
  const round = await roundOf(world, standing, {
    policy: (isSame) =>
      policyOfProcess(world.policy.current(), settings, {
        searchSeconds: isSame || call === 'event' ? short : Number.POSITIVE_INFINITY,
        round: standing.rounds,
      }),
    planner,
    search: onNews({ alarm, clock: world.clock, seconds: short }),
  });
  if (world.signal.aborted) return { done: 'failed', after: standing }; // a search cut short is not carried out
  const circumstances = { call, wallSeconds: world.clock.elapsedSeconds() - began };
  try {
    return dealtWith(materials, round, standing, circumstances);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const why = error instanceof InputError ? troubled(error) : 'error';
    return failed(materials, { kind: 'failed', why, message }, standing, circumstances);
  }
}

type Failed = Extract<Round, { kind: 'failed' }>;
type Planned = Extract<Round, { kind: 'planned' }>;

interface Circumstances {
  readonly call: Call;
  readonly wallSeconds: number;
}

function dealtWith(materials: Materials, round: Round, standing: Standing, circumstances: Circumstances): Outcome {
  switch (round.kind) {
    case 'failed':
      return failed(materials, round, standing, circumstances);
    case 'unchanged':
      materials.world.memory.recordUnchanged(round.takenAt);
      reportUnchanged(materials.world.log, circumstances);
      return { done: 'unchanged', after: standing };
    case 'planned':
      return carriedOn(materials, round, standing, circumstances);
  }
}

/** What misled one epoch must not mislead the next: unless the cloud was silent, that one begins from nothing. */
function failed({ world }: Materials, round: Failed, standing: Standing, { wallSeconds }: Circumstances): Outcome {
  reportFailure(world.log, { why: round.why, error: round.message, wallSeconds });
  noteFault(world, round.why === 'source' || round.why === 'store' ? round.why : 'epoch', round.message);
  world.published?.(null);
  const last = round.why === 'source' ? standing.last : null;
  return { done: round.why === 'no-plan' ? 'no-plan' : 'failed', after: { ...standing, fingerprint: null, last } };
}

/** What can not be remembered is not begun. */
function carriedOn(materials: Materials, round: Planned, { rounds }: Standing, circumstances: Circumstances): Outcome {
  const { world, settings, notes } = materials;
  const { epoch, plan, fingerprint, snapshotHash } = round;
  const number = world.memory.recordEpoch(epoch, { source: world.source.name, snapshotHash });
  const coming = comingIn(plan);
  const isOut = (action: Action): boolean => coming.has(action.vm) || world.hands.isOut(action);
  const passed = gate(plan, settings, isOut);
  reportPlan(world.log, round, passed, { epoch: number, ...circumstances });
  carryOut(materials, round, number, passed);
  world.published?.(epoch);
  if (!settings.dryRun && settings.automation !== 'manual') notes.tell(round);
  world.memory.prune();
  const heldUntil = holdsUntil(plan, epoch.policy);
  return { done: 'planned', after: { last: lastOf(epoch), fingerprint, holdsUntil: heldUntil, rounds: rounds + 1 } };
}

function carryOut({ world, settings }: Materials, round: Planned, number: number, passed: Passed): void {
  if (settings.dryRun || settings.automation === 'manual') return;
  world.hands.follow(workOf(round, number, passed.through));
}

const workOf = ({ plan, epoch }: Planned, number: number, actions: readonly Action[]): Work => ({
  epoch: number,
  actions,
  snapshot: epoch.snapshot,
  paused: new Set(plan.forecasts.filter(({ outcome }) => outcome === 'paused').map(({ lease }) => lease)),
});
