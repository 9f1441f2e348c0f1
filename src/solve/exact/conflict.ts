import type { Scene } from '../../../models/scene.ts';
import type { StartColumns } from '../../../models/start-columns.ts';
import type { Stay } from './chosen.ts';
import type { Placer } from './place.ts';
import type { Row } from './row.ts';

/**
 * The row that forbids stays that have no hosts together. Stays are dropped one after the other while the rest provably
 * has none, the smallest first: few that remain forbid much.
 *
 * @param limit nodes for each proof.
 */
export function conflictRow(
  { scene, columns, placer }: { readonly scene: Scene; readonly columns: StartColumns; readonly placer: Placer },
  stays: readonly Stay[],
  limit: number,
): Row {
  const size = ({ type, from, until, members }: Stay): number =>
    Math.max(...(scene.types[type]?.demand ?? [])) * (until - from) * members.length;
  let left = [...stays].sort((a, b) => size(a) - size(b));
  for (const stay of [...left]) {
    const fewer = left.filter((each) => each !== stay);
    if (placer.place(fewer, limit).kind === 'impossible') left = fewer;
  }
  return rowOf(scene, columns, left);
}

/** Not all of these: starts that are begun, and residents that stay. */
function rowOf(scene: Scene, { begin, moved }: StartColumns, stays: readonly Stay[]): Row {
  const begun = new Set(
    stays.filter(({ lease }) => lease !== -1).map(({ lease, start }) => begin[lease]?.[start] as number),
  );
  const staying = stays
    .filter(({ lease }) => lease === -1)
    .flatMap(({ members, type }) =>
      members.filter((v) => scene.residents[v]?.pinned === type && scene.residents[v]?.free !== type),
    )
    .map((v) => moved[v] as number);
  return {
    columns: [...begun, ...staying],
    values: [...[...begun].map(() => 1), ...staying.map(() => -1)],
    upper: begun.size - 1,
  };
}
