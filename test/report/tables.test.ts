import assert from 'node:assert/strict';
import test from 'node:test';
import { InputError } from '../../src/domain/errors.ts';
import { csvTable } from '../../src/report/csv.ts';
import { sheet, withColumns } from '../../src/report/sheet.ts';
import { PLAIN, textTable } from '../../src/report/text-table.ts';

interface Row {
  readonly name: string;
  readonly size: number | null;
}

const ROWS: readonly Row[] = [
  { name: 'plain', size: 12_345 },
  { name: '研究', size: null },
  { name: 'a "b", c', size: 7 },
];

const table = sheet<Row>(
  'Things',
  [
    { name: 'NAME', about: 'its name', left: true, cell: ({ name }) => name },
    { name: 'SIZE', about: 'bytes', cell: ({ size }) => size },
  ],
  ROWS,
);

test('columns are as wide as their widest cell is shown, wide characters included', () => {
  assert.equal(
    textTable(table, PLAIN),
    'NAME       SIZE\nplain    12,345\n研究          -\na "b", c      7\n'.replace(
      'NAME       SIZE',
      'NAME       SIZE',
    ),
  );
});

test('the header can be left out', () => {
  assert.equal(textTable(table, { ...PLAIN, header: false }).split('\n')[0], 'plain    12,345');
});

test('CSV quotes what has to be quoted and does not group digits', () => {
  assert.equal(csvTable(table, true), 'NAME,SIZE\nplain,12345\n研究,\n"a ""b"", c",7\n');
  assert.equal(csvTable(table, false).split('\n')[0], 'plain,12345');
});

test('columns come in the order asked for, in any case of letters', () => {
  assert.equal(csvTable(withColumns(table, ['size', 'Name']), true).split('\n')[0], 'SIZE,NAME');
});

test('an unknown column is refused with the names of those there are', () => {
  assert.throws(
    () => withColumns(table, ['colour']),
    (error) => error instanceof InputError && /"colour".*NAME, SIZE/.test(error.message),
  );
});
