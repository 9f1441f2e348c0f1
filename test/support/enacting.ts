import type { JournalEntry } from '../../src/domain/enactment.ts';
import type { LeaseId } from '../../src/domain/ids.ts';
import type { Action } from '../../src/domain/plan.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { memoryJournal } from '../../src/enact/memory-journal.ts';
import {
  DEFAULT_ENACT_SETTINGS,
  type EnactSettings,
  type EnactWorld,
  type News,
  type Outcome,
  type Work,
} from '../../src/enact/world.ts';
import { NOW } from './cloud.ts';
import { FakeCloud } from './fake-enactor.ts';
import { VirtualTime } from './virtual-time.ts';

/** A fake cloud with an enactment's world around it, on virtual time. */
export interface Stage {
  readonly time: VirtualTime;
  readonly cloud: FakeCloud;
  readonly world: EnactWorld;
  readonly news: readonly News[];
  readonly written: readonly JournalEntry[];
  readonly outcomes: () => readonly Outcome[];
  /** Stops it as a signal does. */
  readonly stop: () => void;
}

export function stageOf(snapshot: Snapshot): Stage {
  const time = new VirtualTime(NOW);
  const cloud = new FakeCloud(time, snapshot);
  const news: News[] = [];
  const written: JournalEntry[] = [];
  const journal = memoryJournal();
  const controller = new AbortController();
  const world: EnactWorld = {
    enactor: cloud,
    journal: {
      open: journal.open,
      write: (entry) => {
        written.push(entry);
        journal.write(entry);
      },
    },
    clock: time,
    wait: time.wait,
    signal: controller.signal,
    heard: (item) => news.push(item),
  };
  const outcomes = (): readonly Outcome[] => news.flatMap((item) => (item.kind === 'ended' ? [item.outcome] : []));
  return { time, cloud, world, news, written, outcomes, stop: () => controller.abort() };
}

/** Work of a built cloud. */
export const workOf = (
  snapshot: Snapshot,
  actions: readonly Action[],
  { epoch = 1, paused = [] }: { readonly epoch?: number; readonly paused?: readonly LeaseId[] } = {},
): Work => ({ epoch, actions, snapshot, paused: new Set(paused) });

export const settings = (overrides: Partial<EnactSettings> = {}): EnactSettings => ({
  ...DEFAULT_ENACT_SETTINGS,
  ...overrides,
});
