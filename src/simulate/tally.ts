import type { LeaseRecord, StayRecord } from '../domain/run-record.ts';
import type { SimulationEvent } from '../domain/simulation-event.ts';
import type { WorkloadHost, WorkloadRequest } from '../domain/workload.ts';

type LeaseEvent = Exclude<SimulationEvent, { readonly host: number } | { readonly kind: 'refused' }>;
type Stay = Omit<StayRecord, 'lease'>;
type LeaseRun = LeaseRecord['runs'][number];

/** Adds up what happens to one lease. */
export interface Tally {
  readonly request: WorkloadRequest;
  readonly cpuCentis: number;
  /** @returns a stay that has just ended. */
  readonly see: (event: LeaseEvent) => Stay | null;
  readonly promise: (atSeconds: number, startSeconds: number) => void;
  readonly record: (index: number, endSeconds: number) => LeaseRecord;
  /** The stay that lasts when the run ends. */
  readonly openStay: (endSeconds: number) => Stay | null;
}

/** What is known so far; a lease nobody decided about has failed. */
interface Sum {
  outcome: LeaseRecord['outcome'];
  reason: string;
  accepted: boolean;
  hosts: readonly number[];
  /** Where its saved memory is going. */
  bound: readonly number[];
  heldSince: number | null;
  runSince: number | null;
  heldSeconds: number;
  deliveredSeconds: number;
  discardedSeconds: number;
  startSeconds: number | null;
  endSeconds: number | null;
  suspensions: number;
  migrations: number;
  readonly runs: LeaseRun[];
  readonly promised: LeaseRecord['promised'][number][];
}

export function newTally(request: WorkloadRequest, hosts: readonly WorkloadHost[]): Tally {
  const sum = nothingYet();
  const cpuCentis = request.vms.reduce((total, vm) => total + vm.cpuCentis, 0);
  const names = (indices: readonly number[]) => indices.map((index) => (hosts[index] as WorkloadHost).name);
  return {
    request,
    cpuCentis,
    see: (event) => add(sum, event, names),
    promise: (atSeconds, startSeconds) => {
      if (sum.promised.at(-1)?.startSeconds !== startSeconds) sum.promised.push({ atSeconds, startSeconds });
    },
    record: (index, endSeconds) => {
      endRun(sum, endSeconds, names);
      return recordOf(sum, { index, request, cpuCentis }, endSeconds);
    },
    openStay: (endSeconds) =>
      sum.heldSince === null ? null : { hosts: sum.hosts, fromSeconds: sum.heldSince, untilSeconds: endSeconds },
  };
}

const nothingYet = (): Sum => ({
  outcome: 'failed',
  reason: 'the run ended before it came',
  accepted: false,
  hosts: [],
  bound: [],
  heldSince: null,
  runSince: null,
  heldSeconds: 0,
  deliveredSeconds: 0,
  discardedSeconds: 0,
  startSeconds: null,
  endSeconds: null,
  suspensions: 0,
  migrations: 0,
  runs: [],
  promised: [],
});

type Names = (indices: readonly number[]) => readonly string[];

function add(sum: Sum, event: LeaseEvent, names: Names): Stay | null {
  switch (event.kind) {
    case 'accepted':
      sum.accepted = true;
      return null;
    case 'rejected':
      Object.assign(sum, { outcome: 'rejected', reason: event.reason });
      return null;
    case 'failed':
      Object.assign(sum, { outcome: 'failed', reason: event.reason });
      return endStay(sum, event.at, names);
    case 'start':
      return beginStay(sum, event);
    case 'resume':
      if (event.hosts.some((host, vm) => host !== sum.hosts[vm])) sum.migrations++;
      return beginStay(sum, event);
    case 'run':
      sum.startSeconds ??= event.at;
      sum.runSince = event.at;
      return null;
    case 'save':
      endRun(sum, event.at, names);
      sum.suspensions++;
      return null;
    case 'migrate':
      sum.migrations++;
      sum.bound = event.hosts;
      return null;
    case 'migrated':
      sum.hosts = sum.bound;
      return null;
    case 'end':
      endRun(sum, event.at, names);
      sum.endSeconds = event.at;
      Object.assign(sum, outcomeOf(event.how));
      return null;
    case 'lost':
      return lose(sum, event.at, names);
    case 'paused':
    case 'released':
      return endStay(sum, event.at, names);
    case 'command-failed':
      return event.command === 'resume' ? endStay(sum, event.at, names) : null;
    case 'arrived':
    case 'broken':
      return null;
  }
}

const outcomeOf = (how: 'done' | 'cut' | 'overran'): Pick<Sum, 'outcome' | 'reason'> =>
  how === 'overran'
    ? { outcome: 'failed', reason: 'it was not over when its time was' }
    : { outcome: 'done', reason: '' };

function beginStay(sum: Sum, { at, hosts }: { readonly at: number; readonly hosts: readonly number[] }): null {
  sum.hosts = hosts;
  sum.heldSince = at;
  return null;
}

function endStay(sum: Sum, at: number, names: Names): Stay | null {
  endRun(sum, at, names);
  const { heldSince, hosts } = sum;
  if (heldSince === null) return null;
  sum.heldSince = null;
  sum.heldSeconds += at - heldSince;
  return { hosts, fromSeconds: heldSince, untilSeconds: at };
}

function endRun(sum: Sum, at: number, names: Names): void {
  if (sum.runSince === null) return;
  if (at > sum.runSince) sum.runs.push({ fromSeconds: sum.runSince, untilSeconds: at, hosts: names(sum.hosts) });
  sum.deliveredSeconds += at - sum.runSince;
  sum.runSince = null;
}

function lose(sum: Sum, at: number, names: Names): Stay | null {
  const stay = endStay(sum, at, names);
  sum.discardedSeconds += sum.deliveredSeconds;
  sum.deliveredSeconds = 0;
  sum.startSeconds = null;
  sum.hosts = [];
  return stay;
}

type Subject = { readonly index: number; readonly request: WorkloadRequest; readonly cpuCentis: number };

function recordOf(sum: Sum, { index, request, cpuCentis }: Subject, endSeconds: number): LeaseRecord {
  const isEndless = sum.heldSince !== null && request.durationSeconds === null && request.realSeconds === null;
  return {
    index,
    id: request.id,
    kind: request.terms.kind,
    terms: request.terms,
    outcome: isEndless ? 'done' : sum.outcome,
    reason: isEndless ? '' : sum.reason,
    submitSeconds: request.submitSeconds,
    vms: request.vms.length,
    cpuCentis,
    weight: request.weight,
    user: request.user,
    durationSeconds: request.durationSeconds,
    realSeconds: request.realSeconds,
    accepted: sum.accepted,
    startSeconds: sum.startSeconds,
    endSeconds: sum.endSeconds,
    runs: sum.runs,
    deliveredSeconds: sum.deliveredSeconds,
    discardedSeconds: sum.discardedSeconds,
    heldSeconds: sum.heldSeconds + (sum.heldSince === null ? 0 : endSeconds - sum.heldSince),
    suspensions: sum.suspensions,
    migrations: sum.migrations,
    promised: sum.promised,
  };
}
