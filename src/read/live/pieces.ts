import { InputError } from '../../domain/errors.ts';

/** Nouns of OpenNebula that are read, as their elements are named. */
export type Noun = 'CLUSTER' | 'HOST' | 'DATASTORE' | 'VNET' | 'VM_GROUP' | 'VM';

/** One object of a list, still as text. */
export interface Piece {
  readonly id: number;
  readonly text: string;
}

/**
 * Cuts a list into its objects without parsing them: what has not changed need not be read again, and what is damaged
 * damages itself alone.
 *
 * @throws InputError when the list as such is none.
 */
export function piecesOf(noun: Noun, list: string, source: string): readonly Piece[] {
  const [opening, slash] = new RegExp(`^\\s*(?:<\\?xml[^>]*\\?>)?\\s*<${noun}_POOL\\s*(/?)>`).exec(list) ?? [];
  if (opening === undefined) throw notList(noun, source, 'it does not begin as one');
  if (slash === '/') return [];
  const pieces: Piece[] = [];
  let start = opening.length;
  for (const end of endsOf(noun, list, start)) {
    pieces.push(pieceOf(noun, list.slice(start, end).trim(), source));
    start = end;
  }
  if (list.slice(start).trim() === `</${noun}_POOL>`) return pieces;
  throw notList(noun, source, 'it does not end as one');
}

/** One object that came alone. */
export function pieceOf(noun: Noun, text: string, source: string): Piece {
  const id = new RegExp(`^<${noun}>\\s*<ID>(\\d{1,10})</ID>`).exec(text)?.[1];
  if (id === undefined) throw notList(noun, source, 'something in it is no object with a number');
  return { id: Number(id), text };
}

/** Where each object ends. What an owner writes stands in CDATA, and is passed over. */
function* endsOf(noun: Noun, list: string, start: number): Generator<number> {
  const marks = new RegExp(`<!\\[CDATA\\[|<(/?)${noun}>`, 'g');
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(list); mark !== null; mark = marks.exec(list)) {
    if (mark[1] === undefined) {
      const end = list.indexOf(']]>', marks.lastIndex);
      if (end === -1) return;
      marks.lastIndex = end + 3;
    } else {
      depth += mark[1] === '' ? 1 : -1;
      if (depth === 0) yield marks.lastIndex;
    }
  }
}

const notList = (noun: Noun, source: string, problem: string): InputError =>
  new InputError(source, `expected a list of ${noun}, but ${problem}`, 'Check that OpenNebula answers there.');
