import { checkSchedule } from '../../check/schedule.ts';
import { withLateReservations } from '../../daemon/late.ts';
import type { DriverAnswer } from '../../domain/driver.ts';
import type { Epoch } from '../../domain/epoch.ts';
import { InputError, NoPlanError } from '../../domain/errors.ts';
import { DEFAULT_INSTANT, type InstantTerms } from '../../domain/instant.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Promised } from '../../domain/promise.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { instantPolicy } from '../../formulate/instant.ts';
import { planEpoch } from '../../planner.ts';
import type { Solver } from '../../ports.ts';
import { oneDrsTerms } from '../../read/one-drs.ts';
import { moves, placement } from '../../report/driver/placement.ts';
import { solverNamed } from '../../solve/registry.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { forOneInstant } from '../instant.ts';

/** What one planning of a driver's document needs beside the document. */
export interface DriverTerms {
  readonly policy: Policy;
  readonly workers: number | undefined;
  /** Fires when the answer is due. */
  readonly signal: AbortSignal;
}

/**
 * Plans pending VMs in time, and answers what can start now. There is no memory, so every reservation counts as
 * accepted: one whose second passed while oned did not ask is met late rather than never.
 */
export async function placed(snapshot: Snapshot, terms: DriverTerms): Promise<DriverAnswer> {
  const { policy, workers } = terms;
  const solver = solverNamed(policy.limits.solver, { check: checkSchedule, maxHost: policy.rank.maxHost, workers });
  const prompt = withLateReservations(snapshot, reservationsIn(snapshot), policy);
  const epoch = await planOnce(prompt, terms, solver);
  return placement(epoch, sound(epoch), snapshot.takenAt);
}

/** Moves the VMs of a cluster as its ONE_DRS says. Throws an `InputError` when the document is of another cluster. */
export async function optimized(snapshot: Snapshot, cluster: number, terms: DriverTerms): Promise<DriverAnswer> {
  const other = snapshot.hosts.find((host) => host.cluster !== cluster);
  if (other !== undefined) {
    const problem = `host ${other.id} is of cluster ${other.cluster}, not of ${cluster}`;
    throw new InputError('driver optimize', problem, 'Give the number of the cluster that the document is about.');
  }
  const wanted: InstantTerms = { ...DEFAULT_INSTANT, ...oneDrsTerms(snapshot.hosts) };
  const policy = instantPolicy(terms.policy, wanted);
  const epoch = await planOnce(snapshot, { ...terms, policy }, forOneInstant(policy, wanted));
  return moves(epoch, sound(epoch));
}

const planOnce = (snapshot: Snapshot, { policy, signal }: DriverTerms, solver: Solver): Promise<Epoch> =>
  planEpoch(
    {
      source: { name: 'driver', read: async () => snapshot },
      solver,
      clock: SYSTEM_CLOCK,
      events: { improved: () => undefined, fault: () => undefined },
      signal,
      promises: [],
      last: null,
    },
    policy,
  );

/** Only a whole plan that keeps every rule is handed on. */
function sound({ plan, solution, violations }: Epoch): Plan {
  if (plan === null) {
    throw new NoPlanError(`no plan in time: ${'reason' in solution ? solution.reason : 'there is no schedule'}`);
  }
  const [first] = violations;
  if (first === undefined) return plan;
  throw new Error(`the plan breaks ${violations.length} rules and is not handed on: ${first.message}`);
}

const reservationsIn = ({ leases }: Snapshot): readonly Promised[] =>
  leases.flatMap(({ id, terms }) =>
    terms.kind === 'advance-reservation' ? [{ lease: id, startAt: terms.startAt }] : [],
  );
