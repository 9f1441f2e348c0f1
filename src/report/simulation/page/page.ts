import { figureOf } from '../../html/chart.ts';
import { type Html, html, trusted } from '../../html/html.ts';
import { PATTERNS, STYLE } from '../../html/style.ts';
import { sheetTable } from '../../html/table.ts';
import { counted, memory } from '../../words.ts';
import { casesOf, type SimulationReport } from '../comparison.ts';
import type { RunDigest } from '../digest.ts';
import { kindSheet, reasonSheet } from '../kind-sheet.ts';
import { pairedSheet } from '../paired-sheet.ts';
import { boundSheet, planningSheet } from '../planning-sheet.ts';
import { policySheet, runSheet } from '../policy-sheet.ts';
import type { Chart } from './chart.ts';
import { simulationCharts } from './charts.ts';
import { PALETTE_STYLE } from './palette.ts';
import { leftOutTable, settingsTable } from './settings.ts';
import { verdicts } from './verdicts.ts';

/** The comparison as one HTML page that needs nothing but itself: no script, no network, which its policy forbids. */
export const simulationPage = (report: SimulationReport): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Policies on ${report.workload}</title>
<style>${STYLE}${trusted(PALETTE_STYLE)}</style>
</head>
<body>
${PATTERNS}
${heading(report)}
${sections(report)}
${footer(report)}
</body>
</html>
`.markup;

const heading = (report: SimulationReport): Html => html`
  <header>
    <h1>Policies on ${report.workload}</h1>
    <p>${situation(report)}</p>
    ${alarms(report.runs)}
    ${verdicts(report)}
  </header>`;

function situation(report: SimulationReport): string {
  const { hosts, cpuCentis, memoryMib } = report.runs[0]?.cluster ?? { hosts: 0, cpuCentis: 0, memoryMib: 0 };
  const cases = casesOf(report);
  const cluster = `${counted(hosts, 'host')}, ${counted(Math.round(cpuCentis / 100), 'core')}, ${memory(memoryMib)}`;
  const oracle = report.runs.some(({ summary }) => summary.information === 'oracle')
    ? ' Policies were told real run times: this is an oracle, and no cloud has one.'
    : ' Policies knew of run times what users asked for.';
  return `${counted(report.requests, 'request')} on ${cluster}; ${
    cases.length === 1 ? `one case (${cases[0]})` : counted(cases.length, 'case')
  }.${oracle}`;
}

/** A run that broke rules must not be believed. */
function alarms(runs: readonly RunDigest[]): Html {
  const broken = runs.filter(({ violations }) => violations.length > 0);
  if (broken.length === 0) return html``;
  return html`<div class="broken">These runs break rules of the simulation and must not be believed:
    <ul>${broken.map(
      ({ summary, instance, violations }) =>
        html`<li>${summary.policy}, ${instance}: ${counted(summary.violations, 'violation')}, first
          ${violations[0]?.rule ?? ''}: ${violations[0]?.message ?? ''}</li>`,
    )}</ul></div>`;
}

function sections(report: SimulationReport): Html {
  const charts = simulationCharts(report);
  const shown = report.runs.filter(({ picture }) => picture !== null);
  const cases = casesOf(report);
  const first = cases.length > 1 ? ` Of the busiest case: ${shown[0]?.instance}.` : '';
  return html`
    ${section('Figures', html`${sheetTable(policySheet(report), 'Nothing was run.')}${MEANINGS}`)}
    ${section(
      'Paired differences',
      html`${charts.differences.map(chart)}
      ${pairs(report)}`,
    )}
    ${section(
      'What users felt',
      html`${charts.distributions.map(chart)}
      <p class="note">Waits and slowdowns of leases that are done; seconds.${first}</p>
      ${sheetTable(kindSheet(shown), 'Nothing was run.')}
      <p class="note">Why leases were rejected or failed.</p>
      ${sheetTable(reasonSheet(report), 'No lease was rejected, none failed.')}`,
    )}
    ${section('Queue and utilisation over time', html`<p class="note">${first}</p>${charts.overTime.map(chart)}`)}
    ${section(
      'Against what no schedule can beat',
      html`
      <p class="note">Bounds from releases, run times and all CPU together; boots, saves and holes are left out, so they hold for every policy.${first}</p>
      ${sheetTable(boundSheet(shown), 'Nothing was run.')}`,
    )}
    ${section('Hosts over time', html`<p class="note">${first}</p>${charts.hosts.map(chart)}`)}
    ${section('What deciding took', sheetTable(planningSheet(shown), 'Nothing was run.'))}
    ${cases.length > 1 ? section('Every run', sheetTable(runSheet(report), 'Nothing was run.')) : html``}
    ${section('Left out', leftOutTable(report.leftOut))}
    ${section('How to repeat it', settingsTable(report))}`;
}

/** Every figure that is not 0 throughout, folded away: the chart has those that matter most. */
function pairs({ comparison }: SimulationReport): Html {
  const moving = new Set(
    comparison
      .filter(({ policyMean, baselineMean }) => policyMean !== 0 || baselineMean !== 0)
      .map(({ figure }) => figure),
  );
  const rows = comparison.filter(({ figure }) => moving.has(figure));
  return html`<details><summary>All figures (differences.csv has them too)</summary>
    ${sheetTable(pairedSheet(rows), 'There is one policy, so nothing to compare.')}</details>`;
}

const section = (title: string, content: Html): Html => html`<section><h2>${title}</h2>${content}</section>`;

const chart = ({ caption, note, svg }: Chart): Html => html`${figureOf(caption, svg())}<p class="note">${note}</p>`;

const MEANINGS = html`<p class="note">Times in seconds from the start of the workload; a lease starts when its work does, so boots count as wait; used: delivered CPU over all CPU,
  percent; lost: VM hours held without work that counts; CPU: the policy's own computing, seconds. Wait and slowdown are
  means over best effort that is done: a policy that rejects or fails leases can look quicker than it is.</p>`;

const footer = ({ versions }: SimulationReport): Html => html`
  <footer><p>oneplan ${versions.oneplan}, Node ${versions.node}.</p></footer>`;
