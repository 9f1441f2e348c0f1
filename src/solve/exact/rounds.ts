import type { Scene } from '../../../models/scene.ts';
import type { Decision, Move, Schedule } from '../../domain/schedule.ts';
import { type Chosen, chosenBy, type Stay, staysOf } from './chosen.ts';
import { conflictRow } from './conflict.ts';
import { Master } from './master.ts';
import { Placer } from './place.ts';
import { placeByProgram } from './place-program.ts';
import type { Run } from './run.ts';
import { SlotCuts } from './slot-cuts.ts';
import { WindowCuts } from './window-cuts.ts';

/** Rounds in which fractional starts are cut before whole ones are asked for. */
const RELAXED_ROUNDS = 8;
/** Nodes of a search for hosts, and of one that proves a conflict. */
const PLACE_NODES = 20_000;
const CONFLICT_NODES = 3_000;
/** Solutions on the way that are looked at after each program, the latest ones. */
const MOST_PASSED = 3;

/** What comes out: a better bound on the service level, or a schedule. What it does not say is absent. */
export interface Found {
  readonly bound?: number;
  readonly schedule?: Schedule;
}

export interface RoundsTask {
  readonly scene: Scene;
  readonly known: Schedule | null;
  /** Nodes of each program, and rounds; null is without limit. */
  readonly nodeLimit: number | null;
  readonly seed: number;
}

/**
 * Logic-based Benders decomposition (Hooker and Ottosson, Mathematical Programming 96, 2003): a program over starts alone
 * says when; then hosts are sought for what it chose. Where there are none, a row that every schedule keeps and the
 * choice breaks is added, and the program is asked again. Each answer of the program is a lower bound; the first choice
 * that finds its hosts is optimal.
 */
export function solveInRounds(task: RoundsTask, run: Run, found: (found: Found) => void): void {
  const master = new Master(task.scene, task.known, task);
  const bounds = new Bounds(master, found);
  const parts = {
    master,
    slots: new SlotCuts(task.scene, master.columns),
    windows: new WindowCuts(task.scene, master.columns),
    placer: new Placer(task.scene),
    run,
  };
  tightenRelaxed(parts, bounds);
  for (let round = 0; round < (task.nodeLimit ?? Number.POSITIVE_INFINITY); round++) {
    const passed: Float64Array[] = [];
    const answer = run(master.whole, ({ bound, values }) => {
      bounds.raise(bound);
      if (values !== null) passed.push(values.map(Math.round));
    });
    bounds.raise(answer.bound);
    if (answer.outcome === 'failed' || answer.outcome === 'infeasible') throw new Error(answer.reason);
    if (answer.values === null || answer.outcome !== 'finished') return;
    const next = separateChoice(parts, answer.values.map(Math.round));
    if (next === 'stuck') return;
    if (next !== 'cut') {
      found({ schedule: next });
      return;
    }
    learnFrom(parts, passed.slice(0, -1), found);
  }
}

/** Tells the bounds of programs, each only when it is above all before: a program begins below where the last one ended. */
class Bounds {
  readonly #master: Master;
  readonly #found: (found: Found) => void;
  #best = Number.NEGATIVE_INFINITY;

  constructor(master: Master, found: (found: Found) => void) {
    this.#master = master;
    this.#found = found;
  }

  /** @param scaled what a program says; null when it says nothing. */
  raise(scaled: number | null): void {
    const bound = scaled === null ? Number.NEGATIVE_INFINITY : this.#master.boundOf(scaled);
    if (!(bound > this.#best)) return;
    this.#best = bound;
    this.#found({ bound });
  }
}

/** What the program passed on its way to the optimum breaks rows too, and now and then has hosts. */
function learnFrom(parts: Parts, passed: readonly Float64Array[], found: (found: Found) => void): void {
  for (const values of passed.slice(-MOST_PASSED)) {
    const next = separateChoice(parts, values);
    if (typeof next !== 'string') found({ schedule: next });
  }
}

interface Parts {
  readonly master: Master;
  readonly slots: SlotCuts;
  readonly windows: WindowCuts;
  readonly placer: Placer;
  readonly run: Run;
}

const everySlot = ({ slots }: Scene): readonly number[] => Array.from({ length: slots }, (_, slot) => slot);

/** Rows for what fractional starts break: programs of a few hundredths of a second, which the whole ones profit from. */
function tightenRelaxed({ master, slots, run }: Parts, bounds: Bounds): void {
  for (let round = 0; round < RELAXED_ROUNDS; round++) {
    const { bound, values } = run(master.relaxed, () => undefined);
    bounds.raise(bound);
    if (values === null) return;
    const rows = slots.find(values, everySlot(master.scene));
    if (rows.length === 0) return;
    master.add(rows);
  }
}

/** Adds a row that the choice breaks, or finds its hosts; `stuck` when neither could be done. */
function separateChoice(
  { master, slots, windows, placer, run }: Parts,
  values: Float64Array,
): 'cut' | 'stuck' | Schedule {
  const { scene, columns } = master;
  const rows = slots.find(values, everySlot(scene));
  if (rows.length > 0) {
    master.add(rows);
    return 'cut';
  }
  const chosen = chosenBy(scene, columns, values);
  const stays = staysOf(scene, chosen);
  let placement = placer.place(stays, PLACE_NODES);
  if (placement.kind !== 'placed') {
    const row = windows.find(chosen);
    if (typeof row !== 'string') {
      master.add([row]);
      return 'cut';
    }
    if (placement.kind === 'unknown') placement = placeByProgram(scene, stays, run);
  }
  if (placement.kind === 'placed') return scheduleOf(scene, chosen, stays, placement.hosts);
  if (placement.kind === 'unknown') return 'stuck';
  master.add([conflictRow({ scene, columns, placer }, stays, CONFLICT_NODES)]);
  return 'cut';
}

/** The choice with its hosts. Residents that may move and find their own host again stay. */
function scheduleOf(
  scene: Scene,
  chosen: Chosen,
  stays: readonly Stay[],
  hosts: readonly (readonly number[])[],
): Schedule {
  const schedule: Decision[] = scene.problem.jobs.map((job) =>
    job.kind === 'waiting' ? { kind: 'leave' } : { kind: 'run', moves: [] },
  );
  const placed = new Map<number, number[]>();
  const moves = new Map<number, Move[]>();
  for (const [index, { lease, members }] of stays.entries()) {
    const put = hosts[index] as readonly number[];
    for (const [k, member] of members.entries()) {
      const host = put[k] as number;
      if (lease === -1) addMove(scene, moves, member, host);
      else {
        const all = placed.get(lease) ?? [];
        all[member] = host;
        placed.set(lease, all);
      }
    }
  }
  for (const [lease, all] of placed) {
    const { job, starts } = scene.leases[lease] as Scene['leases'][number];
    schedule[job] = { kind: 'start', slot: starts[chosen.starts[lease] as number] as number, hosts: all };
  }
  for (const [job, list] of moves) {
    schedule[job] = { kind: 'run', moves: list.sort((a, b) => a.position - b.position) };
  }
  return schedule;
}

function addMove(scene: Scene, moves: Map<number, Move[]>, resident: number, host: number): void {
  const { job, position, home } = scene.residents[resident] as Scene['residents'][number];
  if (host === home) return;
  moves.set(job, [...(moves.get(job) ?? []), { position, slot: 0, host }]);
}
