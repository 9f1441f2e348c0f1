import type { LoadSeries } from '../domain/run-record.ts';
import type { SimulationEvent } from '../domain/simulation-event.ts';

/** Counts who waits, who is paused and what is held, step by step. */
export interface Load {
  readonly see: (event: SimulationEvent, lease: { readonly cpuCentis: number }) => void;
  readonly series: () => LoadSeries;
}

export function newLoad(): Load {
  const series = {
    atSeconds: [] as number[],
    waiting: [] as number[],
    paused: [] as number[],
    heldCpuCentis: [] as number[],
  };
  const last = { waiting: 0, paused: 0, heldCpuCentis: 0 };
  const where = new Map<number, Place>();
  const move = (lease: number, cpuCentis: number, to: Place): void => {
    const from = where.get(lease) ?? 'gone';
    if (from === to) return;
    count(last, from, cpuCentis, -1);
    count(last, to, cpuCentis, 1);
    if (to === 'gone') where.delete(lease);
    else where.set(lease, to);
  };
  return {
    see: (event, { cpuCentis }) => {
      const to = placeAfter(event);
      if (to === null || !('lease' in event)) return;
      move(event.lease, cpuCentis, to);
      note(series, event.at, last);
    },
    series: () => series,
  };
}

type Place = 'waiting' | 'held' | 'paused' | 'gone';

function placeAfter(event: SimulationEvent): Place | null {
  switch (event.kind) {
    case 'arrived':
    case 'lost':
      return 'waiting';
    case 'start':
    case 'resume':
      return 'held';
    case 'paused':
      return 'paused';
    case 'command-failed':
      return event.command === 'resume' ? 'paused' : null;
    case 'rejected':
    case 'failed':
    case 'released':
      return 'gone';
    default:
      return null;
  }
}

interface Counts {
  waiting: number;
  paused: number;
  heldCpuCentis: number;
}

function count(counts: Counts, place: Place, cpuCentis: number, sign: 1 | -1): void {
  if (place === 'waiting') counts.waiting += sign;
  if (place === 'paused') counts.paused += sign;
  if (place === 'held') counts.heldCpuCentis += sign * cpuCentis;
}

/** One step a second: what it is like when the second's events are over. */
function note(series: { [Name in keyof LoadSeries]: number[] }, at: number, counts: Counts): void {
  const index = series.atSeconds.at(-1) === at ? series.atSeconds.length - 1 : series.atSeconds.length;
  series.atSeconds[index] = at;
  series.waiting[index] = counts.waiting;
  series.paused[index] = counts.paused;
  series.heldCpuCentis[index] = counts.heldCpuCentis;
}
