import * as Plot from '@observablehq/plot';
import type { Epoch } from '../../domain/epoch.ts';
import type { Amounts } from '../../domain/resources.ts';
import { type HostLoad, horizonEnd, hostLoads, type LoadStep, presentOccupations } from '../load.ts';
import { moment, percent } from '../words.ts';
import { at, clockTick, FRAME, figure, pixelsPerSecond } from './chart.ts';
import { hostsDrawn } from './gantt.ts';
import { type Html, html } from './html.ts';

const ROW_PIXELS = 20;

/** How full the hosts are over time: all together before and after, then each one. */
export function loadCharts(epoch: Epoch): Html {
  const after = hostLoads(epoch, epoch.plan?.occupations ?? []);
  const before = hostLoads(epoch, presentOccupations(epoch));
  const shown = new Set(hostsDrawn(epoch));
  const drawn = after.filter(({ host }) => shown.has(host.id));
  return html`
    ${totalChart('CPU given away by all hosts, cores', epoch, before, after, ({ cpuCentis }) => cpuCentis / 100)}
    ${totalChart('Memory given away by all hosts, GiB', epoch, before, after, ({ memoryMib }) => memoryMib / 1024)}
    ${heatMap('CPU given away by each host under the plan, percent', epoch, drawn, ({ cpuCentis }) => cpuCentis)}
    ${heatMap('Memory given away by each host under the plan, percent', epoch, drawn, ({ memoryMib }) => memoryMib)}`;
}

type Pick = (amounts: Amounts) => number;

function totalChart(
  caption: string,
  epoch: Epoch,
  before: readonly HostLoad[],
  after: readonly HostLoad[],
  pick: Pick,
): Html {
  const from = epoch.problem.edges[0] as number;
  const end = horizonEnd(epoch);
  const capacity = after.reduce((sum, { host }) => sum + pick(host.capacity), 0);
  const series = [
    { name: 'nothing changes', points: totals(before, end, pick), dash: '5 4' },
    { name: 'this plan', points: totals(after, end, pick), dash: 'none' },
  ];
  return figure(caption, {
    ...FRAME,
    marginRight: 110,
    height: 200,
    x: { type: 'utc', domain: [at(from), at(end)], label: 'time, UTC' },
    y: { domain: [0, capacity * 1.05], label: caption.split(', ').at(-1) ?? '', grid: true },
    marks: [
      Plot.axisX({ anchor: 'bottom', tickFormat: clockTick }),
      Plot.ruleY([capacity], { stroke: 'currentColor' }),
      Plot.text([capacity], { x: () => at(from), y: capacity, text: () => 'capacity', ...NEAR_LINE }),
      ...series.map(({ points, dash }) =>
        Plot.line(points, { x: 'time', y: 'value', curve: 'step-after', strokeWidth: 2, strokeDasharray: dash }),
      ),
      ...endLabels(series, capacity),
    ],
  });
}

const NEAR_LINE = { textAnchor: 'start', dx: 4, dy: -6 } as const;

interface Point {
  readonly time: Date;
  readonly value: number;
}

/** Lines are named where they end; names that would meet are kept apart. */
function endLabels(
  series: readonly { readonly name: string; readonly points: readonly Point[] }[],
  capacity: number,
): readonly Plot.Markish[] {
  const ends = series
    .flatMap(({ name, points }) => points.slice(-1).map((point) => ({ ...point, name })))
    .sort((a, b) => a.value - b.value);
  const close = ends.length === 2 && (ends[1]?.value ?? 0) - (ends[0]?.value ?? 0) < capacity * 0.09;
  return ends.map((end, rank) =>
    Plot.text([end], {
      x: 'time',
      y: 'value',
      text: 'name',
      textAnchor: 'start',
      dx: 6,
      dy: close ? 7 - 14 * rank : 0,
    }),
  );
}

/** The sum over hosts, wherever it changes. */
function totals(loads: readonly HostLoad[], end: number, pick: Pick): readonly Point[] {
  const changes = new Map<number, number>();
  const add = (moment: number, value: number): Map<number, number> =>
    changes.set(moment, (changes.get(moment) ?? 0) + value);
  for (const step of loads.flatMap(({ steps }) => steps)) {
    add(step.from, pick(step));
    add(step.until, -pick(step));
  }
  let sum = 0;
  const points = [...changes]
    .sort(([a], [b]) => a - b)
    .map(([moment, change]) => {
      sum += change;
      return { time: at(moment), value: sum };
    })
    .slice(0, -1);
  const last = points.at(-1);
  return last === undefined ? [] : [...points, { time: at(end), value: last.value }];
}

interface HeatCell extends LoadStep {
  readonly name: string;
  readonly share: number;
}

function heatMap(caption: string, epoch: Epoch, loads: readonly HostLoad[], pick: Pick): Html {
  const from = epoch.problem.edges[0] as number;
  const end = horizonEnd(epoch);
  const scale = pixelsPerSecond(from, end);
  const cells = loads.flatMap(({ host, steps }) =>
    merged(steps.map((step) => ({ ...step, name: host.name, share: pick(step) / Math.max(pick(host.capacity), 1) }))),
  );
  const box = { x1: ({ from }: HeatCell) => at(from), x2: ({ until }: HeatCell) => at(until), y: 'name' };
  return figure(caption, {
    ...FRAME,
    height: FRAME.marginTop + FRAME.marginBottom + loads.length * ROW_PIXELS,
    x: { type: 'utc', domain: [at(from), at(end)], label: 'time, UTC' },
    y: { domain: loads.map(({ host }) => host.name), label: null, padding: 0.08, tickSize: 0 },
    opacity: { type: 'identity' },
    marks: [
      Plot.axisX({ anchor: 'bottom', tickFormat: clockTick }),
      Plot.barX(cells, {
        ...box,
        fill: 'var(--load)',
        fillOpacity: ({ share }: HeatCell) => 0.06 + 0.74 * Math.min(share, 1),
        title: ({ name, share, from, until }: HeatCell) =>
          `${name}: ${percent(share)} from ${moment(from)} to ${moment(until)}`,
      }),
      Plot.text(
        cells.filter(({ from, until }) => (until - from) * scale > 34),
        {
          x: ({ from, until }: HeatCell) => at((from + until) / 2),
          y: 'name',
          text: ({ share }: HeatCell) => percent(share),
          fontSize: 10.5,
          fontVariant: 'tabular-nums',
        },
      ),
    ],
  });
}

/** Neighbours that are equally full are one cell. */
function merged(cells: readonly HeatCell[]): readonly HeatCell[] {
  const starts = cells.filter((cell, index) => cell.share !== cells[index - 1]?.share);
  return starts.map((cell, index) => ({
    ...cell,
    until: starts[index + 1]?.from ?? cells.at(-1)?.until ?? cell.until,
  }));
}
