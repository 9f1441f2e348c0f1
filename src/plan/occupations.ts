import type { HostId, VmId } from '../domain/ids.ts';
import type { Occupation } from '../domain/plan.ts';
import { arrivesAt } from './arrival.ts';
import type { Standing } from './legal.ts';
import type { Setting } from './setting.ts';
import type { Dispatched, Program } from './step.ts';
import { untouchedOccupations } from './untouched.ts';

/** What each VM holds over time, by VM then time: those that are planned, and those that stay as they are. */
export function occupationsOf(
  setting: Setting,
  programs: readonly Program[],
  dispatched: readonly Dispatched[],
): readonly Occupation[] {
  const steps = new Map<number, readonly Dispatched[]>();
  for (const each of dispatched) steps.set(each.step.vm, [...(steps.get(each.step.vm) ?? []), each]);
  const planned = programs.flatMap((program) => occupationsOfProgram(setting, program, steps.get(program.vm) ?? []));
  const ids = new Set(programs.map(({ vm }) => setting.vm(vm).id));
  return [...planned, ...untouchedOccupations(setting, ids)].sort(
    (a, b) => a.vm - b.vm || a.from - b.from || phaseOrder(a, b),
  );
}

function occupationsOfProgram(setting: Setting, program: Program, steps: readonly Dispatched[]): readonly Occupation[] {
  const line = new Timeline(setting, program);
  for (const step of steps) line.add(step);
  return line.finish(program.lapsesAt);
}

/** What one VM holds, made step by step. */
class Timeline {
  readonly #setting: Setting;
  readonly #vm: VmId;
  readonly #done: Occupation[] = [];
  /** Where it is, since when, and how. */
  #open: { readonly host: number; readonly from: number; readonly phase: Occupation['phase'] } | null;

  constructor(setting: Setting, program: Program) {
    this.#setting = setting;
    this.#vm = setting.vm(program.vm).id;
    const { on, standing } = program;
    const present = on === null ? null : { host: on, from: setting.now, phase: presentPhase(standing) };
    const arrival = arrivesAt(setting.vm(program.vm), setting.policy, setting.now);
    if (present !== null && arrival !== null) this.#note({ ...present, phase: 'boot' }, arrival);
    this.#open = present && { ...present, from: arrival ?? present.from };
  }

  add(action: Dispatched): void {
    const { step, begins, done } = action;
    if (step.operation === 'deploy' || step.operation === 'resume') this.#boot(action);
    else if (step.takes !== null) this.#move(action);
    else this.#save(begins, done, step.gives);
  }

  finish(lapsesAt: number | null): readonly Occupation[] {
    if (this.#open !== null) this.#note(this.#open, lapsesAt);
    return this.#done;
  }

  #boot({ step, begins, done, from }: Dispatched): void {
    const host = step.takes ?? from;
    if (host === null) return;
    if (this.#open !== null) this.#note(this.#open, begins);
    this.#note({ host, from: begins, phase: 'boot' }, done);
    this.#open = { host, from: done, phase: 'run' };
  }

  /** What is powered off keeps its room. */
  #save(begins: number, done: number, gives: boolean): void {
    if (this.#open === null) return;
    this.#note(this.#open, begins);
    const saved = { host: this.#open.host, from: Math.max(begins, this.#open.from), phase: 'save' } as const;
    if (gives) this.#note(saved, done);
    this.#open = gives ? null : saved;
  }

  /** A live migration delivers work until it switches; any other one saves the VM first. */
  #move({ step, begins, done }: Dispatched): void {
    if (this.#open === null || step.takes === null) return;
    const { host, phase } = this.#open;
    if (step.operation === 'live-migrate') this.#note(this.#open, done);
    else {
      this.#note(this.#open, begins);
      this.#note({ host, from: begins, phase: 'save' }, done);
    }
    this.#note({ host: step.takes, from: begins, phase: 'transit' }, done);
    this.#open = { host: step.takes, from: done, phase };
  }

  #note(
    open: { readonly host: number; readonly from: number; readonly phase: Occupation['phase'] },
    until: number | null,
  ): void {
    if (until !== null && until <= open.from) return;
    const host = this.#setting.problem.hosts[open.host]?.id as HostId;
    const last = this.#done.at(-1);
    const goesOn = last?.host === host && last.phase === open.phase && last.until === open.from;
    const from = goesOn ? (this.#done.pop()?.from ?? open.from) : open.from;
    this.#done.push({ vm: this.#vm, host, from, until, phase: open.phase });
  }
}

const presentPhase = (standing: Standing): Occupation['phase'] =>
  standing === 'suspended' || standing === 'poweroff' ? 'save' : 'run';

const PHASES: readonly Occupation['phase'][] = ['run', 'save', 'transit', 'boot'];
const phaseOrder = (a: Occupation, b: Occupation): number => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase);
