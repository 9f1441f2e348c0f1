import type { Epoch } from '../../domain/epoch.ts';
import type { Occupation } from '../../domain/plan.ts';
import { hashOf } from '../canonical.ts';
import type { ReportContext } from '../context.ts';
import { leftAlone, presentOccupations } from '../load.ts';
import { lookup } from '../lookup.ts';
import { planParts } from '../plan-parts.ts';
import { headline, proofs } from '../proof.ts';
import { actionSheet, roomSheet } from '../sheets/actions.ts';
import { forecastSheet, laterSheet, waitingSheet } from '../sheets/leases.ts';
import { levelSheet } from '../sheets/levels.ts';
import { verdictSheet } from '../sheets/verdicts.ts';
import { faultLines, lastLine, situation, statusLine } from '../summary.ts';
import { amount, elapsed, iso, moment, percent } from '../words.ts';
import { gantt, notDrawn } from './gantt.ts';
import { type Html, html } from './html.ts';
import { legend } from './kinds.ts';
import { loadCharts } from './load.ts';
import { progressChart } from './progress.ts';
import { PATTERNS, STYLE } from './style.ts';
import { sheetTable } from './table.ts';

/** The whole epoch as one HTML page that needs nothing but itself. */
export const htmlReport = (epoch: Epoch, context: ReportContext): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plan for ${context.source}, ${iso(epoch.snapshot.takenAt)}</title>
<style>${STYLE}</style>
</head>
<body>
${PATTERNS}
${heading(epoch, context)}
${costs(epoch, context)}
${epoch.plan === null ? html`` : planSections(epoch)}
${footer(epoch, context)}
</body>
</html>
`.markup;

const heading = (epoch: Epoch, context: ReportContext): Html => html`
  <header>
    <h1>Plan for ${context.source}</h1>
    <p>${situation(epoch, context.source)}. Times are UTC.</p>
    <p><strong>${statusLine(epoch)}</strong></p>
    ${broken(epoch)}
    ${keyFigures(epoch)}
    <p>${lastLine(epoch)}</p>
  </header>`;

const broken = ({ violations }: Epoch): Html =>
  violations.length === 0
    ? html``
    : html`<div class="broken">This plan breaks rules and must not be carried out:
        <ul>${violations.map(({ rule, message }) => html`<li>${rule}: ${message}</li>`)}</ul></div>`;

function keyFigures(epoch: Epoch): Html {
  const { due, later, roomMade, waiting, refused } = planParts(epoch);
  const level = headline(epoch);
  const figures: readonly (readonly [string, string])[] = [
    ...(level === null ? [] : [[percent(level.proof.gap), `gap, ${level.level}`] as const]),
    [amount(due.length), 'actions due now'],
    [amount(later.length), 'leases start later'],
    [amount(roomMade.length), 'pauses and moves'],
    [amount(waiting.length), 'leases wait beyond the horizon'],
    [amount(refused.length), 'leases refused'],
  ];
  return html`<ul class="figures">${figures.map(([value, words]) => html`<li><b>${value}</b><span>${words}</span></li>`)}</ul>`;
}

const costs = (epoch: Epoch, context: ReportContext): Html => html`
  <section>
    <h2>Cost by level</h2>
    <p class="note">A level is never traded for a later one. No plan can cost less than the bound.</p>
    ${sheetTable(levelSheet(proofs(epoch), context.presentCost), 'No schedule was found, so there is no cost.')}
    ${progressChart(epoch)}
  </section>`;

function planSections(epoch: Epoch): Html {
  const names = lookup(epoch.snapshot);
  const parts = planParts(epoch);
  const now = epoch.snapshot.takenAt;
  const plan = epoch.plan;
  const section = (title: string, content: Html): Html => html`<section><h2>${title}</h2>${content}</section>`;
  return html`
    ${section(
      `Due now${plan === null ? '' : `, before ${moment(plan.enactBefore)}`}`,
      sheetTable(actionSheet('', parts.due, names), 'Nothing is due before the next epoch.'),
    )}
    ${section('Hosts over time', timeline(epoch))}
    ${section('Load of the hosts over time', loadCharts(epoch))}
    ${section('Starts later', sheetTable(laterSheet(parts.later, names, now), 'Nothing starts later.'))}
    ${section('What makes room', sheetTable(roomSheet(parts.roomMade, names), 'Nothing is paused or moved.'))}
    ${section('Waits, and why', sheetTable(waitingSheet('', parts.waiting, names), 'No lease waits beyond the horizon.'))}
    ${section('Refused, and why', sheetTable(waitingSheet('', parts.refused, names), 'No lease is refused.'))}
    ${section('Left alone, and why', sheetTable(waitingSheet('', parts.untouched, names), 'Nothing is left alone.'))}
    ${section('Every action', sheetTable(actionSheet('', plan?.actions ?? [], names), 'There is nothing to do.'))}
    ${section('Every lease', sheetTable(forecastSheet(plan?.forecasts ?? [], names, now), 'There are no leases.'))}
    ${section('Verdicts', sheetTable(verdictSheet(epoch.verdicts), 'Everything could be read and makes sense.'))}`;
}

const timeline = (epoch: Epoch): Html => html`
  <p class="note">One bar a VM; a bar that reaches the right edge goes on beyond the horizon.</p>
  ${legend()}
  ${gantt('After: under this plan', epoch, withLeftAlone(epoch, epoch.plan?.occupations ?? []))}
  ${gantt('Before: if nothing changes (colours and marks say what the plan does)', epoch, before(epoch))}
  ${notDrawn(epoch)}`;

const before = (epoch: Epoch): readonly Occupation[] => withLeftAlone(epoch, presentOccupations(epoch));

const withLeftAlone = (epoch: Epoch, occupations: readonly Occupation[]): readonly Occupation[] => [
  ...occupations,
  ...leftAlone(epoch, occupations),
];

const footer = (epoch: Epoch, context: ReportContext): Html => html`
  <footer>
    ${faultLines(epoch).map((line) => html`<p>${line}</p>`)}
    <p>oneplan ${context.toolVersion}; seed ${epoch.policy.limits.seed}; snapshot ${hashOf(epoch.snapshot)};
      ${stages(epoch)}.</p>
  </footer>`;

const stages = ({ stageSeconds }: Epoch): string =>
  Object.entries(stageSeconds)
    .map(([stage, seconds]) => `${stage} ${elapsed(seconds)}`)
    .join(', ');
