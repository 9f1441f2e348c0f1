import { type Html, html } from '../../html/html.ts';
import { percent } from '../../words.ts';
import { pairedWords, pairsOf, policiesOf, type SimulationReport } from '../comparison.ts';
import type { PairedRow } from '../paired.ts';

const HEADLINES: readonly (readonly [string, string])[] = [
  ['meanWaitSeconds', 'mean wait'],
  ['meanBoundedSlowdown', 'mean bounded slowdown'],
  ['allBestEffortSeconds', 'end of all best effort'],
  ['reservationsOnTime', 'reservations on time'],
  ['deadlinesOnTime', 'deadlines on time'],
];

/** What the comparison says of what matters most, one row a policy; what it does not show is said as well. */
export function verdicts(report: SimulationReport): Html {
  const { baseline, comparison } = report;
  if (baseline === null) return html``;
  const shown = HEADLINES.filter(([figure]) =>
    comparison.some((row) => row.figure === figure && (row.baselineMean !== 0 || row.policyMean !== 0)),
  );
  const others = policiesOf(report).filter((policy) => policy !== baseline);
  return html`
    <p>${introduction(report, baseline)}</p>
    <div class="wide"><table class="verdicts">
      <thead><tr><th scope="col" class="left">beside ${baseline}</th>
        ${shown.map(([, words]) => html`<th scope="col" class="left">${words}</th>`)}</tr></thead>
      <tbody>${others.map(
        (policy) =>
          html`<tr><th scope="row" class="left">${policy}</th>${shown.map(([figure]) =>
            cell(comparison.find((row) => row.policy === policy && row.figure === figure)),
          )}</tr>`,
      )}</tbody>
    </table></div>`;
}

function introduction(report: SimulationReport, baseline: string): string {
  const pairs = pairsOf(report);
  return pairs < 3
    ? `Differences from ${baseline} in ${pairs === 1 ? 'one case' : 'two cases'}: too few to tell from chance. More windows or seeds give intervals.`
    : `Mean differences from ${baseline} over ${pairedWords(report)}, with 95 % intervals; better or worse is said only where the whole interval says so.`;
}

function cell(row: PairedRow | undefined): Html {
  if (row === undefined) return html`<td class="left">-</td>`;
  const { difference, baselineMean, verdict } = row;
  const { low, high } = difference;
  const words = (value: number): string =>
    row.relative === null ? signedNumber(value) : signed(value / Math.abs(baselineMean));
  const interval = low === null || high === null ? '' : ` (${words(low)} to ${words(high)})`;
  if (low === 0 && high === 0) return html`<td class="left">the same</td>`;
  const said = low === null ? html`` : html` <span class="${CLASSES[verdict]}">${SAID[verdict]}</span>`;
  return html`<td class="left"><b>${words(difference.mean)}</b>${interval}${said}</td>`;
}

const CLASSES = { better: 'better', worse: 'worse', 'no difference shown': 'note' } as const;
const SAID = { better: '✓ better', worse: '✗ worse', 'no difference shown': 'not shown to differ' } as const;

const signed = (share: number): string => (share === 0 ? '0 %' : `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`);

const signedNumber = (value: number): string =>
  value === 0 ? '0' : `${value < 0 ? '−' : '+'}${Number(Math.abs(value).toPrecision(3))}`;
