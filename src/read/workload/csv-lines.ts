import { type Info, parse } from 'csv-parse/sync';
import type { Item, ItemReader } from './item.ts';
import { checkLength } from './lines.ts';

/** Reads a text of comma-separated values; `read` is given the fields of each line that is not empty, and its number from 1. */
export function csvReader(
  source: string,
  read: (fields: readonly string[], number: number) => Iterable<Item>,
): ItemReader {
  let rest = '';
  let before = 0;
  function* take(text: string): Generator<Item> {
    const { records, lines } = recordsOf(text);
    for (const { fields, line } of records) yield* read(fields, before + line);
    before += lines;
  }
  return {
    *feed(text) {
      const known = rest + text;
      const whole = known.lastIndexOf('\n') + 1;
      rest = known.slice(whole);
      checkLength(source, rest, before + 1);
      yield* take(known.slice(0, whole));
    },
    *end() {
      yield* take(rest);
    },
  };
}

interface Found {
  /** `line` counts from 1. */
  readonly records: readonly { readonly fields: readonly string[]; readonly line: number }[];
  readonly lines: number;
}

/**
 * A line is a record. A quote that is never closed spoils its own line, not those after it, wherever the next quote is:
 * that line is one field.
 */
function recordsOf(text: string): Found {
  const lines = text.split('\n');
  const records =
    together(text) ?? lines.flatMap((line, index) => alone(line).map((fields) => ({ fields, line: index + 1 })));
  return { records, lines: lines.length - 1 };
}

/** All lines at once, which is many times quicker; null where a quote reaches over the end of its line. */
function together(text: string): Found['records'] | null {
  try {
    const records = parsed(text);
    const isTorn = text.includes('"') && records.some(({ fields }) => fields.some((field) => field.includes('\n')));
    return isTorn ? null : records;
  } catch {
    return null;
  }
}

const parsed = (text: string): Found['records'] =>
  (parse(text, FORM) as unknown as readonly Told[]).map(({ record, info }) => ({ fields: record, line: info.lines }));

interface Told {
  readonly record: readonly string[];
  readonly info: Info;
}

const FORM = { info: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true } as const;

function alone(line: string): readonly (readonly string[])[] {
  try {
    return parsed(line).map(({ fields }) => fields);
  } catch {
    return [[line]];
  }
}
