import { InputError } from '../../domain/errors.ts';
import type { Item, ItemReader } from './item.ts';

/** Far above any line of the formats known. */
const MAX_LINE_CHARS = 2 ** 20;

/** Reads a text line by line; `read` is given each line without its end, and its number from 1. */
export function lineReader(source: string, read: (line: string, number: number) => Iterable<Item>): ItemReader {
  let rest = '';
  let number = 0;
  return {
    *feed(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      checkLength(source, rest, number + 1);
      for (const line of lines) {
        number += 1;
        yield* read(line.endsWith('\r') ? line.slice(0, -1) : line, number);
      }
    },
    *end() {
      if (rest !== '') yield* read(rest, number + 1);
    },
  };
}

/** Throws an `InputError` for a text that does not look like one of lines. */
export function checkLength(source: string, rest: string, line: number): void {
  if (rest.length <= MAX_LINE_CHARS) return;
  throw new InputError(
    `${source}:${line}`,
    `more than ${MAX_LINE_CHARS} characters without the end of a line`,
    'Give a workload in one of the formats known.',
  );
}
