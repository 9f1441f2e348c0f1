import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { SaxesParser } from 'saxes';
import type { Workload } from '../../../../src/domain/workload.ts';
import { DEFAULT_WORKLOAD_OPTIONS } from '../../../../src/read/workload/options.ts';
import { readWorkload } from '../../../../src/read/workload/read.ts';
import { inOrder, simulationCharts } from '../../../../src/report/simulation/page/charts.ts';
import { simulationPage } from '../../../../src/report/simulation/page/page.ts';
import { standaloneSvg } from '../../../../src/report/simulation/page/standalone.ts';
import { NO_OVERHEADS } from '../../../../src/simulate/options.ts';
import { browserOnPath, opened } from '../../../support/browser.ts';
import { folder } from '../../../support/cli.ts';
import { reportOf } from '../../../support/simulation-report.ts';
import { hostsOf, request, workloadOf } from '../../../support/workload.ts';

const rush = (): Promise<Workload> => readWorkload('fixtures/workloads/reserved-rush.jsonl', DEFAULT_WORKLOAD_OPTIONS);
const FAULTS = { hostFailureSeconds: 40_000, hostRepairSeconds: 1_800, outages: [], commandFailure: 0.02 };
const options = { overheads: { ...NO_OVERHEADS, bootSeconds: 30, saveMibPerSecond: 100 }, faults: FAULTS };

/** Elements that HTML closes by itself. */
const VOID = /<(meta|br|hr|img|input|link)\b([^>]*?)\/?>/g;

/** Names of the elements of markup; throws where it is not well formed. */
function elements(markup: string): readonly string[] {
  const names: string[] = [];
  const parser = new SaxesParser({});
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => names.push(name));
  parser.write(markup.replace('<!doctype html>', '').replace(VOID, '<$1$2/>')).close();
  return names;
}

test('the page is well formed, needs nothing but itself and has every chart with its unit', async () => {
  const markup = simulationPage(await reportOf(await rush(), { windows: 4, options }));
  const captions = [...markup.matchAll(/<figcaption>([^<]*)</g)].map(([, caption]) => caption as string);
  assert.equal(elements(markup).filter((name) => name === 'figure').length, captions.length);
  assert.equal(captions.length, 7);
  for (const caption of captions) assert.match(caption, /percent|leases|who holds them/);
  for (const axis of [/time since the start, (hours|days)/, /wait, logarithmic/, /slowdown, times/, /↑ percent/])
    assert.match(markup, axis);
  assert.doesNotMatch(markup, /https?:|\bsrc=|\bhref=|@import|<script|<link/i);
  assert.equal(markup.match(/<svg[^>]*role="img"[^>]*/g)?.filter((svg) => svg.includes('aria-label=')).length, 7);
});

test('what compares with whom, what was left out and how to repeat it are on the page', async () => {
  const leftOut = [{ reason: 'cancelled <b>', count: 437, examples: ['line 91'] }];
  const markup = simulationPage(await reportOf(await rush(), { windows: 4, options, more: { leftOut } }));
  assert.match(markup, /Mean differences from easy over 4 cases, with 95 % intervals/);
  assert.match(markup, /<th scope="row" class="left">haizea/);
  assert.match(markup, /437<\/td><td class="left">cancelled &lt;b&gt;<\/td><td class="left">line 91/);
  assert.match(markup, /<pre>oneplan simulate small-day\.jsonl<\/pre>/);
});

test('one case shows no difference, and says so', async () => {
  const markup = simulationPage(await reportOf(await rush(), { options }));
  assert.match(markup, /in one case: too few to tell from chance/);
  assert.doesNotMatch(markup, /✓ better/);
});

test('a run that broke rules is called so before anything else', async () => {
  const report = await reportOf(workloadOf([request(1)]));
  const [first, ...others] = report.runs;
  assert.ok(first !== undefined);
  const violations = [{ rule: 'capacity', message: 'h1 is over <b>' }] as const;
  const runs = [{ ...first, summary: { ...first.summary, violations: 1 }, violations }, ...others];
  assert.match(simulationPage({ ...report, runs }), /must not be believed[\s\S]*h1 is over &lt;b&gt;[\s\S]*Figures/);
});

test('an empty workload has a page as well', async () => {
  elements(simulationPage(await reportOf(workloadOf([]))));
});

test('thousands of VMs on a hundred hosts are thinned, and the page stays small', async () => {
  const requests = Array.from({ length: 700 }, (_, index) =>
    request(index, { nodes: 1 + (index % 7), submitSeconds: index * 90, durationSeconds: 600 + (index % 11) * 900 }),
  );
  const report = await reportOf(workloadOf(requests, hostsOf(100)), { policies: ['fcfs'] });
  const markup = simulationPage(report);
  assert.ok(markup.length < 700_000, `${markup.length} bytes`);
  assert.match(markup, /40 of 100 hosts, evenly spread/);
});

test('a chart in a file has its colours, its caption and a font of its own', async () => {
  const charts = inOrder(simulationCharts(await reportOf(await rush(), { windows: 4, options })));
  assert.deepEqual(
    charts.map(({ name }) => name),
    ['differences', 'waits', 'slowdowns', 'queue', 'utilisation', 'hosts-easy', 'hosts-haizea'],
  );
  for (const chart of charts) {
    const svg = standaloneSvg(chart);
    elements(svg);
    assert.doesNotMatch(svg, /var\(|system-ui|<style/);
    assert.ok(svg.includes(chart.caption.replaceAll("'", '&#39;')), chart.caption);
  }
});

const browser = browserOnPath();
test('a real browser opens the page without a word on its console and without asking anybody for anything', {
  skip: browser === null ? 'there is no Chromium or Chrome on PATH' : false,
}, async (context) => {
  const file = join(folder(context), 'report.html');
  writeFileSync(file, simulationPage(await reportOf(await rush(), { windows: 4, options })));
  const { dom, console, requested } = await opened(browser as string, file);
  assert.deepEqual(console, []);
  assert.deepEqual(requested, []);
  assert.equal(dom.match(/<figure>/g)?.length, 7);
});

test('a page that does ask somebody would be found out', {
  skip: browser === null ? 'there is no Chromium or Chrome on PATH' : false,
}, async (context) => {
  const file = join(folder(context), 'other.html');
  writeFileSync(file, '<body><img src="http://tracker.example/x.png"><script>nothing()</script></body>');
  const { console, requested } = await opened(browser as string, file);
  assert.deepEqual(requested, ['tracker.example']);
  assert.match(console.join(), /nothing is not defined/);
});
