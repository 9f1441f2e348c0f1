import { type Cost, costAt, MEND, SERVICE, SHAPE } from '../../domain/levels.ts';
import type { MoveTerms, Problem, RunningJob } from '../../domain/problem.ts';
import { slotSeconds } from '../../domain/time.ts';
import { companyData } from './company-data.ts';
import type { GangData, InstantData, LoadData, MoveData } from './data.ts';
import { fold } from './fold.ts';
import { mateData } from './mate-data.ts';
import { sharedBytes, sharedFloats, sharedInts, sharedLists } from './shared.ts';
import { stockData } from './stock-data.ts';
import { zoneData } from './zone-data.ts';

/** No limit, as a number that counts stay below. */
const NO_LIMIT = 2 ** 31 - 1;

/** The problem as flat arrays, its costs folded by the weights. Only for problems of one instant. */
export function instantData(problem: Problem, weights: Cost): InstantData {
  const { hosts, vms, resources } = problem;
  const seconds = slotSeconds(problem.edges, 0);
  const kept = problem.placement?.keptInTransit ?? resources.map(() => false);
  return {
    hosts: hosts.length,
    vms: vms.length,
    resources: resources.length,
    demand: matrix(vms.length, resources.length, (vm, r) => vms[vm]?.demand[r] ?? 0),
    capacity: matrix(hosts.length, resources.length, (h, r) => hosts[h]?.capacity[r] ?? 0),
    blocked: matrix(hosts.length, resources.length, (h, r) => blockedNow(problem, h, r)),
    kept: sharedBytes(kept.map(Number)),
    ...ownTerms(problem, weights, seconds),
    ...placeRows(problem, weights),
    ...hostSets(problem),
    loads: loadData(problem, weights, seconds),
    company: companyData(problem, weights, seconds),
    mates: mateData(problem, weights, seconds),
    stocks: stockData(problem, weights, seconds),
    zoning: zoneData(problem, fold(weights, costAt(MEND, seconds))),
    moves: moveData(problem, weights),
    gangs: gangData(problem, weights),
  };
}

function matrix(rows: number, columns: number, at: (row: number, column: number) => number): Float64Array {
  const values = sharedFloats(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) values[row * columns + column] = at(row, column);
  }
  return values;
}

const blockedNow = (problem: Problem, host: number, resource: number): number =>
  problem.hosts[host]?.blocks.reduce(
    (sum, { from, until, amounts }) => sum + (from <= 0 && until > 0 ? (amounts[resource] as number) : 0),
    0,
  ) ?? 0;

function ownTerms(
  problem: Problem,
  weights: Cost,
  seconds: number,
): Pick<InstantData, 'home' | 'pinned' | 'moveCost' | 'homeCost'> {
  const count = problem.vms.length;
  const home = sharedInts(count).fill(-1);
  const pinned = sharedBytes(count);
  const moveCost = sharedFloats(count);
  const homeCost = sharedFloats(count);
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    const unwelcome = job.unwelcomeFrom !== null && job.unwelcomeFrom <= 0;
    job.vms.forEach((vm, position) => {
      const terms = movable(job, position);
      home[vm] = job.on[position] as number;
      pinned[vm] = terms === null ? 1 : 0;
      moveCost[vm] = terms === null ? 0 : fold(weights, terms.cost);
      homeCost[vm] = unwelcome ? fold(weights, costAt(MEND, seconds)) : 0;
    });
  }
  return { home, pinned, moveCost, homeCost };
}

/** How a VM may be moved in the first slot; null when it may not. */
function movable(job: RunningJob, position: number): MoveTerms | null {
  const terms = job.moves[position] ?? null;
  return terms?.slots.includes(0) === true ? terms : null;
}

/** VMs whose hosts cost alike, as one list, share a row. */
function placeRows(problem: Problem, weights: Cost): Pick<InstantData, 'placeRow' | 'placeCosts'> {
  const rows = new Map<readonly number[], number>();
  const placeRow = sharedInts(problem.vms.length).fill(-1);
  problem.placement?.hostCosts.forEach((costs, vm) => {
    if (costs === null) return;
    const row = rows.get(costs) ?? rows.size;
    rows.set(costs, row);
    placeRow[vm] = row;
  });
  const hosts = problem.hosts.length;
  const placeCosts = sharedFloats(rows.size * hosts);
  for (const [costs, row] of rows) {
    for (let h = 0; h < hosts; h++) placeCosts[row * hosts + h] = weights[SHAPE] * (costs[h] as number);
  }
  return { placeRow, placeCosts };
}

function hostSets(problem: Problem): Pick<InstantData, 'hostSetOf' | 'hostSetStart' | 'hostSetHosts' | 'allowed'> {
  const hosts = problem.hosts.length;
  const { start, values } = sharedLists(problem.hostSets);
  const allowed = sharedBytes(problem.hostSets.length * hosts);
  problem.hostSets.forEach((set, index) => {
    for (const host of set) allowed[index * hosts + host] = 1;
  });
  const hostSetOf = sharedInts(problem.vms.map(({ hostSet }) => hostSet));
  return { hostSetOf, hostSetStart: start, hostSetHosts: values, allowed };
}

function loadData(problem: Problem, weights: Cost, seconds: number): LoadData {
  const terms = problem.placement;
  const weight = weights[SHAPE];
  const soft = terms?.softLoads ?? [];
  const balances = terms?.balances ?? [];
  const isBlocked = problem.hosts.map(({ blocks }) => blocks.some(({ from, until }) => from <= 0 && until > 0));
  const pack = problem.shape.kind === 'pack' ? 1 : 0;
  return {
    useCost: sharedFloats(
      problem.hosts.map((_, h) => weight * ((terms?.useCosts?.[h] ?? 0) + (isBlocked[h] === true ? 0 : pack))),
    ),
    overCost: fold(weights, costAt(MEND, seconds)),
    softResource: sharedInts(soft.map(({ resource }) => resource)),
    softWeight: sharedFloats(soft.map((each) => weight * each.weight)),
    softSafe: matrix(problem.hosts.length, soft.length, (h, s) => soft[s]?.safe[h] ?? 0),
    ...peakData(problem, weight),
    balanceOf: sharedInts(balances.map(({ of }) => of)),
    balanceAgainst: sharedInts(balances.map(({ against }) => against)),
    balanceTarget: sharedFloats(balances.map(({ target }) => target)),
    balanceWeight: sharedFloats(balances.map((each) => weight * each.weight)),
  };
}

/** A shape that balances looks at the first resource alone, terms of a placement at each by its weight. */
function peakData(problem: Problem, weight: number): Pick<LoadData, 'peakWeight' | 'peakShares'> {
  const asked = problem.placement?.peakLoad ?? null;
  const shares = asked ?? problem.resources.map((_, r) => (r === 0 && problem.shape.kind === 'balance' ? 1 : 0));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return {
    peakWeight: total > 0 ? weight : 0,
    peakShares: sharedFloats(shares.map((share) => (total > 0 ? share / total : 0))),
  };
}

function moveData(problem: Problem, weights: Cost): MoveData {
  const terms = problem.placement?.groupMoves ?? null;
  const groupsOf: number[][] = problem.vms.map(() => []);
  terms?.groups.forEach((vms, group) => {
    for (const vm of new Set(vms)) groupsOf[vm]?.push(group);
  });
  const { start, values } = sharedLists(groupsOf);
  return {
    groupWeight: weights[SHAPE] * (terms?.weight ?? 0),
    groups: terms?.groups.length ?? 0,
    memberStart: start,
    memberGroups: values,
    budget: problem.budgets.migrations ?? NO_LIMIT,
    actionsPerHost: problem.budgets.actionsPerHostSlot ?? NO_LIMIT,
  };
}

function gangData(problem: Problem, weights: Cost): GangData {
  const later = new Set(problem.precedences.map(({ after }) => after));
  const waiting = problem.jobs.flatMap((job, index) =>
    job.kind === 'waiting' && job.earliest <= 0 && job.latest >= 0 && !later.has(index) ? [job] : [],
  );
  const { start, values } = sharedLists(waiting.map(({ vms }) => vms));
  const of = sharedInts(problem.vms.length).fill(-1);
  waiting.forEach(({ vms }, index) => {
    for (const vm of vms) of[vm] = index;
  });
  const now = problem.edges[0] as number;
  const leaveCost = sharedFloats(
    waiting.map((job) => {
      const start = job.delayWeight * (now - job.idealSecond) + job.startCost;
      return fold(weights, job.leaveCost) - fold(weights, costAt(SERVICE, start));
    }),
  );
  return { jobs: waiting.length, start, vms: values, of, leaveCost };
}
