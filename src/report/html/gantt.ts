import * as Plot from '@observablehq/plot';
import type { Epoch } from '../../domain/epoch.ts';
import type { HostId } from '../../domain/ids.ts';
import type { Occupation } from '../../domain/plan.ts';
import { horizonEnd } from '../load.ts';
import { lookup } from '../lookup.ts';
import { counted, moment } from '../words.ts';
import { at, clockTick, FRAME, figure, pixelsPerSecond } from './chart.ts';
import { type Html, html } from './html.ts';
import { KINDS, type Kind, kindsOf } from './kinds.ts';
import { type Band, type Bar, bands, GAP } from './lanes.ts';

const LANE_PIXELS = 17;
const TOP = 44;
const LETTER_PIXELS = 6.3;

/** At most so many hosts are drawn, those that something happens on first. */
export const HOSTS_DRAWN = 60;

/** Hosts over time: one band a host, one bar a VM. */
export function gantt(caption: string, epoch: Epoch, occupations: readonly Occupation[]): Html {
  const drawn = bands(epoch, occupations, hostsDrawn(epoch));
  const lanes = drawn.reduce((sum, band) => sum + band.lanes + GAP, 0);
  return figure(caption, {
    ...FRAME,
    marginTop: TOP,
    height: TOP + FRAME.marginBottom + lanes * LANE_PIXELS,
    x: { type: 'utc', domain: [at(epoch.problem.edges[0] as number), at(horizonEnd(epoch))], label: 'time, UTC' },
    y: { domain: [0, lanes], reverse: true, axis: null },
    marks: [
      Plot.axisX({ anchor: 'bottom', tickFormat: clockTick }),
      Plot.axisX({ anchor: 'top', label: null, tickFormat: clockTick }),
      Plot.gridX(),
      ...bandMarks(drawn),
      ...barMarks(epoch, drawn),
      ...nextEpoch(epoch),
    ],
  });
}

/** Hosts on which the plan acts first, then the others; by id within. */
export function hostsDrawn({ snapshot, plan }: Epoch): readonly HostId[] {
  const busy = new Set(plan?.actions.map(({ host }) => host));
  const ids = snapshot.hosts.map(({ id }) => id);
  const shown = [...ids.filter((id) => busy.has(id)), ...ids.filter((id) => !busy.has(id))].slice(0, HOSTS_DRAWN);
  return shown.toSorted((a, b) => a - b);
}

/** Says what is not drawn; nothing when all is. */
export function notDrawn({ snapshot }: Epoch): Html {
  const missing = snapshot.hosts.length - HOSTS_DRAWN;
  if (missing <= 0) return html``;
  return html`<p class="note">${counted(missing, 'host')} with the fewest changes not drawn; every action is in the
    table.</p>`;
}

const bandMarks = (drawn: readonly Band[]): readonly Plot.Markish[] => [
  Plot.ruleY(drawn.slice(1), { y: ({ top }: Band) => top - GAP / 2, stroke: 'currentColor', strokeOpacity: 0.5 }),
  Plot.text(drawn, {
    text: 'name',
    y: ({ top, lanes }: Band) => top + lanes / 2,
    frameAnchor: 'left',
    textAnchor: 'end',
    dx: -8,
    fontWeight: 600,
  }),
];

interface Drawn extends Bar {
  readonly row: number;
  readonly kind: Kind;
  readonly name: string;
}

function barMarks(epoch: Epoch, drawn: readonly Band[]): readonly Plot.Markish[] {
  const kinds = kindsOf(epoch);
  const names = lookup(epoch.snapshot);
  const bars = drawn.flatMap(({ top, bars }) =>
    bars.map((bar) => ({ ...bar, row: top + bar.lane, kind: kinds(bar.vm), name: names.vmName(bar.vm) })),
  );
  const box = {
    x1: ({ from }: Drawn) => at(from),
    x2: ({ until }: Drawn) => at(until),
    y1: ({ row }: Drawn) => row + 0.08,
    y2: ({ row }: Drawn) => row + 0.92,
  };
  const scale = pixelsPerSecond(epoch.problem.edges[0] as number, horizonEnd(epoch));
  return [
    Plot.rect(bars, { ...box, fill: ({ kind }: Drawn) => KINDS[kind].fill, title: tooltip }),
    Plot.rect(
      bars.filter(({ phase }) => phase !== 'run'),
      { ...box, fill: 'url(#hatch)', pointerEvents: 'none' },
    ),
    Plot.text(bars, {
      x: ({ from }: Drawn) => at(from),
      y: ({ row }: Drawn) => row + 0.5,
      text: (bar: Drawn) => label(bar, scale),
      textAnchor: 'start',
      dx: 4,
      fill: 'var(--ink)',
      fontSize: 10.5,
      pointerEvents: 'none',
    }),
  ];
}

/** As much of mark and name as the bar has room for. */
function label({ kind, name, from, until, phase }: Drawn, scale: number): string {
  const letters = Math.floor(((until - from) * scale - 6) / LETTER_PIXELS);
  const whole = `${KINDS[kind].mark}${name}`;
  if (phase !== 'run' || letters < 2) return '';
  return whole.length <= letters ? whole : `${whole.slice(0, letters - 1)}…`;
}

const tooltip = ({ vm, name, kind, phase, from, until, endless }: Drawn): string =>
  `${name} (vm ${vm}) ${KINDS[kind].words}${phase === 'run' ? '' : `, ${phase}`}: ` +
  `${moment(from)} to ${endless ? 'beyond the horizon' : moment(until)}`;

/** What lies left of the line is carried out, the rest is planned again. */
function nextEpoch({ plan }: Epoch): readonly Plot.Markish[] {
  if (plan === null) return [];
  return [
    Plot.ruleX([at(plan.enactBefore)], { stroke: 'currentColor', strokeDasharray: '4 3' }),
    Plot.text([at(plan.enactBefore)], {
      x: (moment: Date) => moment,
      y: () => 0,
      text: () => '↓ next epoch',
      textAnchor: 'start',
      dx: -3,
      dy: -32,
      fontStyle: 'italic',
    }),
  ];
}
