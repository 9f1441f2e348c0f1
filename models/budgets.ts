import type { Job, Problem } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { slotSeconds } from '../src/domain/time.ts';
import { addTerm, emptyForm, type Form } from './builder.ts';
import { countActions } from './counting.ts';
import type { Choice, Formulation } from './formulation.ts';
import { secondsBetween } from './segments.ts';

/**
 * budget: Σ VMs moved ≤ migrations, Σ VMs of paused jobs ≤ pauses, and at each place and slot the actions that begin
 * there ≤ actionsPerHostSlot × its hosts.
 */
export function budgetRows(formulation: Formulation, choices: readonly Choice[], hostsAt: readonly number[]): void {
  const { problem, builder } = formulation;
  const { migrations, pauses, actionsPerHostSlot } = problem.budgets;
  const atMost = (form: Form, limit: number): void => {
    if (builder.canBind(form, limit)) builder.atMost('budget', form, limit);
  };
  if (migrations !== null) atMost(movedVms(choices), migrations);
  if (pauses !== null) atMost(pausedVms(problem, choices), pauses);
  if (actionsPerHostSlot === null) return;
  const slots = slotCount(problem);
  for (const [index, form] of countActions(choices, slots)) {
    atMost(form, actionsPerHostSlot * (hostsAt[Math.floor(index / slots)] as number));
  }
}

function movedVms(choices: readonly Choice[]): Form {
  const form = emptyForm();
  for (const { column, meaning } of choices) if (meaning.kind === 'move') addTerm(form, column, 1);
  return form;
}

function pausedVms(problem: Problem, choices: readonly Choice[]): Form {
  const form = emptyForm();
  for (const { column, meaning } of choices) {
    if (meaning.kind === 'pause') addTerm(form, column, (problem.jobs[meaning.job] as Job).vms.length);
  }
  return form;
}

/**
 * budget: saves take turns. The VMs of one job on one host, s seconds of saving together, that begin in slot a take
 * min(max(s − (edges[t] − edges[a]), 0), slot seconds of t) of each slot t ≥ a; all saves of a host fit into the slot.
 */
export function serialSaveRows({ problem, builder }: Formulation, choices: readonly Choice[]): void {
  if (!problem.serialSaves) return;
  const slots = slotCount(problem);
  const forms = new Map<number, Form>();
  for (const { column, meaning } of choices) {
    if (meaning.kind !== 'pause') continue;
    for (const [host, seconds] of saveSecondsByHost(problem, meaning.job)) {
      for (let slot = meaning.slot; slot < slots; slot++) {
        const rest = seconds - secondsBetween(problem, meaning.slot, slot);
        if (rest <= 0) break;
        const form = forms.get(host * slots + slot) ?? emptyForm();
        forms.set(host * slots + slot, form);
        addTerm(form, column, Math.min(rest, slotSeconds(problem.edges, slot)));
      }
    }
  }
  for (const [index, form] of forms) {
    const seconds = slotSeconds(problem.edges, index % slots);
    if (builder.canBind(form, seconds)) builder.atMost('budget', form, seconds);
  }
}

function saveSecondsByHost(problem: Problem, index: number): ReadonlyMap<number, number> {
  const seconds = new Map<number, number>();
  const job = problem.jobs[index];
  if (job?.kind !== 'running') return seconds;
  job.vms.forEach((vm, position) => {
    const host = job.on[position] as number;
    seconds.set(host, (seconds.get(host) ?? 0) + (problem.vms[vm]?.saveSeconds ?? 0));
  });
  return seconds;
}
