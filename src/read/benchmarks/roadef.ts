import type { BenchInstance } from '../../domain/benchmark.ts';
import { hostId, leaseId, vmId } from '../../domain/ids.ts';
import { costAt, SHAPE, ZERO_COST } from '../../domain/levels.ts';
import type { MoveTerms, PlacementTerms, Problem, Rule, RunningJob } from '../../domain/problem.ts';
import { knownValue } from './known-values.ts';
import { type RoadefInstance, readRoadefFiles, roadefName } from './roadef-files.ts';

/**
 * Reads an instance of the ROADEF/EURO challenge 2012, machine reassignment. A process is a running lease of one VM; a
 * service is a list of VMs that must be apart, reach enough locations and be near the services it depends on.
 *
 * @throws InputError when a file is missing or not of the format.
 */
export async function readRoadef(modelFile: string): Promise<BenchInstance> {
  const name = roadefName(modelFile);
  return {
    name,
    problem: roadefProblem(await readRoadefFiles(modelFile)),
    objectiveOf: (_, cost) => cost[SHAPE],
    boundOf: (bound) => bound[SHAPE],
    bestKnown: await knownValue(modelFile, name),
  };
}

/** The instance as a problem of one slot; its whole objective is at level shape. */
export function roadefProblem(instance: RoadefInstance): Problem {
  const members: number[][] = instance.services.map(() => []);
  for (const [process, { service }] of instance.processes.entries()) members[service]?.push(process);
  return {
    edges: [0, 1],
    resources: instance.resources.map((_, index) => `resource-${index}`),
    hosts: instance.machines.map(({ capacity }, index) => ({
      id: hostId(index),
      name: `machine-${index}`,
      capacity,
      blocks: [],
      runningVms: 0,
      monitoredFreeCpuCentis: 0,
    })),
    hostSets: [instance.machines.map((_, index) => index)],
    jobs: jobsOf(instance),
    vms: instance.processes.map(({ requirement }, index) => ({
      id: vmId(index),
      job: index,
      demand: requirement,
      hostSet: 0,
      ranks: null,
      saveSeconds: 0,
    })),
    rules: members.flatMap(conflict),
    budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
    serialSaves: false,
    shape: { kind: 'none' },
    precedences: [],
    placement: placementOf(instance, members),
  };
}

/** Processes of one service run on different machines. */
const conflict = (vms: readonly number[], service: number): readonly Rule[] =>
  vms.length < 2 ? [] : [{ kind: 'spread', name: `service ${service}`, strength: 'must', vms, atMost: 1 }];

function jobsOf({ processes, weights, assignment }: RoadefInstance): readonly RunningJob[] {
  const termsAt = new Map<number, readonly MoveTerms[]>();
  const terms = (cost: number): readonly MoveTerms[] => {
    const known = termsAt.get(cost) ?? [{ slots: [0], transitSeconds: 0, lostSeconds: 0, cost: costOfMove(cost) }];
    termsAt.set(cost, known);
    return known;
  };
  return processes.map(({ moveCost }, index) => ({
    kind: 'running',
    lease: leaseId(`process-${index}`),
    vms: [index],
    delayWeight: 0,
    priority: 0,
    order: index,
    on: [assignment[index] as number],
    remainingSeconds: null,
    pause: null,
    moves: terms(weights.processMove * moveCost),
    unwelcomeFrom: null,
  }));
}

const costOfMove = (amount: number): MoveTerms['cost'] => (amount === 0 ? ZERO_COST : costAt(SHAPE, amount));

function placementOf(instance: RoadefInstance, members: readonly (readonly number[])[]): PlacementTerms {
  const { resources, machines, services, balances, weights, assignment } = instance;
  const locations = machines.map(({ location }) => location);
  const neighbourhoods = machines.map(({ neighbourhood }) => neighbourhood);
  const costFrom = machines.map(({ moveCost }) => moveCost.map((cost) => weights.machineMove * cost));
  return {
    keptInTransit: resources.map(({ transient }) => transient),
    hostCosts: assignment.map((machine) => costFrom[machine] as readonly number[]),
    useCosts: null,
    softLoads: resources.map(({ loadWeight }, resource) => ({
      resource,
      weight: loadWeight,
      safe: machines.map(({ safety }) => safety[resource] as number),
    })),
    balances,
    groupMoves: weights.serviceMove === 0 ? null : { groups: members, weight: weights.serviceMove },
    reach: services.flatMap(({ spreadMin }, service) =>
      spreadMin > 1 ? [{ vms: members[service] as readonly number[], zones: locations, atLeast: spreadMin }] : [],
    ),
    near: services.flatMap(({ dependsOn }, service) =>
      dependsOn.map((other) => ({
        vms: members[service] as readonly number[],
        to: members[other] as readonly number[],
        zones: neighbourhoods,
      })),
    ),
  };
}
