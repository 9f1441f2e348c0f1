import type { Problem } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { addTerm, emptyForm, type Form } from './builder.ts';
import { type Change, type Choice, type Formulation, forEachUse, type Measure } from './formulation.ts';
import { endSlot } from './segments.ts';

/** A VM that is counted by itself at one host in one slot: constant + Σ, 1 when it is there and 0 when it is not. */
export interface Presence {
  readonly constant: number;
  readonly form: Form;
}

/** Where and when single VMs hold room or run, as expressions of the columns. For VMs that rules about pairs name. */
export class VmTimes {
  readonly #problem: Problem;
  readonly #changes: ReadonlyMap<number, readonly (readonly [column: number, change: Change])[]>;
  readonly #tables = new Map<string, ReadonlyMap<number, Presence>>();
  readonly #home: ReadonlyMap<number, { readonly host: number; readonly until: number }>;

  constructor({ problem }: Formulation, choices: readonly Choice[]) {
    const changes = new Map<number, [number, Change][]>();
    for (const { column, changes: each } of choices) {
      for (const change of each) {
        const known = changes.get(change.vm);
        if (known === undefined) changes.set(change.vm, [[column, change]]);
        else known.push([column, change]);
      }
    }
    this.#problem = problem;
    this.#changes = changes;
    this.#home = homesOf(problem);
  }

  /** The host a VM is on now. */
  homeOf(vm: number): number | null {
    return this.#home.get(vm)?.host ?? null;
  }

  /** Its presence by host and slot, at host × T + slot; where there is no entry it can never be. */
  table(vm: number, measure: Measure): ReadonlyMap<number, Presence> {
    const key = `${measure} ${vm}`;
    const known = this.#tables.get(key) ?? this.#make(vm, measure);
    this.#tables.set(key, known);
    return known;
  }

  #make(vm: number, measure: Measure): ReadonlyMap<number, Presence> {
    const slots = slotCount(this.#problem);
    const table = new Map<number, Presence>();
    const home = this.#home.get(vm);
    for (let slot = 0; slot < (home?.until ?? 0); slot++) {
      table.set((home?.host ?? 0) * slots + slot, { constant: 1, form: emptyForm() });
    }
    for (const [column, change] of this.#changes.get(vm) ?? []) {
      forEachUse(change, measure, (host, slot, count) => {
        const at = host * slots + slot;
        const presence = table.get(at) ?? { constant: 0, form: emptyForm() };
        table.set(at, presence);
        addTerm(presence.form, column, count);
      });
    }
    return table;
  }
}

function homesOf(problem: Problem): ReadonlyMap<number, { readonly host: number; readonly until: number }> {
  const homes = new Map<number, { host: number; until: number }>();
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    const until = endSlot(problem, 0, job.remainingSeconds);
    for (const [position, vm] of job.vms.entries()) homes.set(vm, { host: job.on[position] as number, until });
  }
  return homes;
}

/** Σ of presences: its constants, and one form in which each column is named once. */
export function sumOf(presences: readonly Presence[]): Presence {
  const values = new Map<number, number>();
  let constant = 0;
  for (const presence of presences) {
    constant += presence.constant;
    presence.form.columns.forEach((column, k) => {
      values.set(column, (values.get(column) ?? 0) + (presence.form.values[k] as number));
    });
  }
  const entries = [...values].filter(([, value]) => value !== 0);
  return { constant, form: { columns: entries.map(([column]) => column), values: entries.map(([, value]) => value) } };
}
