import type { Answer, Command, Refusal, VmStatus } from '../../src/domain/enactment.ts';
import { type HostId, hostId, type VmId, vmId } from '../../src/domain/ids.ts';
import type { Operation } from '../../src/domain/plan.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Enactor } from '../../src/ports.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What goes wrong with one command. */
export type Mishap =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly message?: string }
  /** The command does not arrive. */
  | { readonly kind: 'lost' }
  /** The command arrives, its answer does not. */
  | { readonly kind: 'unanswered' }
  /** The driver fails: back to where it was, or for arrivals into a failure state. */
  | { readonly kind: 'fails' }
  /** It never comes to an end. */
  | { readonly kind: 'hangs' };

interface Machine extends VmStatus {
  readonly cpuCentis: number;
  /** Where it comes from, and holds room as well, while it is moved. */
  readonly from: HostId | null;
  /** Grows with whatever is done to it. */
  readonly doing: number;
  /** When its owner did something to it last. */
  readonly touchedAt: number;
}

/** Where a VM goes through and ends: LCM_STATE on its way, STATE and LCM_STATE at the end, and where it is if that fails. */
interface Course {
  readonly through: number | null;
  readonly into: readonly [state: number, lcmState: number];
  readonly failure: readonly [state: number, lcmState: number] | null;
}

interface Doing {
  readonly before: Machine;
  readonly begun: Machine;
  readonly course: Course;
}

/**
 * A cloud of VM states behind the enactor's port, on virtual time. Commands are answered after `answerSeconds`, states
 * change `lagSeconds` later (a deploy at once, as oned does), and whatever is against the rules of oned is written down.
 */
export class FakeCloud implements Enactor {
  readonly name = 'fake';
  readonly sent: { readonly at: number; readonly command: Command }[] = [];
  /** Commands in a state where they are illegal, and hosts over their capacity. */
  readonly breaches: string[] = [];
  readonly machines = new Map<VmId, Machine>();
  /** What a look at the hosts shows: OpenNebula's numbers. */
  readonly hostStates = new Map<HostId, number>();
  readonly #capacity = new Map<HostId, number>();
  /** What was free when a host was first heard of is what may be overdrawn already. */
  readonly #overdrawn = new Map<HostId, number>();
  answerSeconds = 0.1;
  lagSeconds = 0.2;
  actionSeconds: (command: Command) => number = () => 10;
  /** Asked once for each command. */
  mishap: (command: Command, nth: number) => Mishap | null = () => null;
  /** Whether looks fail at the moment. */
  silent: () => boolean = () => false;
  readonly #time: VirtualTime;

  constructor(time: VirtualTime, snapshot: Snapshot) {
    this.#time = time;
    for (const { id, state, capacity } of snapshot.hosts) {
      this.#capacity.set(id, capacity.cpuCentis);
      this.hostStates.set(id, state);
    }
    for (const { id, state, lcmState, stay, demand, lock } of snapshot.vms) {
      const sequence = stay === null ? 0 : 1;
      this.machines.set(id, {
        vm: id,
        state,
        lcmState,
        host: stay?.host ?? null,
        sequence,
        lock,
        cpuCentis: demand.cpuCentis,
        from: null,
        doing: 0,
        touchedAt: Number.NEGATIVE_INFINITY,
      });
    }
    for (const { id } of snapshot.hosts) this.#overdrawn.set(id, Math.max(0, -this.free(id)));
  }

  async send(command: Command): Promise<Answer> {
    const mishap = this.mishap(command, this.sent.length);
    this.sent.push({ at: this.#time.now, command });
    await this.#time.wait(this.answerSeconds);
    if (mishap?.kind === 'refused') return refused(mishap.refusal, mishap.message ?? 'told to refuse');
    if (mishap?.kind === 'lost') return { kind: 'unheard', message: 'connection reset' };
    const answer = this.#take(command, mishap);
    return mishap?.kind === 'unanswered' ? { kind: 'unheard', message: 'no answer in time' } : answer;
  }

  async look(vms: readonly VmId[]): Promise<ReadonlyMap<VmId, VmStatus | null>> {
    await this.#time.wait(0.01);
    if (this.silent()) throw new Error('the cloud does not answer');
    return new Map(vms.map((vm) => [vm, this.machines.get(vm) ?? null]));
  }

  async hosts(): Promise<ReadonlyMap<HostId, number>> {
    if (this.silent()) throw new Error('the cloud does not answer');
    return this.hostStates;
  }

  note(): Promise<Answer> {
    return Promise.resolve({ kind: 'accepted' });
  }

  /** The owner does something behind the planner's back. */
  change(vm: number, change: Partial<VmStatus> | null): void {
    const id = vmId(vm);
    const machine = this.machines.get(id);
    if (machine === undefined) return;
    if (change === null) this.machines.delete(id);
    else
      this.machines.set(id, { ...machine, ...change, from: null, doing: machine.doing + 1, touchedAt: this.#time.now });
  }

  status(vm: number): VmStatus | null {
    return this.machines.get(vmId(vm)) ?? null;
  }

  free(host: number): number {
    return this.#without(host, [...this.machines.values()]);
  }

  /** What oned believes to be free when it checks: it notes the room of a deploy only when its prolog begins. */
  #noted(host: number): number {
    return this.#without(
      host,
      [...this.machines.values()].filter(({ state, lcmState }) => state !== 3 || lcmState !== 0),
    );
  }

  #without(host: number, machines: readonly Machine[]): number {
    const used = machines.filter((machine) => holds(machine, host));
    return (this.#capacity.get(hostId(host)) ?? 0) - used.reduce((sum, { cpuCentis }) => sum + cpuCentis, 0);
  }

  #take(command: Command, mishap: Mishap | null): Answer {
    const machine = this.machines.get(command.vm);
    if (machine === undefined) return refused('give-up', `Error getting virtual machine [${command.vm}].`);
    const course = courseOf(command.operation, machine);
    if (course === null) {
      // Nobody can know what an owner did while the command was on its way.
      if (this.#time.now - machine.touchedAt > 2 * this.answerSeconds)
        this.breaches.push(`${command.operation} of VM ${command.vm} in ${machine.state}/${machine.lcmState}`);
      return refused('replan', 'This action is not available for state');
    }
    const host = command.host ?? machine.host;
    const arrives = command.host !== null;
    if (arrives && command.enforce && this.#noted(host as number) < machine.cpuCentis) {
      return refused('replan', `virtual machine [${command.vm}] does not fit in host [${host}].`);
    }
    const deploys = command.operation === 'deploy';
    const begun = {
      ...machine,
      host,
      sequence: machine.sequence + (arrives ? 1 : 0),
      from: arrives && !deploys ? machine.host : null,
      doing: machine.doing + 1,
      ...(deploys ? { state: 3, lcmState: 0 } : {}),
    };
    this.machines.set(command.vm, begun);
    if (arrives) this.#account(host as HostId);
    this.#proceed(command, { before: machine, begun, course }, mishap);
    return { kind: 'accepted' };
  }

  #proceed(command: Command, { before, begun, course }: Doing, mishap: Mishap | null): void {
    const begins = this.#time.now + this.lagSeconds;
    const { through, into, failure } = course;
    if (through !== null) this.#later(begins, begun, { state: 3, lcmState: through });
    if (mishap?.kind === 'hangs') return;
    const ends = begins + (through === null ? 0 : this.actionSeconds(command));
    if (mishap?.kind !== 'fails') this.#later(ends, begun, { state: into[0], lcmState: into[1], from: null });
    else if (failure !== null) this.#later(ends, begun, { state: failure[0], lcmState: failure[1], from: null });
    else
      this.#later(ends, begun, {
        ...before,
        doing: begun.doing,
        sequence: begun.sequence + (before.host === begun.host ? 0 : 1),
      });
  }

  /** Not when somebody else has done something to it since. */
  #later(at: number, { vm, doing }: Machine, change: Partial<Machine>): void {
    this.#time.at(at, () => {
      const machine = this.machines.get(vm);
      if (machine === undefined || machine.doing !== doing) return;
      if (change.state === 6) this.machines.delete(vm);
      else this.machines.set(vm, { ...machine, ...change });
    });
  }

  #account(host: HostId): void {
    const over = -this.free(host);
    if (over > (this.#overdrawn.get(host) ?? 0)) this.breaches.push(`host ${host} is ${over} over its capacity`);
  }
}

const refused = (refusal: Refusal, message: string): Answer => ({ kind: 'refused', refusal, message });

/** ACTIVE, SUSPENDED and POWEROFF hold room. */
const holds = ({ state, host, from }: Machine, at: number): boolean =>
  (state === 3 || state === 5 || state === 8) && (host === at || from === at);

/** Null where oned refuses. */
function courseOf(operation: Operation, { state, lcmState }: VmStatus): Course | null {
  const from = state === 3 ? `${state}/${lcmState}` : String(state);
  return COURSES.find(({ operations, states }) => operations.includes(operation) && states.includes(from)) ?? null;
}

const COURSES: readonly (Course & { readonly operations: readonly Operation[]; readonly states: readonly string[] })[] =
  [
    { operations: ['deploy'], states: ['1', '2', '4', '9'], through: 2, into: [3, 3], failure: [3, 36] },
    { operations: ['resume'], states: ['4', '9'], through: null, into: [1, 0], failure: null },
    { operations: ['resume'], states: ['5', '8', '3/16'], through: 21, into: [3, 3], failure: [3, 36] },
    { operations: ['suspend'], states: ['3/3'], through: 6, into: [5, 0], failure: null },
    { operations: ['stop'], states: ['3/3', '5'], through: 5, into: [4, 0], failure: null },
    { operations: ['undeploy'], states: ['3/3', '3/16', '8'], through: 29, into: [9, 0], failure: null },
    {
      operations: ['terminate'],
      states: ['1', '2', '3/3', '3/16', '4', '5', '8', '9'],
      through: 12,
      into: [6, 0],
      failure: null,
    },
    { operations: ['poweroff'], states: ['3/3', '3/16'], through: 18, into: [8, 0], failure: null },
    { operations: ['migrate'], states: ['3/3'], through: 7, into: [3, 3], failure: [3, 37] },
    { operations: ['live-migrate'], states: ['3/3'], through: 4, into: [3, 3], failure: null },
  ];
