import * as Plot from '@observablehq/plot';
import { counted } from '../../words.ts';
import type { HostBlock } from '../host-block.ts';
import { LEASE_KINDS, type LeaseKind } from '../summary.ts';
import { type Chart, chartOf } from './chart.ts';
import type { LegendEntry } from './legend.ts';
import type { Pictured } from './over-time.ts';
import { svgElement } from './svg-element.ts';
import { type TimeUnit, timeUnit } from './time-axis.ts';

const LETTERS: Readonly<Record<LeaseKind, string>> = {
  'best-effort': 'B',
  immediate: 'I',
  'advance-reservation': 'R',
  deadline: 'D',
};
const WORDS: Readonly<Record<LeaseKind, string>> = {
  'best-effort': 'B best effort',
  immediate: 'I immediate',
  'advance-reservation': 'R reservation',
  deadline: 'D deadline',
};

/** Between two hosts, in lanes. */
const GAP = 0.35;
const LETTER_PIXELS = 6.4;

/** Hosts over time under one policy, on the time axis of all policies. */
export function hostChart(run: Pictured, endSeconds: number): Chart {
  const { hosts } = run.picture;
  const unit = timeUnit(endSeconds);
  const tops = topsOf(hosts.rows);
  const lanes = (tops.at(-1) ?? 0) + (hosts.rows.at(-1)?.lanes ?? 1);
  const lanePixels = Math.max(9, Math.min(20, 420 / lanes));
  return chartOf({
    name: `hosts-${run.summary.policy.replace(/[^\w.-]+/g, '_')}`,
    caption: `Hosts over time under ${run.summary.policy}: who holds them`,
    note: noteOf(run),
    legend: legendOf(run),
    plotPixels: lanes * lanePixels,
    options: {
      x: { domain: [0, endSeconds / unit.seconds], label: `time since the start, ${unit.words} →` },
      y: { domain: [0, lanes], reverse: true, axis: null },
      marks: [
        Plot.gridX(),
        Plot.text(hosts.rows, {
          text: 'name',
          y: ({ lanes: own }: { readonly lanes: number }, row: number) => (tops[row] as number) + own / 2,
          frameAnchor: 'left',
          textAnchor: 'end',
          dx: -8,
          fontSize: Math.min(10.5, lanePixels + 1),
        }),
        ...blockMarks(hosts.blocks, tops, unit),
        ...outageMarks(run, tops, unit),
        ...(hosts.detail === 'bars' && lanePixels >= 11 ? [labels(hosts.blocks, tops, unit, endSeconds)] : []),
      ],
    },
  });
}

/** Where each row begins, in lanes from the top. */
function topsOf(rows: Pictured['picture']['hosts']['rows']): readonly number[] {
  let top = 0;
  return rows.map(({ lanes }) => {
    const own = top;
    top += lanes + GAP;
    return own;
  });
}

function noteOf({ picture: { hosts } }: Pictured): string {
  const drawn =
    hosts.rows.length < hosts.hostCount
      ? `${hosts.rows.length} of ${counted(hosts.hostCount, 'host')}, evenly spread. `
      : '';
  const how =
    hosts.detail === 'bars'
      ? 'One bar a VM; hatched: it holds room, but does no work (boot, save, resume, transfer).'
      : 'Colour: what most of the CPU held is held for; height: how much of the host is held, in quarters.';
  return `${drawn}${how}`;
}

function legendOf({ picture: { hosts } }: Pictured): readonly LegendEntry[] {
  const present = new Set(hosts.blocks.map(({ kind }) => kind));
  return [
    ...LEASE_KINDS.filter((kind) => present.has(kind)).map((kind) => ({ words: WORDS[kind], fill: `var(--${kind})` })),
    ...(hosts.blocks.some(({ works }) => !works) ? [{ words: 'no work done', isHatched: true }] : []),
    ...(hosts.outages.length > 0 ? [{ words: 'host is down', fill: 'var(--outage)' }] : []),
  ];
}

/** One path a kind, so that thousands of blocks stay small. */
function blockMarks(blocks: readonly HostBlock[], tops: readonly number[], unit: TimeUnit): readonly Plot.Markish[] {
  const kinds = LEASE_KINDS.filter((kind) => blocks.some((block) => block.kind === kind));
  const box = ({ row, lane, share, fromSeconds, untilSeconds }: HostBlock): Box => {
    const bottom = (tops[row] as number) + lane + 0.96;
    return { from: fromSeconds / unit.seconds, until: untilSeconds / unit.seconds, top: bottom - 0.92 * share, bottom };
  };
  return [
    ...kinds.map((kind) =>
      pathMark(
        blocks.filter((block) => block.kind === kind).map(box),
        { fill: `var(--${kind})`, stroke: 'var(--paper)', 'stroke-width': 0.5 },
        WORDS[kind],
      ),
    ),
    pathMark(blocks.filter(({ works }) => !works).map(box), { fill: 'url(#hatch)' }, 'no work done'),
  ];
}

const outageMarks = (run: Pictured, tops: readonly number[], unit: TimeUnit): readonly Plot.Markish[] => [
  pathMark(
    run.picture.hosts.outages.map(({ row, fromSeconds, untilSeconds }) => ({
      from: fromSeconds / unit.seconds,
      until: Math.min(untilSeconds, run.picture.endSeconds) / unit.seconds,
      top: (tops[row] as number) + 0.3,
      bottom: (tops[row] as number) + (run.picture.hosts.rows[row]?.lanes ?? 1) - 0.3,
    })),
    { fill: 'var(--outage)' },
    'host is down',
  ),
];

interface Box {
  readonly from: number;
  readonly until: number;
  readonly top: number;
  readonly bottom: number;
}

function pathMark(
  boxes: readonly Box[],
  attributes: Readonly<Record<string, string | number>>,
  label: string,
): Plot.Markish {
  return ((_index: unknown, scales: Plot.ScaleFunctions, _values: unknown, _size: unknown, context: Plot.Context) => {
    const x = scales.x as unknown as (value: number) => number;
    const y = scales.y as unknown as (value: number) => number;
    const d = boxes.map(({ from, until, top, bottom }) => {
      const [left, above] = [x(from), y(top)];
      return `M${short(left)},${short(above)}h${short(x(until) - left)}v${short(y(bottom) - above)}H${short(left)}z`;
    });
    return svgElement(context, 'path', { d: d.join(''), 'aria-label': label, ...attributes });
  }) as Plot.Markish;
}

const short = (pixels: number): string => String(Number(pixels.toFixed(1)));

/** Letter of the kind and id of the lease, where a bar has room for them. */
function labels(blocks: readonly HostBlock[], tops: readonly number[], unit: TimeUnit, end: number): Plot.Markish {
  const scale = 1_010 / Math.max(1, end);
  const named = blocks
    .filter(({ works }) => works)
    .flatMap((block) => {
      const room = Math.floor(((block.untilSeconds - block.fromSeconds) * scale - 4) / LETTER_PIXELS);
      const whole = `${LETTERS[block.kind]} ${block.lease ?? ''}`;
      if (room < 1) return [];
      return [{ ...block, text: whole.length <= room ? whole : (LETTERS[block.kind] as string) }];
    });
  return Plot.text(named, {
    x: ({ fromSeconds }: HostBlock) => fromSeconds / unit.seconds,
    y: ({ row, lane }: HostBlock) => (tops[row] as number) + lane + 0.5,
    text: 'text',
    textAnchor: 'start',
    dx: 3,
    fontSize: 10,
    fill: 'var(--ink)',
    pointerEvents: 'none',
  });
}
