import type { Epoch } from '../domain/epoch.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ReportContext } from './context.ts';
import { lookup } from './lookup.ts';
import { planParts } from './plan-parts.ts';
import { proofs } from './proof.ts';
import type { Sheet } from './sheet.ts';
import { actionSheet, roomSheet } from './sheets/actions.ts';
import { laterSheet, waitingSheet } from './sheets/leases.ts';
import { levelSheet } from './sheets/levels.ts';
import { verdictSheet, violationSheet } from './sheets/verdicts.ts';
import { faultLines, lastLine, situation, statusLine } from './summary.ts';
import { printable, type TextStyle, textTable } from './text-table.ts';
import { moment } from './words.ts';

/** The whole plan for people: how good it is, what to do now, what comes later, what waits and why. */
export function planText(epoch: Epoch, context: ReportContext, style: TextStyle): string {
  const filled = planSheets(epoch, context).filter(({ rows }) => rows.length > 0);
  const heading = (title: string): string => style.colours.bold(title);
  return [
    `${printable(situation(epoch, context.source))}\n${style.colours.cyan(statusLine(epoch))}\n`,
    ...filled.map((sheet) => `${heading(sheet.title)}\n${textTable(sheet, style)}`),
    `${[...faultLines(epoch).map(printable), heading(lastLine(epoch))].join('\n')}\n`,
  ].join('\n');
}

/** Every table of the plan, in reading order, empty ones included. */
export function planSheets(epoch: Epoch, context: ReportContext): readonly Sheet[] {
  const names = lookup(epoch.snapshot);
  const parts = planParts(epoch);
  const now = epoch.snapshot.takenAt;
  const until = epoch.plan === null ? '' : ` (before ${moment(epoch.plan.enactBefore)} UTC)`;
  return [
    levelSheet(proofs(epoch), context.presentCost),
    violationSheet(epoch.violations),
    actionSheet(`Due now${until}`, parts.due, names),
    laterSheet(parts.later, names, now),
    roomSheet(parts.roomMade, names),
    waitingSheet('Waiting', parts.waiting, names),
    waitingSheet('Refused', parts.refused, names),
    waitingSheet('Left alone', parts.untouched, names),
    verdictSheet(untold(epoch)),
  ];
}

/** Verdicts that no lease gives as its reason. */
function untold({ plan, verdicts }: Epoch): readonly Verdict[] {
  const told = new Set(plan?.forecasts.map(({ reason }) => reason));
  return verdicts.filter(({ message }) => !told.has(message));
}
