import type { JournalEntry } from '../domain/enactment.ts';
import type { Journal } from '../ports.ts';

/** A journal that lasts as long as the process: for one plan carried out by hand, and for tests. */
export function memoryJournal(): Journal {
  const entries = new Map<string, JournalEntry>();
  return {
    write: (entry) => {
      const key = `${entry.epoch}/${entry.action}`;
      if (entry.stage.kind === 'ended') entries.delete(key);
      else entries.set(key, entry);
    },
    open: () => [...entries.values()],
  };
}
