import type { Verdict, VerdictCode } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';

/** A verdict on a VM: `vm 74 (typo): …`. */
export const aboutVm = ({ id, name }: Pick<Vm, 'id' | 'name'>, code: VerdictCode, words: string): Verdict => ({
  about: { kind: 'vm', id },
  code,
  message: `vm ${id} (${name}): ${words}`.replace(/\s+/g, ' '),
});

/** The part of a long text around a column (from 1), on one line. */
export function excerpt(text: string, column = 1): string {
  const from = Math.max(0, Math.min(column - 1 - LENGTH / 2, text.length - LENGTH));
  const cut = text
    .slice(from, from + LENGTH)
    .replace(/\s+/g, ' ')
    .trim();
  return `${from > 0 ? '…' : ''}${cut}${from + LENGTH < text.length ? '…' : ''}`;
}

/** Characters shown; an ordinary requirement fits. */
const LENGTH = 160;
