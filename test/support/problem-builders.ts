import { hostId, leaseId, vmId } from '../../src/domain/ids.ts';
import { costAt, SERVICE } from '../../src/domain/levels.ts';
import type { Job, Problem, ProblemHost, ProblemVm, RunningJob, WaitingJob } from '../../src/domain/problem.ts';

/** A VM as a test writes it; `on` and `move` only matter in a running job. */
export interface VmDraft {
  readonly demand?: readonly number[];
  /** Host indices it may be put on; every host by default. */
  readonly hosts?: readonly number[];
  readonly ranks?: readonly number[];
  readonly saveSeconds?: number;
  /** Host index it is on; 0 by default. */
  readonly on?: number;
  readonly move?: RunningJob['moves'][number];
}

type Fields<J extends Job> = Partial<Omit<J, 'kind' | 'vms' | 'on' | 'moves'>> & { readonly vms?: readonly VmDraft[] };
export type JobDraft =
  | (Fields<WaitingJob> & { readonly kind: 'waiting' })
  | (Fields<RunningJob> & { readonly kind: 'running' });

/** A job that waits: one VM of one core and one GiB, best effort, two slots long, unless said otherwise. */
export const waiting = (fields: Fields<WaitingJob> = {}): JobDraft => ({ kind: 'waiting', ...fields });

/** A job that runs on host 0 until the horizon ends, and is neither paused nor moved, unless said otherwise. */
export const runningJob = (fields: Fields<RunningJob> = {}): JobDraft => ({ kind: 'running', ...fields });

/** A host of four cores and eight GiB, unless said otherwise; `problem` numbers and names it. */
export const host = (fields: Partial<ProblemHost> = {}): Partial<ProblemHost> => fields;

type ProblemFields = Partial<Omit<Problem, 'hosts' | 'jobs' | 'vms' | 'hostSets'>> & {
  readonly hosts?: readonly Partial<ProblemHost>[];
  readonly jobs?: readonly JobDraft[];
};

/** Fills in the ordinary: two hosts, four slots of five minutes, no rules, no budgets, no shape. */
export function problem(fields: ProblemFields = {}): Problem {
  const { hosts = [host(), host()], jobs = [], ...rest } = fields;
  const edges = fields.edges ?? [0, 300, 600, 900, 1200];
  const hostSets: (readonly number[])[] = [];
  const vms: ProblemVm[] = [];
  const finished = jobs.map((draft, index) => {
    const first = vms.length;
    const drafts = draft.vms ?? [{}];
    vms.push(...drafts.map((vm, position) => finishVm(vm, index, first + position, hosts.length, hostSets)));
    return finishJob(draft, index, drafts, first, edges);
  });
  return {
    edges,
    resources: ['cpu', 'memory'],
    rules: [],
    budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
    serialSaves: false,
    shape: { kind: 'none' },
    precedences: [],
    placement: null,
    ...rest,
    hosts: hosts.map(finishHost),
    hostSets,
    jobs: finished,
    vms,
  };
}

const finishHost = (draft: Partial<ProblemHost>, index: number): ProblemHost => ({
  id: hostId(index),
  name: `host-${index}`,
  capacity: [4, 8],
  blocks: [],
  runningVms: 0,
  monitoredFreeCpuCentis: (draft.capacity?.[0] ?? 4) * 100,
  ...draft,
});

function finishVm(
  draft: VmDraft,
  job: number,
  index: number,
  hostCount: number,
  hostSets: (readonly number[])[],
): ProblemVm {
  const hosts = draft.hosts ?? Array.from({ length: hostCount }, (_, position) => position);
  const known = hostSets.findIndex((set) => set.join() === hosts.join());
  return {
    id: vmId(100 + index),
    job,
    demand: draft.demand ?? [1, 1],
    hostSet: known === -1 ? hostSets.push(hosts) - 1 : known,
    ranks: draft.ranks ?? null,
    saveSeconds: draft.saveSeconds ?? 0,
  };
}

function finishJob(
  { vms: _, ...draft }: JobDraft,
  index: number,
  drafts: readonly VmDraft[],
  first: number,
  edges: readonly number[],
): Job {
  const delayWeight = draft.delayWeight ?? drafts.length;
  const common = {
    lease: leaseId(`vm-${100 + first}`),
    vms: drafts.map((_, position) => first + position),
    delayWeight,
    priority: 0,
    order: index,
  };
  const [now, end] = [edges[0] as number, edges[edges.length - 1] as number];
  if (draft.kind === 'running') {
    return {
      remainingSeconds: null,
      pause: null,
      unwelcomeFrom: null,
      ...common,
      ...draft,
      on: drafts.map((vm) => vm.on ?? 0),
      moves: drafts.map((vm) => vm.move ?? null),
    };
  }
  return {
    earliest: 0,
    latest: edges.length - 2,
    occupiedSeconds: 2 * ((edges[1] as number) - now),
    idealSecond: now,
    startCost: 0,
    leaveCost: costAt(SERVICE, delayWeight * (end - now)),
    ...common,
    ...draft,
  };
}
