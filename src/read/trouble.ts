import type { Verdict } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import type { Refusal } from './expression/cursor.ts';
import { aboutVm, excerpt } from './wording.ts';

/** An expression of a VM that can not be read. */
export interface Trouble {
  readonly attribute: string;
  readonly text: string;
  readonly refusal: Refusal;
  /** A requirement keeps its VM from being planned; a rank only counts as 0. */
  readonly grave: boolean;
}

/** The trouble with a requirement, if there is any. */
export const inRequirement = (attribute: string, text: string, refusal: Refusal | null): readonly Trouble[] =>
  refusal === null ? [] : [{ attribute, text, refusal, grave: true }];

/** The trouble with a rank, if there is any. */
export const inRank = (attribute: string, text: string | null, refusal: Refusal | null): readonly Trouble[] =>
  refusal === null ? [] : [{ attribute, text: text ?? '', refusal, grave: false }];

/** What is wrong, where, and what to write instead. Columns count in what oned adds and the owner wrote, joined. */
export function troubleVerdict(vm: Pick<Vm, 'id' | 'name'>, { attribute, text, refusal, grave }: Trouble): Verdict {
  const where = `${attribute}, column ${refusal.column}`;
  const words = `${where}: ${refusal.problem}, in: ${excerpt(text, refusal.column)}`;
  return aboutVm(vm, refusal.code, `${words}. ${remedy(refusal, grave)}`);
}

function remedy({ code }: Refusal, grave: boolean): string {
  if (code === 'Unsupported') return 'Name the attribute by its plain path.';
  if (grave) return 'Write comparisons with = != > < @>, joined by & and | and parentheses.';
  return 'All hosts rank 0 until it is arithmetic with + - * / and blanks around minus.';
}
