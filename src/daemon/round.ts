import type { Epoch } from '../domain/epoch.ts';
import { InputError, NoPlanError } from '../domain/errors.ts';
import type { VmId } from '../domain/ids.ts';
import type { LastEpoch } from '../domain/last-epoch.ts';
import type { Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { incumbentOf } from '../domain/solution.ts';
import type { Stay, Vm } from '../domain/vm.ts';
import { unseenStartSeconds, withLearned } from '../planner.ts';
import type { SolverEvents } from '../ports.ts';
import { noteFault } from './faults.ts';
import { promisesFrom, withLateReservations } from './late.ts';
import type { Planner, PlanWatch } from './planner.ts';
import { readAloud } from './reading.ts';
import { fingerprintOf } from './unchanged.ts';
import type { DaemonWorld } from './world.ts';

/** What one epoch hands to the next. Its size is that of the cloud, however many epochs there were. */
export interface Standing {
  readonly last: LastEpoch | null;
  /** Of the cloud that the plan in force was made for; null without such a plan. */
  readonly fingerprint: string | null;
  /** Until when that plan stays right while the cloud stays as it is. */
  readonly holdsUntil: number;
  /** Epochs planned so far. */
  readonly rounds: number;
}

/** How one epoch went. */
export type Round =
  | { readonly kind: 'unchanged'; readonly takenAt: number }
  | {
      readonly kind: 'planned';
      readonly epoch: Epoch;
      readonly plan: Plan;
      readonly fingerprint: string;
      readonly snapshotHash: string;
      /** DELIVERED as it stands in each VM's own attributes. */
      readonly noted: ReadonlyMap<VmId, number>;
      readonly readSeconds: number;
    }
  /** `broken`: the plan breaks rules, which is an error of ours. */
  | {
      readonly kind: 'failed';
      readonly why: 'source' | 'store' | 'no-plan' | 'broken' | 'error';
      readonly message: string;
    };

/** How an epoch is planned. */
export interface RoundTerms {
  /** By how it was called: an early epoch has a short search. `isSame`: nothing but time has passed. */
  readonly policy: (isSame: boolean) => Policy;
  readonly planner: Planner;
  readonly search: PlanWatch['search'];
}

/** Reads the cloud and plans it, unless it is as it was. Never throws: what goes wrong is a value. */
export async function roundOf(world: DaemonWorld, standing: Standing, terms: RoundTerms): Promise<Round> {
  try {
    return await planned(world, standing, terms);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof InputError) return { kind: 'failed', why: troubled(error), message };
    if (error instanceof NoPlanError) return { kind: 'failed', why: 'no-plan', message };
    return { kind: 'failed', why: 'error', message: error instanceof Error ? (error.stack ?? message) : message };
  }
}

/** The store names itself as the source of its errors. */
export const troubled = ({ source }: InputError): 'source' | 'store' =>
  source.startsWith('store ') ? 'store' : 'source';

async function planned(world: DaemonWorld, standing: Standing, terms: RoundTerms): Promise<Round> {
  const began = world.clock.elapsedSeconds();
  const read = await readAloud(world);
  const readSeconds = world.clock.elapsedSeconds() - began;
  const counted = world.memory.observe(read, {
    histories: await historiesFor(world, read),
    startSeconds: starts(world),
  });
  const fingerprint = fingerprintOf(counted);
  const isSame = fingerprint === standing.fingerprint;
  if (isSame && counted.takenAt < standing.holdsUntil) return { kind: 'unchanged', takenAt: counted.takenAt };
  const policy = terms.policy(isSame);
  const promises = world.memory.promises();
  const snapshot = withLateReservations(counted, promises, policy);
  const task = {
    snapshot,
    policy,
    promises: promisesFrom(promises, snapshot.takenAt),
    last: standing.last,
    observed: world.memory.observed(),
  };
  const { search } = terms;
  const { epoch, snapshotHash } = await terms.planner.plan(task, {
    events: solverEvents(world),
    search,
    signal: world.signal,
  });
  return judged(epoch, { fingerprint, snapshotHash, readSeconds, noted: notedIn(read) });
}

/** Learned when it is asked for: most epochs have no start that nobody saw the end of. */
function starts({ policy, memory }: DaemonWorld): (vm: Vm, first: boolean) => number {
  let learned: Policy | null = null;
  return (vm, first) => {
    learned ??= withLearned(policy.current(), memory.observed());
    return unseenStartSeconds(vm, first, learned);
  };
}

/** Of so many VMs in one epoch: the accounts of the others are estimates until their turn comes. */
const MOST_HISTORIES = 50;

/** The whole history of VMs whose last record does not explain what the store knows; without it accounts are estimated. */
async function historiesFor({ source, memory, log }: DaemonWorld, read: Snapshot): Promise<Histories> {
  const wanted = memory.unexplained(read).slice(0, MOST_HISTORIES);
  if (source.histories === undefined || wanted.length === 0) return new Map();
  try {
    return await source.histories(wanted);
  } catch (error) {
    log.debug(
      { error: error instanceof Error ? error.message : String(error), vms: wanted },
      'histories are not to be had',
    );
    return new Map();
  }
}

type Histories = ReadonlyMap<VmId, readonly Stay[]>;

type Found = Pick<Extract<Round, { kind: 'planned' }>, 'fingerprint' | 'snapshotHash' | 'readSeconds' | 'noted'>;

/** Only a whole plan that keeps every rule goes on from here. */
function judged(epoch: Epoch, found: Found): Round {
  const { plan, violations, solution } = epoch;
  if (plan === null) {
    const why = 'reason' in solution ? solution.reason : 'there is no schedule';
    return { kind: 'failed', why: 'no-plan', message: `no plan in time: ${why}` };
  }
  const [first] = violations;
  if (first !== undefined) {
    const message = `the plan breaks ${violations.length} rules and is not carried out; ${first.rule}: ${first.message}`;
    return { kind: 'failed', why: 'broken', message };
  }
  return { kind: 'planned', epoch, plan, ...found };
}

/** Where the next epoch goes on from. */
export function lastOf({ problem, solution }: Epoch): LastEpoch | null {
  const incumbent = incumbentOf(solution);
  return incumbent === null ? null : { problem, schedule: incumbent.schedule, solution };
}

const notedIn = ({ vms }: Snapshot): ReadonlyMap<VmId, number> =>
  new Map(vms.flatMap(({ id, deliveredBeforeSeconds: noted }) => (noted > 0 ? [[id, noted]] : [])));

const solverEvents = (world: DaemonWorld): SolverEvents => ({
  improved: ({ by, cost, bound }) => world.log.debug({ by, cost, bound }, 'improved'),
  fault: (fault) => {
    world.log.warn({ fault }, 'a solver misbehaved and was survived');
    noteFault(world, 'solver', fault);
  },
});
