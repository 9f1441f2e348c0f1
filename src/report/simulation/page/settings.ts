import type { LeftOut } from '../../../domain/workload.ts';
import { type Html, html } from '../../html/html.ts';
import { sheetTable } from '../../html/table.ts';
import { sheet } from '../../sheet.ts';
import type { SimulationReport } from '../comparison.ts';

/** What of the source is not in the workload, and what was changed, with examples. */
export const leftOutTable = (leftOut: readonly LeftOut[]): Html =>
  sheetTable(
    sheet<LeftOut>(
      'Left out',
      [
        { name: 'LINES', about: 'of the source', cell: ({ count }) => count },
        { name: 'REASON', about: 'why', left: true, cell: ({ reason }) => reason },
        { name: 'EXAMPLES', about: 'the first of them', left: true, cell: ({ examples }) => examples.join(', ') },
      ],
      leftOut,
    ),
    'Every line of the source is in the workload.',
  );

/** The command line, and every setting it stands for. */
export const settingsTable = ({ command, settings }: SimulationReport): Html => html`
  <pre>${command}</pre>
  ${sheetTable(
    sheet<SimulationReport['settings'][number]>(
      'Settings',
      [
        { name: 'SETTING', about: 'as an option is named', left: true, cell: ({ name }) => name },
        { name: 'VALUE', about: 'given or by default', left: true, cell: ({ value }) => value },
      ],
      settings,
    ),
    'There are no settings.',
  )}`;
