import type { Objective } from '../../../models/model.ts';
import type { Scene } from '../../../models/scene.ts';
import { type StartModel, startModel } from '../../../models/starts.ts';
import { SERVICE } from '../../domain/levels.ts';
import type { Schedule } from '../../domain/schedule.ts';
import type { EngineTask } from '../engine.ts';
import { type LevelTask, levelTask, objectiveAt } from '../task.ts';
import { type Row, withRows } from './row.ts';

/** Its solutions are starts without hosts: as little as HiGHS does by itself. */
const HEURISTIC_EFFORT = 0.05;

/** The program over starts, and the rows found so far. */
export class Master {
  readonly scene: Scene;
  readonly columns: StartModel['columns'];
  readonly #objective: Objective;
  readonly #asked: LevelTask;
  readonly #rows: Row[] = [];
  readonly #start: Float64Array | null;

  /**
   * @param known a valid schedule; nothing that costs more is looked for.
   * @param nodeLimit for each program; null is without limit.
   */
  constructor(
    scene: Scene,
    known: Schedule | null,
    limits: { readonly nodeLimit: number | null; readonly seed: number },
  ) {
    const { model, columns } = startModel(scene);
    this.scene = scene;
    this.columns = columns;
    this.#objective = model.levels[SERVICE] as Objective;
    this.#asked = levelTask(model, SERVICE, [], {
      ...limits,
      start: null,
      timeLimitSeconds: null,
      relativeGap: 0,
      heuristicEffort: HEURISTIC_EFFORT,
    });
    this.#start = known === null ? null : this.#valuesOf(known, model.columns.upper.length);
  }

  add(rows: readonly Row[]): void {
    this.#rows.push(...rows);
  }

  /** Fractional starts allowed. */
  get relaxed(): EngineTask {
    const { task } = this.#asked;
    return withRows({ ...task, integer: new Uint8Array(task.integer.length) }, this.#rows);
  }

  get whole(): EngineTask {
    const { task } = this.#asked;
    if (this.#start === null) return withRows(task, this.#rows);
    return { ...withRows(task, [...this.#rows, this.#noDearer(this.#start)]), start: this.#start };
  }

  /** The smallest whole cost that a bound on a program's objective allows. */
  boundOf(scaled: number): number {
    return this.#asked.roundUp(scaled);
  }

  #noDearer(values: Float64Array): Row {
    const { cost, offset } = this.#asked.task;
    const columns = [...cost.keys()].filter((column) => cost[column] !== 0);
    const known = objectiveAt(this.#objective, values) / this.#asked.toLevel(1);
    return { columns, values: columns.map((column) => cost[column] as number), upper: Math.round(known - offset) };
  }

  #valuesOf(schedule: Schedule, size: number): Float64Array {
    const { leases, residents } = this.scene;
    const values = new Float64Array(size);
    for (const [l, { job, starts, untils }] of leases.entries()) {
      const decision = schedule[job];
      const start = decision?.kind === 'start' ? starts.indexOf(decision.slot) : -1;
      if (start === -1) {
        values[this.columns.leave[l] as number] = 1;
        continue;
      }
      values[this.columns.begin[l]?.[start] as number] = 1;
      for (let slot = starts[start] as number; slot < (untils[start] as number); slot++) {
        values[this.columns.active[l]?.[slot] as number] = 1;
      }
    }
    for (const [v, { job, position }] of residents.entries()) {
      const decision = schedule[job];
      const isMoved = decision?.kind === 'run' && decision.moves.some((move) => move.position === position);
      if (isMoved) values[this.columns.moved[v] as number] = 1;
    }
    return values;
  }
}
