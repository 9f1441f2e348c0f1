import { type Html, html } from '../../html/html.ts';
import { counted, percent } from '../../words.ts';
import { casesOf, policiesOf, type SimulationReport } from '../comparison.ts';
import type { PairedRow } from '../paired.ts';

const HEADLINES: readonly (readonly [string, string])[] = [
  ['meanWaitSeconds', 'mean wait'],
  ['meanBoundedSlowdown', 'mean bounded slowdown'],
  ['allBestEffortSeconds', 'end of all best effort'],
];

/** What the comparison says, in one sentence a policy; what it does not show is said as well. */
export function verdicts(report: SimulationReport): Html {
  const { baseline, comparison } = report;
  if (baseline === null) return html``;
  const others = policiesOf(report).filter((policy) => policy !== baseline);
  const cases = casesOf(report).length;
  return html`
    <p>Beside <strong>${baseline}</strong>, over ${counted(cases, 'case')}${
      cases < 3 ? ' (too few to tell from chance)' : ', with 95 % intervals'
    }:</p>
    <ul>${others.map(
      (policy) =>
        html`<li><strong>${policy}</strong>: ${HEADLINES.flatMap(([figure, words]) =>
          comparison.flatMap((row) => (row.policy === policy && row.figure === figure ? [sentence(row, words)] : [])),
        ).join('; ')}.</li>`,
    )}</ul>`;
}

function sentence({ relative, difference, baselineMean, verdict }: PairedRow, words: string): string {
  if (relative === null) return `${words} ${signedNumber(difference.mean)}`;
  const interval =
    difference.low === null || difference.high === null || baselineMean === 0
      ? ''
      : ` (${signed(difference.low / baselineMean)} to ${signed(difference.high / baselineMean)}${
          verdict === 'no difference shown' ? ': not shown to differ' : `: ${verdict}`
        })`;
  return `${words} ${signed(relative)}${interval}`;
}

const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;

const signedNumber = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(3)}`;
