import { beginRun, endRun } from './audit.ts';
import { type Cloud, lastStay, type Step, type VmRecord } from './model.ts';
import { secondsFor } from './pace.ts';
import { touchVm } from './room.ts';
import { HOST_STATE, LCM_STATE, numbersOf, type PhaseName, VM_STATE } from './states.ts';

/**
 * Takes a VM through these steps, from now on; whatever it was on is void. An action that was accepted while another
 * was on its way in is lost, as oned's life cycle manager drops it when it finds the VM in another state.
 */
export function begin(cloud: Cloud, vm: VmRecord, steps: readonly Step[], now: number): void {
  if (vm.awaits) return;
  vm.awaits = steps.some(({ afterSeconds }) => afterSeconds > 0);
  vm.journey += 1;
  vm.under = null;
  schedule(cloud, vm, { steps, index: 0 }, now);
}

/** The driver's work in the present phase is over, well or not: what follows begins at once. */
export function settle(cloud: Cloud, vm: VmRecord, well: boolean, now: number): void {
  const { under } = vm;
  if (under === null) return;
  const failure = (under.steps[under.index] as Step).failure;
  vm.journey += 1;
  if (well || failure === null) {
    vm.under = null;
    enter(cloud, vm, { steps: under.steps, index: under.index + 1 }, now);
  } else {
    vm.under = null;
    enter(cloud, vm, { steps: failure(cloud, vm), index: 0 }, now);
  }
}

/** Asks the driver once more for the work of the present phase. */
export function again(cloud: Cloud, vm: VmRecord, now: number): void {
  const { under } = vm;
  if (under === null) return;
  vm.journey += 1;
  work(cloud, vm, now);
}

/** Puts a VM into a phase, with all that the world sees of it. */
export function setPhase(cloud: Cloud, vm: VmRecord, phase: PhaseName, now: number): void {
  const { state, lcmState } = numbersOf(phase);
  vm.previousState = vm.state;
  vm.previousLcmState = vm.lcmState;
  vm.state = state;
  vm.lcmState = lcmState;
  noteRun(cloud, vm, now);
  touchVm(cloud, vm);
  cloud.audit.phases.push({ at: now, vm: vm.id, phase });
  cloud.news({ kind: 'vm-state', vm });
  // The event shows where it came from; the next write of the VM forgets that.
  vm.previousState = state;
  vm.previousLcmState = lcmState;
  touchVm(cloud, vm);
}

interface At {
  readonly steps: readonly Step[];
  readonly index: number;
}

function schedule(cloud: Cloud, vm: VmRecord, at: At, now: number): void {
  const step = at.steps[at.index];
  if (step === undefined) return;
  const { journey } = vm;
  const arrive = (due: number): void => {
    if (vm.journey === journey) enter(cloud, vm, at, due);
  };
  if (step.afterSeconds === 0) arrive(now);
  else cloud.agenda.add(now + step.afterSeconds, arrive);
}

function enter(cloud: Cloud, vm: VmRecord, at: At, now: number): void {
  const step = at.steps[at.index];
  if (step === undefined) return;
  if (step.afterSeconds > 0) vm.awaits = false;
  step.enter(cloud, vm, now);
  setPhase(cloud, vm, step.phase, now);
  const last = at.index === at.steps.length - 1;
  // A failure lasts until somebody recovers the VM.
  vm.under = last && step.work === null && step.failure === null ? null : at;
  if (step.work !== null) work(cloud, vm, now);
  else if (step.failure === null && !last) schedule(cloud, vm, { steps: at.steps, index: at.index + 1 }, now);
}

/** Lets the driver do its work, unless it hangs. */
function work(cloud: Cloud, vm: VmRecord, now: number): void {
  const step = vm.under?.steps[vm.under.index];
  if (step?.work == null) return;
  const host = cloud.hosts.get(lastStay(vm)?.host ?? -1) ?? null;
  const mood = host?.state === HOST_STATE.ERROR ? 'fail' : cloud.mood(step.work, vm, host);
  if (mood === 'hang') return;
  const { journey } = vm;
  cloud.agenda.add(now + secondsFor(cloud, vm, step.work), (due) => {
    if (vm.journey === journey) settle(cloud, vm, mood === 'well', due);
  });
}

/** A VM runs while it is RUNNING, and goes on running through a live migration. */
function noteRun(cloud: Cloud, vm: VmRecord, now: number): void {
  const host = lastStay(vm)?.host;
  const active = vm.state === VM_STATE.ACTIVE;
  if (active && vm.lcmState === LCM_STATE.RUNNING && host !== undefined) {
    beginRun(cloud.audit, { vm: vm.id, host, now });
  } else if (!(active && vm.lcmState === LCM_STATE.MIGRATE)) {
    endRun(cloud.audit, vm.id, now);
  }
}
