import type { LeaseRecord, RunRecord, StayRecord } from '../../domain/run-record.ts';
import type { HostBlock } from './host-block.ts';
import { LEASE_KINDS } from './summary.ts';

const BINS = 280;
const KINDS = LEASE_KINDS.length;

/**
 * Hosts in bins of equal length: what most of the CPU held was held for, and which share of the host's it was.
 * Neighbours that look alike are one block.
 */
export function busyCells(
  run: RunRecord,
  rowOf: ReadonlyMap<number, number>,
  endSeconds: number,
): readonly HostBlock[] {
  const binSeconds = endSeconds / BINS;
  const held = new Float64Array(rowOf.size * BINS * KINDS);
  for (const stay of run.stays) addStay(held, stay, run.leases[stay.lease] as LeaseRecord, { rowOf, binSeconds });
  return [...rowOf].flatMap(([host, row]) => {
    const capacity = (run.hosts[host]?.capacity.cpuCentis ?? 1) * binSeconds;
    const cells = Array.from({ length: BINS }, (_, bin) => cellOf(held, (row * BINS + bin) * KINDS, capacity));
    return joined(cells, row, binSeconds);
  });
}

interface Raster {
  readonly rowOf: ReadonlyMap<number, number>;
  readonly binSeconds: number;
}

function addStay(held: Float64Array, stay: StayRecord, lease: LeaseRecord, { rowOf, binSeconds }: Raster): void {
  const kind = LEASE_KINDS.indexOf(lease.kind);
  const cpuCentis = lease.cpuCentis / Math.max(1, lease.vms);
  const first = Math.floor(stay.fromSeconds / binSeconds);
  const last = Math.min(BINS - 1, Math.floor(stay.untilSeconds / binSeconds));
  for (const host of stay.hosts) {
    const row = rowOf.get(host);
    if (row === undefined) continue;
    for (let bin = first; bin <= last; bin += 1) {
      const seconds =
        Math.min(stay.untilSeconds, (bin + 1) * binSeconds) - Math.max(stay.fromSeconds, bin * binSeconds);
      const at = (row * BINS + bin) * KINDS + kind;
      held[at] = (held[at] as number) + Math.max(0, seconds) * cpuCentis;
    }
  }
}

/** Kind and share of one bin; null where next to nothing is held. */
interface Cell {
  readonly kind: number;
  readonly quarters: number;
}

function cellOf(held: Float64Array, at: number, capacity: number): Cell | null {
  const kinds = held.subarray(at, at + KINDS);
  const sum = kinds.reduce((total, value) => total + value, 0);
  const quarters = Math.min(4, Math.ceil((sum / capacity) * 4 - 0.5));
  return quarters <= 0 ? null : { kind: kinds.indexOf(Math.max(...kinds)), quarters };
}

function joined(cells: readonly (Cell | null)[], row: number, binSeconds: number): readonly HostBlock[] {
  const blocks: HostBlock[] = [];
  let from = 0;
  for (let bin = 1; bin <= cells.length; bin += 1) {
    const cell = cells[from] as Cell | null;
    const next = cells[bin];
    if (bin < cells.length && next?.kind === cell?.kind && next?.quarters === cell?.quarters) continue;
    if (cell !== null) blocks.push(blockOf(cell, row, from * binSeconds, bin * binSeconds));
    from = bin;
  }
  return blocks;
}

const blockOf = ({ kind, quarters }: Cell, row: number, fromSeconds: number, untilSeconds: number): HostBlock => ({
  row,
  lane: 0,
  fromSeconds,
  untilSeconds,
  kind: LEASE_KINDS[kind] as HostBlock['kind'],
  lease: null,
  works: true,
  share: quarters / 4,
});
