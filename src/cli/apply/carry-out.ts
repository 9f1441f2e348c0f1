import { setTimeout } from 'node:timers/promises';
import type { Snapshot } from '../../domain/snapshot.ts';
import { enact, enactment } from '../../enact/enact.ts';
import { memoryJournal } from '../../enact/memory-journal.ts';
import { DEFAULT_ENACT_SETTINGS, type EnactSettings, type EnactWorld, type Outcome } from '../../enact/world.ts';
import type { Enactor, Journal } from '../../ports.ts';
import type { Io } from '../io.ts';
import { actionOf, type PlannedAction, type WrittenPlan } from './plan-document.ts';
import { progressLine } from './result.ts';
import { pausedBy } from './selection.ts';

export interface CarryingOut {
  readonly enactor: Enactor;
  /** Null forgets when the process ends. */
  readonly journal: Journal | null;
  readonly io: Io;
  readonly quiet: boolean;
  readonly dryRun: boolean;
  readonly gangOnFailure: EnactSettings['gangOnFailure'];
}

/** Brings to its end what an earlier run has begun; gives how many actions that were. */
export async function resumed(parts: CarryingOut, plan: WrittenPlan, snapshot: Snapshot): Promise<number> {
  const open = parts.journal?.open().length ?? 0;
  if (open === 0 || parts.dryRun) return 0;
  const running = enactment(worldOf(parts), settingsOf(parts, plan));
  running.recover(snapshot);
  await running.drive();
  return open;
}

/** Carries out these actions of a plan, and nothing else. */
export function carriedOut(
  parts: CarryingOut,
  plan: WrittenPlan,
  actions: readonly PlannedAction[],
  snapshot: Snapshot,
): Promise<readonly Outcome[]> {
  // Numbers below 0 are of plans carried out by hand: epochs of the planner process count from 1.
  const work = { epoch: -Date.now(), actions: actions.map(actionOf), snapshot, paused: pausedBy(plan) };
  return enact(work, worldOf(parts), settingsOf(parts, plan));
}

const worldOf = ({ enactor, journal, io, quiet, dryRun }: CarryingOut): EnactWorld => ({
  enactor,
  journal: journal ?? memoryJournal(),
  clock: { unixSeconds: () => Date.now() / 1_000 },
  wait: (seconds, signal) => setTimeout(seconds * 1_000, undefined, { signal }).catch(() => undefined),
  signal: io.signal,
  heard: (news) => {
    if (!quiet && !dryRun) io.err(progressLine(news));
  },
});

function settingsOf({ dryRun, gangOnFailure }: CarryingOut, { policy }: WrittenPlan): EnactSettings {
  const { limits } = DEFAULT_ENACT_SETTINGS;
  return {
    ...DEFAULT_ENACT_SETTINGS,
    limits: { ...limits, serialSaves: policy.overheads.serialSaves },
    enforce: policy.preemption.operation !== 'suspend-overcommit',
    dryRun,
    gangOnFailure,
    unheard: 'send-again',
  };
}
