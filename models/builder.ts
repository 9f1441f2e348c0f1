import { LEVELS } from '../src/domain/levels.ts';
import type { RuleName } from '../src/domain/violation.ts';
import type { Meaning, Model, Objective } from './model.ts';

/** Σ value × column; a column is named at most once. */
export interface Form {
  readonly columns: number[];
  readonly values: number[];
}

export const emptyForm = (): Form => ({ columns: [], values: [] });

/** Adds value × column; when it is the column added last, to that. */
export function addTerm(form: Form, column: number, value: number): void {
  const last = form.columns.length - 1;
  if (form.columns[last] === column) {
    form.values[last] = (form.values[last] as number) + value;
    return;
  }
  form.columns.push(column);
  form.values.push(value);
}

export interface ColumnDraft {
  readonly meaning: Meaning;
  readonly upper: number;
  readonly integer: boolean;
  /** By level; columns that cost nothing leave it out. */
  readonly cost?: readonly number[];
}

/** Collects columns and rows, and makes the model of them. All data handed in are whole numbers. */
export class ModelBuilder {
  readonly #upper: number[] = [];
  readonly #integer: number[] = [];
  readonly #meanings: Meaning[] = [];
  readonly #groups: number[] = [];
  readonly #groupLimits: number[] = [];
  readonly #groupIndex = new Map<string, number>();
  readonly #objectives = LEVELS.map(emptyForm);
  readonly #offsets: number[] = LEVELS.map(() => 0);
  readonly #rules: RuleName[] = [];
  readonly #rowLower: number[] = [];
  readonly #rowUpper: number[] = [];
  readonly #starts: number[] = [0];
  readonly #columns: number[] = [];
  readonly #values: number[] = [];

  /** Adds a column with lower bound 0 and returns its index. */
  column(draft: ColumnDraft): number {
    const index = this.#upper.push(draft.upper) - 1;
    this.#integer.push(draft.integer ? 1 : 0);
    this.#meanings.push(draft.meaning);
    this.#groups.push(this.#groupOf(draft.meaning));
    draft.cost?.forEach((amount, level) => {
      if (amount !== 0) addTerm(this.#objectives[level] as Form, index, amount);
    });
    return index;
  }

  /** A column that follows from others: it is paid for on one level, whole unless it is so by itself. */
  consequence(upper: number, level: number, cost: number, integer: boolean): number {
    const costs = LEVELS.map((_, each) => (each === level ? cost : 0));
    return this.column({ meaning: { kind: 'consequence' }, upper, integer, cost: costs });
  }

  /** A constant part of the objective of a level. */
  offset(level: number, amount: number): void {
    this.#offsets[level] = (this.#offsets[level] as number) + amount;
  }

  /** Σ ≤ upper. The greatest common divisor is taken out, and what remains above it rounded away. */
  atMost(rule: RuleName, form: Form, upper: number): void {
    const divisor = greatestCommonDivisor(form.values);
    this.#row(rule, form, Number.NEGATIVE_INFINITY, Math.floor(upper / divisor), divisor);
  }

  /** Σ = amount. */
  exactly(rule: RuleName, form: Form, amount: number): void {
    this.#row(rule, form, amount, amount, 1);
  }

  /**
   * Whether a row Σ ≤ upper can be broken at all. Columns that count VMs of one kind, or pauses of one job, exclude
   * each other: together they count no more than there are.
   */
  canBind(form: Form, upper: number): boolean {
    const worst = new Map<number, { sum: number; most: number }>();
    for (let k = 0; k < form.columns.length; k++) {
      const column = form.columns[k] as number;
      const value = form.values[k] as number;
      if (value <= 0) continue;
      const group = this.#groups[column] as number;
      const known = worst.get(group) ?? { sum: 0, most: 0 };
      const sum = known.sum + value * (this.#upper[column] as number);
      worst.set(group, { sum, most: Math.max(known.most, value) });
    }
    let total = 0;
    for (const [group, { sum, most }] of worst) total += Math.min(sum, most * (this.#groupLimits[group] as number));
    return total > upper;
  }

  /** `floors` by level, offsets excluded: see {@link Objective}. */
  build(floors: readonly number[]): Model {
    return Object.freeze({
      columns: Object.freeze({
        lower: new Float64Array(this.#upper.length),
        upper: Float64Array.from(this.#upper),
        integer: Uint8Array.from(this.#integer),
        meanings: Object.freeze(this.#meanings),
      }),
      rows: Object.freeze({
        rules: Object.freeze(this.#rules),
        lower: Float64Array.from(this.#rowLower),
        upper: Float64Array.from(this.#rowUpper),
        starts: Int32Array.from(this.#starts),
        columns: Int32Array.from(this.#columns),
        values: Float64Array.from(this.#values),
      }),
      levels: Object.freeze(LEVELS.map((_, level) => this.#objective(level, floors[level] as number))),
    });
  }

  #groupOf(meaning: Meaning): number {
    const [key, limit] = groupKey(meaning);
    const known = key === null ? undefined : this.#groupIndex.get(key);
    if (known !== undefined) return known;
    const group = this.#groupLimits.push(limit) - 1;
    if (key !== null) this.#groupIndex.set(key, group);
    return group;
  }

  #objective(level: number, floor: number): Objective {
    const form = this.#objectives[level] as Form;
    const offset = this.#offsets[level] as number;
    return Object.freeze({
      offset,
      floor: offset + floor,
      columns: Int32Array.from(form.columns),
      values: Float64Array.from(form.values),
    });
  }

  #row(rule: RuleName, form: Form, lower: number, upper: number, divisor: number): void {
    this.#rules.push(rule);
    this.#rowLower.push(lower);
    this.#rowUpper.push(upper);
    for (let k = 0; k < form.columns.length; k++) {
      this.#columns.push(form.columns[k] as number);
      this.#values.push((form.values[k] as number) / divisor);
    }
    this.#starts.push(this.#columns.length);
  }
}

/** Columns with one key exclude each other: together they are at most the limit. */
function groupKey(meaning: Meaning): readonly [key: string | null, limit: number] {
  switch (meaning.kind) {
    case 'start':
    case 'move':
    case 'resume':
      return [`${meaning.job} ${meaning.positions[0]}`, meaning.positions.length];
    case 'pause':
      return [`${meaning.job} pause`, 1];
    case 'begin':
    case 'leave':
      return [`${meaning.job} decision`, 1];
    case 'consequence':
      return [null, Number.POSITIVE_INFINITY];
  }
}

/** Of whole numbers, at least 1. */
function greatestCommonDivisor(values: readonly number[]): number {
  let divisor = 0;
  for (const value of values) {
    let [a, b] = [Math.abs(value), divisor];
    while (b > 0) [a, b] = [b, a % b];
    divisor = a;
    if (divisor === 1) return 1;
  }
  return Math.max(divisor, 1);
}
