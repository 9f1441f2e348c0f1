import type { Operation } from '../domain/plan.ts';
import type { Job, RunningJob, WaitingJob } from '../domain/problem.ts';
import type { Decision, Move, Resume } from '../domain/schedule.ts';
import type { Vm } from '../domain/vm.ts';
import { arrivesAt } from './arrival.ts';
import { endSeconds, endsItself, workEnds } from './lease-end.ts';
import { after, firstLegal, type Standing, standingOf, wasStopped } from './legal.ts';
import { expectedSeconds } from './seconds.ts';
import type { Setting } from './setting.ts';
import type { Program, Step } from './step.ts';

/** What the schedule wants done to each VM of the problem, by index, in whole seconds and legal operations. */
export const programsOf = (setting: Setting): readonly Program[] =>
  setting.problem.jobs.flatMap((job, index) => programsOfJob(setting, job, setting.schedule[index] as Decision));

function programsOfJob(setting: Setting, job: Job, decision: Decision): readonly Program[] {
  if (job.kind === 'waiting') {
    if (decision.kind !== 'start') return [];
    return starting(setting, job, decision.slot, decision.hosts);
  }
  if (decision.kind === 'pause') return pausing(setting, job, decision.slot, decision.resume);
  return running(setting, job, decision.kind === 'run' ? decision.moves : []);
}

function starting(setting: Setting, job: WaitingJob, slot: number, hosts: readonly number[]): readonly Program[] {
  const at = setting.problem.edges[slot] as number;
  return job.vms.map((vm, position) => {
    const draft = new Draft(setting, vm);
    draft.add(['deploy'], { purpose: 'start', takes: hosts[position] as number, at });
    if (job.occupiedSeconds !== null) draft.endBy(at + job.occupiedSeconds, job);
    return draft.program(null);
  });
}

function running(setting: Setting, job: RunningJob, moves: readonly Move[]): readonly Program[] {
  return job.vms.map((vm, position) => {
    const draft = new Draft(setting, vm);
    const move = moves.find((each) => each.position === position);
    const terms = job.moves[position] ?? null;
    if (move !== undefined) {
      const at = setting.problem.edges[move.slot] as number;
      const seconds = terms?.transitSeconds ?? 0;
      draft.add(moveOperations(setting, vm), { purpose: 'move', takes: move.host, gives: true, at, seconds });
    }
    draft.continueInPlace();
    const lost = move === undefined ? 0 : (terms?.lostSeconds ?? 0);
    if (job.remainingSeconds !== null) draft.endBy(setting.now + job.remainingSeconds + lost, job);
    return draft.program(job.on[position] ?? null);
  });
}

function pausing(setting: Setting, job: RunningJob, slot: number, resume: Resume | null): readonly Program[] {
  const at = setting.problem.edges[slot] as number;
  return job.vms.map((vm, position) => {
    const draft = new Draft(setting, vm);
    if (slot > 0) draft.continueInPlace();
    const seconds = setting.problem.vms[vm]?.saveSeconds ?? 0;
    draft.add(pauseOperations(setting), { purpose: 'pause', gives: true, at, seconds });
    if (resume !== null)
      resumeOn(draft, setting, job, { pausedAt: at, slot: resume.slot, host: resume.hosts[position] as number });
    return draft.program(job.on[position] ?? null);
  });
}

function resumeOn(
  draft: Draft,
  setting: Setting,
  job: RunningJob,
  { pausedAt, slot, host }: { readonly pausedAt: number; readonly slot: number; readonly host: number },
): void {
  const at = setting.problem.edges[slot] as number;
  draft.add(['deploy', 'resume'], { purpose: 'resume', takes: host, at });
  if (job.remainingSeconds === null) return;
  draft.endBy(at + (job.pause?.resumeSeconds ?? 0) + job.remainingSeconds - (pausedAt - setting.now), job);
}

type StepFields = Pick<Step, 'purpose' | 'at'> & Partial<Omit<Step, 'vm' | 'operation'>>;

/** The program of one VM in the making: keeps track of how the VM will stand. */
class Draft {
  readonly #setting: Setting;
  readonly #index: number;
  readonly #vm: Vm;
  readonly #initial: Standing;
  #standing: Standing;
  #steps: readonly Step[] = [];
  #lapsesAt: number | null = null;

  constructor(setting: Setting, index: number) {
    this.#setting = setting;
    this.#index = index;
    this.#vm = setting.vm(index);
    this.#initial = standingOf(this.#vm);
    const arrives = arrivesAt(this.#vm, setting.policy, setting.now) !== null;
    this.#standing = arrives ? 'running' : this.#initial;
  }

  /** Adds a step with the first of the operations that is legal by then; nothing when none is. */
  add(operations: readonly Operation[], fields: StepFields): void {
    const operation = firstLegal(operations, this.#standing);
    if (operation === null) return;
    const { memoryMib } = this.#vm.demand;
    const expected = expectedSeconds(operation, this.#savedStanding(), memoryMib, this.#setting.policy.overheads);
    const gives = fields.gives === true && operation !== 'poweroff';
    const step = { takes: null, seconds: expected, ...fields, gives, vm: this.#index, operation };
    this.#steps = [...this.#steps, step];
    this.#standing = after(operation, this.#standing) ?? this.#standing;
  }

  /** A VM of a running lease that is suspended or powered off goes on at once. */
  continueInPlace(): void {
    if (this.#standing !== 'suspended' && this.#standing !== 'poweroff') return;
    this.add(['resume'], { purpose: 'continue', at: this.#setting.now });
  }

  /** Its room is free from `second` on: it is ended in time, or ends by itself. Nothing when that is out of sight. */
  endBy(second: number, job: Job): void {
    const { policy, horizonEnds } = this.#setting;
    const at = workEnds(this.#setting, job.lease, second);
    if (at >= horizonEnds) return;
    if (policy.atLeaseEnd === 'leave' || endsItself(this.#setting, job.lease)) {
      this.#lapsesAt = at + endSeconds(this.#setting, job.lease);
      return;
    }
    this.add([policy.atLeaseEnd, 'undeploy'], { purpose: 'end', gives: true, at });
  }

  program(on: number | null): Program {
    return { vm: this.#index, standing: this.#initial, on, steps: this.#steps, lapsesAt: this.#lapsesAt };
  }

  /** What it is brought back from: one that was stopped and then made PENDING still has its memory saved. */
  #savedStanding(): Standing {
    const waits = this.#standing === 'pending' || this.#standing === 'hold';
    return waits && wasStopped(this.#vm) ? 'stopped' : this.#standing;
  }
}

/** Devices and pinned VMs are not taken along live. */
function moveOperations({ policy, vm }: Setting, index: number): readonly Operation[] {
  const { pci, pinned } = vm(index);
  const cold = policy.migration.operation === 'cold' || pinned || pci.length > 0;
  return cold ? ['migrate'] : ['live-migrate', 'migrate'];
}

function pauseOperations({ policy }: Setting): readonly Operation[] {
  switch (policy.preemption.operation) {
    case 'undeploy':
      return ['undeploy', 'stop'];
    case 'suspend-overcommit':
      return ['suspend', 'stop', 'undeploy'];
    case 'none':
    case 'stop':
      return ['stop', 'undeploy'];
  }
}
