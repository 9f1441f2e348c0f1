import type { Epoch } from '../domain/epoch.ts';
import { type Difference, leaseDifferenceSheet, levelDifferenceSheet } from './difference.ts';
import { lastLine } from './summary.ts';
import { type TextStyle, textTable } from './text-table.ts';
import { counted } from './words.ts';

/** Two plans side by side for people. */
export const differenceText = (found: Difference, before: Epoch, after: Epoch, style: TextStyle): string => `\
${style.colours.bold('Cost by level')}
${textTable(levelDifferenceSheet(found), style)}
${style.colours.bold('Leases that fare otherwise')}
${found.leases.length === 0 ? 'none\n' : textTable(leaseDifferenceSheet(found), style)}
${counted(found.unchangedLeases, 'lease')} fare the same.
now:     ${lastLine(before)}
changed: ${lastLine(after)}
`;
