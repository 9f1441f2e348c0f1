import type { LeftOut } from '../../domain/workload.ts';
import { type TextStyle, textTable } from '../text-table.ts';
import { counted } from '../words.ts';
import { casesOf, pairedWords, type SimulationReport } from './comparison.ts';
import { pairedSheet } from './paired-sheet.ts';
import { policySheet } from './policy-sheet.ts';

/** Policies side by side, compared in pairs where there are several cases, and what was left out. */
export function simulationText(report: SimulationReport, style: TextStyle): string {
  const cases = casesOf(report).length;
  const differences =
    cases > 1 && report.comparison.length > 0
      ? `\nDifferences over ${pairedWords(report)}, 95 % intervals\n${textTable(pairedSheet(report.comparison), style)}`
      : '';
  return `${textTable(policySheet(report), style)}${differences}${left(report.leftOut)}${alarms(report)}`;
}

const left = (leftOut: readonly LeftOut[]): string =>
  leftOut.length === 0
    ? ''
    : `\nLeft out:\n${leftOut.map(({ reason, count, examples }) => `  ${count} × ${reason} (${examples.join(', ')})\n`).join('')}`;

/** A run that broke rules must not be believed. */
function alarms({ runs }: SimulationReport): string {
  return runs
    .filter(({ violations }) => violations.length > 0)
    .map(
      ({ summary, instance, violations }) =>
        `\n${summary.policy}, ${instance} breaks rules of the simulation and must not be believed: ` +
        `${counted(summary.violations, 'violation')}, first ${violations[0]?.message}\n`,
    )
    .join('');
}
