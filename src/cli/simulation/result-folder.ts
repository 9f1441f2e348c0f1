import { join } from 'node:path';
import { csvTable } from '../../report/csv.ts';
import type { SimulationReport } from '../../report/simulation/comparison.ts';
import { leaseSheet } from '../../report/simulation/lease-sheet.ts';
import { pairedSheet } from '../../report/simulation/paired-sheet.ts';
import { runSheet } from '../../report/simulation/policy-sheet.ts';
import { writeText } from '../files.ts';
import type { SimulationCase } from './cases.ts';
import { makeFolder, openTextFile } from './text-file.ts';

/** Where results go while runs end, and when all have. */
export interface ResultFolder {
  /** Where the event log of a run goes; null when none is wanted. */
  readonly eventFile: (policy: string, of: SimulationCase) => string | null;
  /** Adds the leases of a run, as CSV without a header. */
  readonly rows: (rows: string) => void;
  readonly finish: (report: SimulationReport, document: () => string, charts: 'svg' | 'png' | null) => Promise<void>;
}

/** The folder of `--output`, made when it is not there. Throws an `InputError` when it can not be written. */
export function openResultFolder(folder: string, withEvents: boolean): ResultFolder {
  makeFolder(folder);
  const leases = openTextFile(join(folder, 'leases.csv'));
  leases.write(csvTable(leaseSheet({ policy: '', leases: [] }, ''), true));
  return {
    eventFile: (policy, { stem }) => (withEvents ? join(folder, `${fileName(policy)}.${stem}.events.jsonl`) : null),
    rows: leases.write,
    finish: async (report, document, charts) => {
      leases.close();
      writeText('--output', join(folder, 'result.json'), document());
      writeText('--output', join(folder, 'runs.csv'), csvTable(runSheet(report), true));
      writeText('--output', join(folder, 'differences.csv'), csvTable(pairedSheet(report.comparison), true));
      await drawn(folder, report, charts);
    },
  };
}

/** The page, and the charts as files; what draws them is loaded only now. */
async function drawn(folder: string, report: SimulationReport, charts: 'svg' | 'png' | null): Promise<void> {
  const { simulationPage } = await import('../../report/simulation/page/page.ts');
  writeText('--output', join(folder, 'report.html'), simulationPage(report));
  if (charts === null) return;
  const { writeCharts } = await import('./chart-files.ts');
  await writeCharts(folder, report, charts);
}

/** A policy's name as part of a file's. */
const fileName = (policy: string): string => policy.replace(/[^\w.-]+/g, '_');
