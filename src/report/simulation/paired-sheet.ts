import { type Sheet, sheet } from '../sheet.ts';
import { percent } from '../words.ts';
import type { PairedRow } from './paired.ts';

/** One row a figure and policy: how far from the baseline, between what bounds, and whether that is shown. */
export const pairedSheet = (rows: readonly PairedRow[]): Sheet =>
  sheet<PairedRow>(
    'Paired differences',
    [
      { name: 'FIGURE', about: 'what is compared, with its unit', left: true, cell: ({ figure }) => figure },
      { name: 'POLICY', about: 'whose difference it is', left: true, cell: ({ policy }) => policy },
      { name: 'BASELINE', about: 'from whom', left: true, cell: ({ baseline }) => baseline },
      { name: 'CASES', about: 'workloads, windows and seeds that both met', cell: ({ cases }) => cases },
      { name: 'MEAN', about: 'of the policy', cell: ({ policyMean }) => figure(policyMean) },
      { name: 'BASE', about: 'mean of the baseline', cell: ({ baselineMean }) => figure(baselineMean) },
      { name: 'DIFFERENCE', about: 'policy minus baseline, mean', cell: ({ difference }) => figure(difference.mean) },
      { name: 'LOW', about: 'lower end of the 95 % interval', cell: ({ difference }) => figure(difference.low) },
      { name: 'HIGH', about: 'upper end of the 95 % interval', cell: ({ difference }) => figure(difference.high) },
      { name: 'RELATIVE', about: 'difference over the baseline', cell: ({ relative }) => signed(relative) },
      { name: 'WINS', about: 'cases in which it is better', cell: ({ wins }) => wins },
      { name: 'LOSSES', about: 'cases in which it is worse', cell: ({ losses }) => losses },
      {
        name: 'VERDICT',
        about: 'shown only where the whole interval says so',
        left: true,
        cell: ({ verdict }) => verdict,
      },
    ],
    rows,
  );

const figure = (value: number | null): string | null =>
  value === null ? null : Number(value.toPrecision(4)).toString();

const signed = (share: number | null): string | null =>
  share === null ? null : `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`;
