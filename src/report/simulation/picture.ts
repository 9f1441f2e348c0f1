import type { LeaseRecord, RunRecord } from '../../domain/run-record.ts';
import { inLanes } from '../html/in-lanes.ts';
import type { HostBlock } from './host-block.ts';
import { type LoadBins, loadBins } from './load-bins.ts';
import { busyCells } from './picture-cells.ts';

/** What a run looked like, thinned to what a page can show. Seconds of the virtual clock. */
export interface RunPicture {
  readonly endSeconds: number;
  readonly load: LoadBins;
  readonly hosts: HostPicture;
}

/** Hosts over time. Rows are the hosts drawn, spread evenly over all of them. */
export interface HostPicture {
  readonly rows: readonly { readonly name: string; readonly lanes: number }[];
  readonly hostCount: number;
  /** `bars`: one a VM, each in a lane of its host. `cells`: what most of a host's CPU was held for, bin by bin. */
  readonly detail: 'bars' | 'cells';
  readonly blocks: readonly HostBlock[];
  readonly outages: readonly { readonly row: number; readonly fromSeconds: number; readonly untilSeconds: number }[];
}

const HOSTS_DRAWN = 40;
const MOST_BARS = 900;
const MOST_LANES = 64;

export function pictureOf(run: RunRecord): RunPicture {
  const endSeconds = run.leases.reduce((last, { endSeconds: end }) => Math.max(last, end ?? 0), 1);
  return { endSeconds, load: loadBins(run.load, endSeconds), hosts: hostPicture(run, endSeconds) };
}

function hostPicture(run: RunRecord, endSeconds: number): HostPicture {
  const drawn = spreadOver(run.hosts.length);
  const rowOf = new Map(drawn.map((host, row) => [host, row]));
  const names = drawn.map((host) => run.hosts[host]?.name ?? '');
  const rowNamed = new Map(names.map((name, row) => [name, row]));
  const outages = run.outages.flatMap(({ host, ...span }) => {
    const row = rowNamed.get(host);
    return row === undefined ? [] : [{ row, ...span }];
  });
  const bars = barsOf(run, rowOf);
  const lanes = names.map((_, row) =>
    bars === null ? 1 : bars.reduce((most, bar) => (bar.row === row ? Math.max(most, bar.lane + 1) : most), 1),
  );
  const isFine = bars !== null && lanes.reduce((sum, count) => sum + count, 0) <= MOST_LANES;
  return {
    rows: names.map((name, row) => ({ name, lanes: isFine ? (lanes[row] as number) : 1 })),
    hostCount: run.hosts.length,
    detail: isFine ? 'bars' : 'cells',
    blocks: isFine ? bars : busyCells(run, rowOf, endSeconds),
    outages,
  };
}

/** Indices of the hosts drawn. */
function spreadOver(count: number): readonly number[] {
  const drawn = Math.min(count, HOSTS_DRAWN);
  return Array.from({ length: drawn }, (_, row) => Math.floor((row * count) / drawn));
}

/** One bar a VM and phase; null when there are too many to be told apart. */
function barsOf(run: RunRecord, rowOf: ReadonlyMap<number, number>): readonly HostBlock[] | null {
  const stays = run.stays.flatMap(({ lease, hosts, fromSeconds, untilSeconds }) =>
    hosts.flatMap((host, vm) => {
      const row = rowOf.get(host);
      return row === undefined ? [] : [{ row, vm, lease, from: fromSeconds, until: untilSeconds }];
    }),
  );
  if (stays.length > MOST_BARS) return null;
  const rows = new Set(stays.map(({ row }) => row));
  return [...rows].flatMap((row) =>
    inLanes(
      stays.filter((stay) => stay.row === row),
      ({ lease, vm }) => lease * 10_000 + vm,
    ).flatMap(({ lane, lease, from, until }) => phases(run.leases[lease] as LeaseRecord, { row, lane, from, until })),
  );
}

type Stay = { readonly row: number; readonly lane: number; readonly from: number; readonly until: number };

/** The stretches of a stay with and without work. */
function phases({ id, kind, runs }: LeaseRecord, { row, lane, from, until }: Stay): readonly HostBlock[] {
  const within = runs.filter(({ fromSeconds, untilSeconds }) => fromSeconds < until && untilSeconds > from);
  const edges = [from, ...within.flatMap(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds]), until];
  const common = { row, lane, kind, lease: id, share: 1 };
  return edges.slice(1).flatMap((edge, index) => {
    const [begin, end] = [Math.max(from, edges[index] as number), Math.min(until, edge)];
    return end > begin ? [{ ...common, fromSeconds: begin, untilSeconds: end, works: index % 2 === 1 }] : [];
  });
}
