import { SHAPE } from '../src/domain/levels.ts';
import type { Block, Problem } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { addTerm, emptyForm, type Form } from './builder.ts';
import { countByPlace, formOf, withTerm } from './counting.ts';
import type { Change, Choice, Formulation } from './formulation.ts';
import { roomIndex } from './room.ts';
import { endSlot, type Segment } from './segments.ts';

/** What the problem's shape costs, on its level. */
export function shapeRows(formulation: Formulation, choices: readonly Choice[]): void {
  switch (formulation.problem.shape.kind) {
    case 'none':
      return;
    case 'pack':
      packRows(formulation, choices);
      return;
    case 'balance':
      balanceRows(formulation, choices);
      return;
  }
}

/**
 * pack: used[h] ∈ {0, 1} costs 1. For each kind of VMs that may come to a host, Σ choices ≤ n_k · used[h]; for each
 * job with N VMs on it now, N − Σ VMs that leave it in the first slot ≤ N · used[h]. A host with a block is used.
 */
function packRows(formulation: Formulation, choices: readonly Choice[]): void {
  const { problem, builder } = formulation;
  const coming = comingTo(choices);
  const leaving = leavingFrom(problem, choices);
  for (const [host, { blocks }] of problem.hosts.entries()) {
    const arriving = coming.get(host) ?? [];
    const staying = leaving.get(host) ?? [];
    if (isBlocked(blocks, slotCount(problem)) || staying.some(({ form }) => form.columns.length === 0)) {
      builder.offset(SHAPE, 1);
    } else if (arriving.length + staying.length > 0) {
      const used = builder.consequence(1, SHAPE, 1, true);
      for (const { form, vms } of arriving) builder.atMost('cost', withTerm(form, used, -vms), 0);
      for (const { form, vms } of staying) builder.atMost('cost', withTerm(form, used, -vms), -vms);
    }
  }
}

const isBlocked = (blocks: readonly Block[], slots: number): boolean =>
  blocks.some(({ from, until }) => Math.max(from, 0) < Math.min(until, slots));

interface Crowd {
  readonly form: Form;
  readonly vms: number;
}

/** By host: VMs of one kind that may hold room there and do not now. */
function comingTo(choices: readonly Choice[]): ReadonlyMap<number, readonly Crowd[]> {
  const crowds = new Map<string, { readonly host: number; readonly crowd: Crowd }>();
  for (const { column, meaning, changes } of choices) {
    const vms = 'positions' in meaning ? meaning.positions.length : 1;
    for (const change of changes) {
      for (const host of arrivals(change)) {
        const key = `${change.vm} ${host}`;
        const entry = crowds.get(key) ?? { host, crowd: { form: emptyForm(), vms } };
        crowds.set(key, entry);
        addTerm(entry.crowd.form, column, 1);
      }
    }
  }
  return groupByHost([...crowds.values()]);
}

/** By host: how many VMs of each job that is there now leave at once and for good; no terms when none can. */
function leavingFrom(problem: Problem, choices: readonly Choice[]): ReadonlyMap<number, readonly Crowd[]> {
  const crowds = new Map<string, { readonly host: number; readonly crowd: { form: Form; vms: number } }>();
  problem.jobs.forEach((job, index) => {
    if (job.kind !== 'running' || endSlot(problem, 0, job.remainingSeconds) === 0) return;
    for (const host of job.on) {
      const key = `${index} ${host}`;
      const entry = crowds.get(key) ?? { host, crowd: { form: emptyForm(), vms: 0 } };
      crowds.set(key, entry);
      entry.crowd.vms += 1;
    }
  });
  for (const { column, meaning, changes } of choices) {
    if (meaning.kind !== 'move' && meaning.kind !== 'pause') continue;
    for (const change of changes) {
      for (const host of departures(change)) {
        const entry = crowds.get(`${meaning.job} ${host}`);
        if (entry !== undefined) addTerm(entry.crowd.form, column, -1);
      }
    }
  }
  return groupByHost([...crowds.values()]);
}

const isHeld = ({ from, until }: Segment): boolean => from < until;
const placesOf = (segments: readonly Segment[]): ReadonlySet<number> =>
  new Set(segments.filter(isHeld).map(({ place }) => place));

const arrivals = ({ adds, removes }: Change): readonly number[] => {
  const before = placesOf(removes);
  return [...placesOf(adds)].filter((place) => !before.has(place));
};

const departures = ({ adds, removes }: Change): readonly number[] => {
  const after = placesOf(adds);
  return [...placesOf(removes)].filter((place) => !after.has(place));
};

function groupByHost(
  entries: readonly { readonly host: number; readonly crowd: Crowd }[],
): ReadonlyMap<number, readonly Crowd[]> {
  const groups = new Map<number, Crowd[]>();
  for (const { host, crowd } of entries) {
    const group = groups.get(host);
    if (group === undefined) groups.set(host, [crowd]);
    else group.push(crowd);
  }
  return groups;
}

/**
 * balance: highest, a whole number, costs 1 per permille: 1000 · use ≤ C_h · highest for every host with some of
 * resource 0 and every slot, and highest ≥ what is certain. Rows that what is certain implies are left out.
 */
function balanceRows(formulation: Formulation, choices: readonly Choice[]): void {
  const { problem, builder, room } = formulation;
  const slots = slotCount(problem);
  const forms = countByPlace(choices, slots, 'room', (vm) => problem.vms[vm]?.demand[0] ?? 0);
  const certain = certainPermille(formulation);
  const rows: { readonly form: Form; readonly capacity: number; readonly present: number }[] = [];
  problem.hosts.forEach((host, index) => {
    const capacity = host.capacity[0] ?? 0;
    if (capacity <= 0) return;
    for (let slot = 0; slot < slots; slot++) {
      const form = formOf(forms, index * slots + slot);
      const present = room.present[roomIndex(problem, index, slot, 0)] as number;
      const free = Math.floor((certain * capacity) / 1000) - present;
      if (free < 0 || builder.canBind(form, free)) rows.push({ form, capacity, present });
    }
  });
  if (rows.length === 0) {
    builder.offset(SHAPE, certain);
    return;
  }
  const highest = builder.consequence(Number.POSITIVE_INFINITY, SHAPE, 1, true);
  builder.atMost('cost', { columns: [highest], values: [-1] }, -certain);
  for (const { form, capacity, present } of rows) {
    const scaled = { columns: form.columns, values: form.values.map((value) => 1000 * value) };
    builder.atMost('cost', withTerm(scaled, highest, -capacity), -1000 * present);
  }
}

/** The highest load of what no schedule can take away, rounded up. */
function certainPermille({ problem, room }: Formulation): number {
  let highest = 0;
  problem.hosts.forEach(({ capacity }, host) => {
    const total = capacity[0] ?? 0;
    if (total <= 0) return;
    for (let slot = 0; slot < slotCount(problem); slot++) {
      const fixed = room.fixed[roomIndex(problem, host, slot, 0)] as number;
      highest = Math.max(highest, Math.ceil((1000 * fixed) / total));
    }
  });
  return highest;
}
