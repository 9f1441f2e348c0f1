import type { Action } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Solver } from '../ports.ts';
import type { Alarm } from './alarm.ts';
import { gate, type Passed } from './gate.ts';
import { type NoteBook, noteBook } from './note-book.ts';
import { announcedBy } from './promises.ts';
import { type Call, reportFailure, reportPlan, reportUnchanged } from './report.ts';
import { lastOf, type Round, roundOf, type Standing } from './round.ts';
import { interruptible } from './search.ts';
import { type DaemonSettings, policyOfProcess } from './settings.ts';
import { holdsUntil } from './unchanged.ts';
import type { DaemonWorld, Orders } from './world.ts';

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

/** What is carried from epoch to epoch. */
interface Carried {
  readonly standing: Standing;
  readonly number: number;
}

export function deskOf(world: DaemonWorld, settings: DaemonSettings, alarm: Alarm): Desk {
  const materials = { world, settings, alarm, notes: noteBook(world, settings) };
  let solver = solverFor(materials, world.policy.current());
  let carried = carriedAtStart(world);
  return {
    epoch: async (call) => {
      const { done, after } = await oneEpoch(materials, solver, carried, call);
      carried = after;
      return done;
    },
    adopt: (policy) => {
      solver = solverFor(materials, policy);
      carried = { ...carried, standing: { ...carried.standing, fingerprint: null } };
    },
    told: materials.notes.idle,
  };
}

function carriedAtStart({ memory }: DaemonWorld): Carried {
  const { ledger, promises } = memory.recall();
  return { standing: { last: null, fingerprint: null, holdsUntil: 0, ledger, promises }, number: memory.lastEpoch() };
}

const solverFor = ({ world, settings, alarm }: Materials, policy: Policy): Solver =>
  interruptible(world.solver(policy), {
    alarm,
    clock: world.clock,
    seconds: settings.shortSearchSeconds,
  });

interface Outcome {
  readonly done: Done;
  readonly after: Carried;
}

async function oneEpoch(materials: Materials, solver: Solver, carried: Carried, call: Call): Promise<Outcome> {
  const { world, settings } = materials;
  const [startedAt, began] = [world.clock.unixSeconds(), world.clock.elapsedSeconds()];
  const short = settings.shortSearchSeconds;
  const round = await roundOf(world, carried.standing, {
    policy: (isSame) =>
      policyOfProcess(world.policy.current(), settings, isSame || call === 'event' ? short : Number.POSITIVE_INFINITY),
    solver,
    signal: world.signal,
  });
  const wallSeconds = world.clock.elapsedSeconds() - began;
  if (world.signal.aborted) return { done: 'failed', after: carried }; // a search cut short is not carried out
  switch (round.kind) {
    case 'failed':
      return failed(materials, round, carried, wallSeconds);
    case 'unchanged':
      reportUnchanged(world.log, { epoch: carried.number, call, wallSeconds });
      return { done: 'unchanged', after: carried };
    case 'planned':
      return carriedOn(materials, round, carried, { startedAt, wallSeconds, call });
  }
}

type Failed = Extract<Round, { kind: 'failed' }>;
type Planned = Extract<Round, { kind: 'planned' }>;

/** What misled one epoch must not mislead the next: unless the cloud was silent, that one begins from nothing. */
function failed({ world }: Materials, round: Failed, { standing, number }: Carried, wallSeconds: number): Outcome {
  reportFailure(world.log, { epoch: number + 1, why: round.why, error: round.message, wallSeconds });
  const last = round.why === 'source' ? standing.last : null;
  return {
    done: round.why === 'no-plan' ? 'no-plan' : 'failed',
    after: { number, standing: { ...standing, fingerprint: null, last } },
  };
}

/** What can not be remembered is not begun. */
function carriedOn(
  materials: Materials,
  round: Planned,
  carried: Carried,
  circumstances: { readonly startedAt: number; readonly wallSeconds: number; readonly call: Call },
): Outcome {
  const { world, settings, notes } = materials;
  const { epoch, plan, ledger, fingerprint } = round;
  const { startedAt, wallSeconds, call } = circumstances;
  const number = carried.number + 1;
  const promises = announcedBy(plan, epoch.snapshot, carried.standing.promises);
  try {
    world.memory.keep({ number, startedAt, wallSeconds, epoch, ledger, promises });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed(materials, { kind: 'failed', why: 'store', message }, carried, wallSeconds);
  }
  const passed = gate(plan, settings);
  reportPlan(world.log, round, passed, { epoch: number, call, wallSeconds });
  carryOut(materials, round, number, passed);
  if (!settings.dryRun && settings.automation !== 'manual') notes.tell(round);
  const standing = { last: lastOf(epoch), fingerprint, holdsUntil: holdsUntil(plan, epoch.policy), ledger, promises };
  return { done: 'planned', after: { number, standing } };
}

function carryOut({ world, settings }: Materials, round: Planned, number: number, passed: Passed): void {
  if (settings.dryRun || settings.automation === 'manual') return;
  world.hands.follow(ordersOf(round, number, passed.through));
}

const ordersOf = ({ plan, epoch }: Planned, number: number, actions: readonly Action[]): Orders => ({
  epoch: number,
  actions,
  snapshot: epoch.snapshot,
  paused: new Set(plan.forecasts.filter(({ outcome }) => outcome === 'paused').map(({ lease }) => lease)),
});
