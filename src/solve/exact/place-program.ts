import type { Scene, VmType } from '../../../models/scene.ts';
import type { EngineTask } from '../engine.ts';
import type { Stay } from './chosen.ts';
import type { Placement } from './place.ts';
import type { Run } from './run.ts';

/** Nodes after which the program does not say either. */
const MAX_NODES = 3_000;

interface Column {
  readonly stay: number;
  readonly host: number;
}

/**
 * Hosts for stays whose times are fixed, as an integer program: x[i, h] VMs of stay i on host h, Σ_h x = its VMs, and
 * capacity on every host in every slot. Asked where a search did not come to an end.
 */
export function placeByProgram(scene: Scene, stays: readonly Stay[], run: Run): Placement {
  const columns = stays.flatMap((stay, index) =>
    (scene.types[stay.type] as VmType).hosts.map((host): Column => ({ stay: index, host })),
  );
  const answer = run(taskOf(scene, stays, columns), () => undefined);
  if (answer.outcome === 'infeasible') return { kind: 'impossible' };
  if (answer.values === null) return { kind: 'unknown' };
  const hosts: number[][] = stays.map(() => []);
  for (const [index, { stay, host }] of columns.entries()) {
    const count = Math.round(answer.values[index] as number);
    for (let k = 0; k < count; k++) (hosts[stay] as number[]).push(host);
  }
  const isWhole = hosts.every((each, index) => each.length === stays[index]?.members.length);
  return isWhole ? { kind: 'placed', hosts } : { kind: 'unknown' };
}

function taskOf(scene: Scene, stays: readonly Stay[], columns: readonly Column[]): EngineTask {
  const rows = [...completeRows(stays, columns), ...capacityRows(scene, stays, columns)];
  const size = columns.length;
  return {
    lower: new Float64Array(size),
    upper: Float64Array.from(columns, ({ stay }) => (stays[stay] as Stay).members.length),
    integer: new Uint8Array(size).fill(1),
    cost: new Float64Array(size),
    offset: 0,
    rowLower: Float64Array.from(rows, ({ lower }) => lower),
    rowUpper: Float64Array.from(rows, ({ upper }) => upper),
    starts: startsOf(rows),
    columns: Int32Array.from(rows.flatMap(({ at }) => at)),
    values: Float64Array.from(rows.flatMap(({ values }) => values)),
    start: null,
    timeLimitSeconds: null,
    nodeLimit: MAX_NODES,
    relativeGap: 0,
    absoluteGap: 0,
    heuristicEffort: 0.3,
    seed: 1,
  };
}

interface PlaceRow {
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

function startsOf(rows: readonly PlaceRow[]): Int32Array {
  const starts = new Int32Array(rows.length + 1);
  for (const [row, { at }] of rows.entries()) starts[row + 1] = (starts[row] as number) + at.length;
  return starts;
}

const completeRows = (stays: readonly Stay[], columns: readonly Column[]): readonly PlaceRow[] =>
  stays.map(({ members }, index) => {
    const at = columns.flatMap(({ stay }, column) => (stay === index ? [column] : []));
    return { at, values: at.map(() => 1), lower: members.length, upper: members.length };
  });

function capacityRows(scene: Scene, stays: readonly Stay[], columns: readonly Column[]): readonly PlaceRow[] {
  const resources = scene.problem.resources.length;
  const rows: PlaceRow[] = [];
  for (const host of scene.problem.hosts.keys()) {
    for (let slot = 0; slot < scene.slots; slot++) {
      const at = columns.flatMap((column, index) => (isThere(stays, column, host, slot) ? [index] : []));
      for (let r = 0; r < resources && at.length > 0; r++) {
        const values = at.map((index) => demandOf(scene, stays[columns[index]?.stay ?? 0] as Stay, r));
        const upper = scene.room[(host * scene.slots + slot) * resources + r] as number;
        rows.push({ at, values, lower: Number.NEGATIVE_INFINITY, upper });
      }
    }
  }
  return rows;
}

const isThere = (stays: readonly Stay[], column: Column, host: number, slot: number): boolean => {
  const { from, until } = stays[column.stay] as Stay;
  return column.host === host && from <= slot && slot < until;
};

const demandOf = ({ types }: Scene, { type }: Stay, resource: number): number =>
  (types[type] as VmType).demand[resource] as number;
