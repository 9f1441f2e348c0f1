import type { DriverMessage } from '../../domain/driver.ts';
import { printable } from '../text-table.ts';

/** Longest text of a line: it becomes an attribute of a VM, and a line of its log. */
const LONGEST = 500;

/**
 * Lines as oned takes them from a scheduler driver's stderr: `ERROR: 17 waits: …`. A number at the start of a text is
 * taken for a VM, so what is about none begins with our name.
 */
export const logLines = (messages: readonly DriverMessage[]): string =>
  messages.map(({ level, vm, text }) => `${level}: ${vm ?? 'oneplan:'} ${wording(text)}\n`).join('');

/** A text as it stands in the line. */
export function wording(text: string): string {
  const words = printable(text).replace(/\s+/g, ' ').trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
}
