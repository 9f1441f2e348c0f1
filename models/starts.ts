import { LEVELS, SERVICE } from '../src/domain/levels.ts';
import { addTerm, emptyForm, ModelBuilder } from './builder.ts';
import type { Model } from './model.ts';
import { pooledRows } from './pooled.ts';
import type { Lease, Scene } from './scene.ts';
import type { StartColumns } from './start-columns.ts';

export interface StartModel {
  readonly model: Model;
  readonly columns: StartColumns;
}

/**
 * A relaxation in which jobs choose when and nobody chooses where:
 *
 *     leave_ℓ + Σ_s begin[ℓ, s] = 1                          (complete)
 *     active[ℓ, t] = Σ_{s : s ≤ t < u(s)} begin[ℓ, s]
 *     moved[v] ∈ {0, 1} for the VMs that run and may be moved
 *
 * with the rows of `pooled.ts` for capacity. Every schedule of the problem gives values that satisfy all rows and cost
 * what it costs, since a start costs the same on whatever hosts and a move the same wherever to: so the least cost here
 * is a lower bound. Rows over `active` are what makes it fast: with a column for the work of a gang in a slot, what
 * solvers know of knapsacks applies to whole gangs.
 */
export function startModel(scene: Scene): StartModel {
  const builder = new ModelBuilder();
  const leaseColumns = scene.leases.map((lease) => columnsOf(builder, scene, lease));
  const moved = scene.residents.map(({ pinned, free, moveCost }) =>
    pinned === free
      ? -1
      : builder.column({ meaning: { kind: 'consequence' }, upper: 1, integer: true, cost: serviceCost(moveCost) }),
  );
  const columns = {
    begin: leaseColumns.map(({ begin }) => begin),
    leave: leaseColumns.map(({ leave }) => leave),
    active: leaseColumns.map(({ active }) => active),
    moved,
  };
  pooledRows(builder, scene, columns);
  return { model: builder.build(floorOf(scene)), columns };
}

const serviceCost = (amount: number): readonly number[] => LEVELS.map((_, level) => (level === SERVICE ? amount : 0));

const floorOf = ({ leases, residents }: Scene): readonly number[] =>
  serviceCost(
    leases.reduce((sum, { costs, leaveCost }) => sum + Math.min(leaveCost, ...costs), 0) +
      residents.reduce((sum, { moveCost }) => sum + Math.min(0, moveCost), 0),
  );

interface LeaseColumns {
  readonly begin: readonly number[];
  readonly leave: number;
  readonly active: readonly number[];
}

function columnsOf(builder: ModelBuilder, { slots }: Scene, lease: Lease): LeaseColumns {
  const { job, starts, untils, costs, leaveCost } = lease;
  const leave = builder.column({
    meaning: { kind: 'leave', job },
    upper: 1,
    integer: true,
    cost: serviceCost(leaveCost),
  });
  const begin = starts.map((slot, k) =>
    builder.column({
      meaning: { kind: 'begin', job, slot },
      upper: 1,
      integer: true,
      cost: serviceCost(costs[k] as number),
    }),
  );
  const complete = emptyForm();
  for (const column of [leave, ...begin]) addTerm(complete, column, 1);
  builder.exactly('complete', complete, 1);
  const active = Array.from({ length: slots }, (_, slot) => {
    const running = begin.filter((_, k) => (starts[k] as number) <= slot && slot < (untils[k] as number));
    return running.length <= 1 ? (running[0] ?? -1) : activeColumn(builder, running);
  });
  return { begin, leave, active };
}

function activeColumn(builder: ModelBuilder, running: readonly number[]): number {
  const column = builder.column({ meaning: { kind: 'consequence' }, upper: 1, integer: true });
  const form = emptyForm();
  for (const each of running) addTerm(form, each, 1);
  addTerm(form, column, -1);
  builder.exactly('complete', form, 0);
  return column;
}
