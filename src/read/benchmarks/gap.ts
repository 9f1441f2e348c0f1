import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { BenchInstance } from '../../domain/benchmark.ts';
import { InputError } from '../../domain/errors.ts';
import { hostId, leaseId, vmId } from '../../domain/ids.ts';
import { ACCEPTANCE, costAt, SHAPE } from '../../domain/levels.ts';
import type { Job, PlacementTerms, Problem, ProblemHost, ProblemVm } from '../../domain/problem.ts';
import { knownValue } from './known-values.ts';

/** What a file says: `cost` and `size` agent by agent, a row of all jobs each. */
interface Numbers {
  readonly agents: number;
  readonly jobs: number;
  readonly cost: readonly (readonly number[])[];
  readonly size: readonly (readonly number[])[];
  readonly capacity: readonly number[];
}

const REMEDY = 'Give whole numbers: agents, jobs, costs agent by agent, sizes agent by agent, capacities.';
/** More agents × jobs than this are a mistake: the largest instance in use has 128,000. */
const MOST_PAIRS = 4_000_000;

/**
 * Reads a generalised assignment problem of the OR-Library's format (Chu and Beasley 1997; Yagiura, Ibaraki and Glover
 * 2006); `values.csv` beside it gives the best value known.
 *
 * @throws InputError when the file is missing or not of the format.
 */
export async function readGapInstance(file: string): Promise<BenchInstance> {
  const name = basename(file, extname(file));
  const numbers = parse(file, await readText(file));
  return {
    name,
    problem: problemOf(numbers),
    objectiveOf: (_, cost) => cost[SHAPE],
    boundOf: (bound) => bound[SHAPE],
    bestKnown: await knownValue(file, name),
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new InputError(file, `can not be read (${code})`, 'Name a readable instance file.', { cause });
  }
}

function parse(file: string, text: string): Numbers {
  const numbers = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
  const wrong = numbers.findIndex((number) => !Number.isSafeInteger(number) || number < 0);
  if (wrong !== -1) throw new InputError(file, `number ${wrong + 1} is not a whole number of at least 0`, REMEDY);
  const [agents = 0, jobs = 0] = numbers;
  if (agents === 0 || jobs === 0 || agents * jobs > MOST_PAIRS)
    throw new InputError(file, `${agents} agents and ${jobs} jobs`, REMEDY);
  const expected = 2 + 2 * agents * jobs + agents;
  if (numbers.length !== expected)
    throw new InputError(file, `expected ${expected} numbers, found ${numbers.length}`, REMEDY);
  const rows = (from: number): number[][] =>
    Array.from({ length: agents }, (_, agent) => numbers.slice(from + agent * jobs, from + (agent + 1) * jobs));
  return { agents, jobs, cost: rows(2), size: rows(2 + agents * jobs), capacity: numbers.slice(2 + 2 * agents * jobs) };
}

/**
 * Agents are hosts, jobs are VMs that are placed now or refused. A job's size depends on the agent, so each host counts
 * a resource of its own: a VM demands of resource i its size on host i, and host k has as much of it as all VMs
 * together can demand, unless k = i. Costs of an agent are host costs.
 */
function problemOf({ jobs, cost, size, capacity }: Numbers): Problem {
  const plenty = size.map((row) => row.reduce((sum, amount) => sum + amount, 0));
  const hosts = capacity.map(
    (own, agent): ProblemHost => ({
      id: hostId(agent),
      name: `agent-${agent + 1}`,
      capacity: plenty.with(agent, own),
      blocks: [],
      runningVms: 0,
      monitoredFreeCpuCentis: 0,
    }),
  );
  return {
    edges: [0, 1],
    resources: capacity.map((_, agent) => `size-${agent + 1}`),
    hosts,
    hostSets: [hosts.map((_, agent) => agent)],
    jobs: Array.from({ length: jobs }, (_, job) => jobOf(job)),
    vms: Array.from({ length: jobs }, (_, job) => vmOf(job, size)),
    rules: [],
    budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
    serialSaves: false,
    shape: { kind: 'none' },
    precedences: [],
    placement: { ...NO_TERMS, keptInTransit: plenty.map(() => false), hostCosts: columnsOf(cost, jobs) },
  };
}

const NO_TERMS: Omit<PlacementTerms, 'keptInTransit' | 'hostCosts'> = {
  useCosts: null,
  softLoads: [],
  balances: [],
  groupMoves: null,
  reach: [],
  near: [],
};

/** Row by agent → by job, its amount on each agent. */
const columnsOf = (rows: readonly (readonly number[])[], jobs: number): readonly (readonly number[])[] =>
  Array.from({ length: jobs }, (_, job) => rows.map((row) => row[job] as number));

const jobOf = (index: number): Job => ({
  kind: 'waiting',
  lease: leaseId(`job-${index + 1}`),
  vms: [index],
  delayWeight: 1,
  priority: 0,
  order: index,
  earliest: 0,
  latest: 0,
  occupiedSeconds: null,
  idealSecond: 0,
  startCost: 0,
  leaveCost: costAt(ACCEPTANCE, 1),
});

const vmOf = (index: number, size: readonly (readonly number[])[]): ProblemVm => ({
  id: vmId(index),
  job: index,
  demand: size.map((row) => row[index] as number),
  hostSet: 0,
  ranks: null,
  saveSeconds: 0,
});
