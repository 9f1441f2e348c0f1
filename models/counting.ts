import { addTerm, emptyForm, type Form } from './builder.ts';
import { type Choice, forEachUse, type Measure } from './formulation.ts';

/** One form for each (place, slot) that choices change, at index place × T + slot. */
export type Forms = ReadonlyMap<number, Form>;

/** Σ over choices of what one unit changes in the weighted count of VMs at each place and slot. */
export function countByPlace(
  choices: readonly Choice[],
  slots: number,
  measure: Measure,
  weightOf: (vm: number, place: number, slot: number) => number,
): Forms {
  const forms = new Map<number, Form>();
  for (const { column, changes } of choices) {
    for (const change of changes) {
      forEachUse(change, measure, (place, slot, count) => {
        const weight = weightOf(change.vm, place, slot);
        if (weight !== 0) addTerm(formAt(forms, place * slots + slot), column, count * weight);
      });
    }
  }
  return forms;
}

/** The same whatever the place, at index slot. A VM in transit counts once. */
export function countBySlot(choices: readonly Choice[], weightOf: (vm: number) => number): Forms {
  const forms = new Map<number, Form>();
  for (const { column, changes } of choices) {
    for (const change of changes) {
      const weight = weightOf(change.vm);
      if (weight === 0) continue;
      const merged = new Map<number, number>();
      forEachUse(change, 'once', (_, slot, count) => merged.set(slot, (merged.get(slot) ?? 0) + count));
      for (const [slot, count] of merged) {
        if (count !== 0) addTerm(formAt(forms, slot), column, count * weight);
      }
    }
  }
  return forms;
}

/** Actions that begin at each place and slot, at index place × T + slot. */
export function countActions(choices: readonly Choice[], slots: number): Forms {
  const forms = new Map<number, Form>();
  for (const { column, actions } of choices) {
    for (const { place, slot } of [...actions].sort((a, b) => a.place - b.place || a.slot - b.slot)) {
      addTerm(formAt(forms, place * slots + slot), column, 1);
    }
  }
  return forms;
}

function formAt(forms: Map<number, Form>, index: number): Form {
  const known = forms.get(index);
  if (known !== undefined) return known;
  const form = emptyForm();
  forms.set(index, form);
  return form;
}

const NOTHING: Form = Object.freeze(emptyForm());

/** The form at an index; empty where no choice changes anything. */
export const formOf = (forms: Forms, index: number): Form => forms.get(index) ?? NOTHING;

/** A form and further terms. */
export const withTerm = (form: Form, column: number, value: number): Form => ({
  columns: [...form.columns, column],
  values: [...form.values, value],
});
