import type { VmId } from '../domain/ids.ts';
import { type Note, notesOf, type Told } from './notes.ts';
import type { Round } from './round.ts';
import type { DaemonSettings } from './settings.ts';
import type { DaemonWorld } from './world.ts';

/** Tells owners what is new, beside the planning, and remembers what they were told. */
export interface NoteBook {
  /** Begins to write the messages of this plan; nothing when those of the last one are still being written. */
  readonly tell: (round: Extract<Round, { kind: 'planned' }>) => void;
  /** When all that was begun is written. */
  readonly idle: () => Promise<void>;
}

/** After so many messages in a row that could not be written, the rest waits for the next epoch. */
const MOST_FAILURES = 3;

export function noteBook({ hands, log, signal }: DaemonWorld, { notesPerEpoch }: DaemonSettings): NoteBook {
  const told = new Map<VmId, Told>();
  let writing: Promise<void> | null = null;

  const write = async (notes: readonly Note[]): Promise<void> => {
    let failures = 0;
    for (const { vm, attributes, told: news } of notes) {
      if (signal.aborted || failures >= MOST_FAILURES) break;
      if (await hands.note(vm, attributes)) told.set(vm, news);
      else failures += 1;
    }
    if (notes.length > 0) log.info({ notes: notes.length, failures }, 'owners were told');
  };

  const tell: NoteBook['tell'] = ({ epoch: { snapshot, policy }, plan, noted }) => {
    if (writing !== null || hands.halted() !== null) return;
    const present = new Set(snapshot.vms.map(({ id }) => id));
    for (const vm of told.keys()) if (!present.has(vm)) told.delete(vm);
    const notes = notesOf({ plan, policy, snapshot, noted, told, busy: hands.busy() });
    writing = write(notes.slice(0, notesPerEpoch)).finally(() => {
      writing = null;
    });
  };
  return { tell, idle: async () => writing ?? undefined };
}
