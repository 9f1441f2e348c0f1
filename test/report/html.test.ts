import assert from 'node:assert/strict';
import test from 'node:test';
import { SaxesParser } from 'saxes';
import type { Epoch } from '../../src/domain/epoch.ts';
import { html } from '../../src/report/html/html.ts';
import { bands } from '../../src/report/html/lanes.ts';
import { htmlReport } from '../../src/report/html/page.ts';
import { epoch, PLAN, renamed, unsolved } from '../support/epoch.ts';

const CONTEXT = { source: 'folder:lab', toolVersion: '0.1.0', presentCost: [0, 0, 40_000, 0, 0] } as const;
const page = (of: Epoch): string => htmlReport(of, CONTEXT);

/** Elements that HTML closes by itself. */
const VOID = /<(meta|br|hr|img|input|link)\b([^>]*?)\/?>/g;

/** The page as XML: throws where a tag is not closed or an attribute not quoted. */
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

test('the page is well formed and holds its charts', () => {
  for (const of of [epoch(), unsolved()]) elements(page(of));
  assert.ok(elements(page(epoch())).filter((name) => name === 'figure').length >= 6);
});

test('the page asks nobody for anything', () => {
  assert.doesNotMatch(page(epoch()), /https?:|\bsrc=|\bhref=|@import|<script|<link/i);
});

test('a name is text, never markup', () => {
  const evil = '<script>alert("1")</script>\'&';
  const markup = page(renamed('urgent', evil));
  assert.doesNotMatch(markup, /<script/i);
  assert.match(markup, /&lt;script&gt;alert/);
  elements(markup);
});

test('a source named like markup is text in the title, too', () => {
  const markup = htmlReport(epoch(), { ...CONTEXT, source: 'folder:</title><img onerror=x>' });
  assert.doesNotMatch(markup, /<img/);
  elements(markup);
});

test('every waiting request has its reason on the page', () => {
  const markup = page(epoch());
  for (const { reason } of PLAN.forecasts) assert.ok(markup.includes(reason), reason);
});

test('every chart says its unit', () => {
  const captions = [...page(epoch()).matchAll(/<figcaption>([^<]*)</g)].map(([, caption]) => caption as string);
  for (const caption of captions) assert.match(caption, /cores|GiB|percent|weighted|After|Before/);
  assert.match(page(epoch()), /time, UTC/);
});

test('a plan that breaks rules says so before anything else', () => {
  const markup = page(epoch({ violations: [{ rule: 'gang', message: 'half of it <b>' }] }));
  assert.match(markup, /must not be carried out[\s\S]*gang: half of it &lt;b&gt;[\s\S]*Cost by level/);
});

test('only what is not markup is escaped', () => {
  assert.equal(html`<p>${'a < b'}${html`<b>${1}</b>`}${null}</p>`.markup, '<p>a &lt; b<b>1</b></p>');
});

test('bars of one lane never overlap, and a VM keeps its lane', () => {
  const one = epoch();
  for (const { bars } of bands(
    one,
    PLAN.occupations,
    one.snapshot.hosts.map(({ id }) => id),
  )) {
    for (const [index, a] of bars.entries()) {
      for (const b of bars.slice(index + 1)) {
        assert.ok(a.lane !== b.lane || a.until <= b.from || b.until <= a.from);
      }
    }
  }
});
