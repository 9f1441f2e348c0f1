import { hostId, leaseId, vmId } from '../../domain/ids.ts';
import { ACCEPTANCE, costAt } from '../../domain/levels.ts';
import type { Problem, Shape } from '../../domain/problem.ts';

/** What a problem of placing VMs at once, all of them on any hosts, is made of. */
export interface PlacedAtOnce {
  readonly resources: readonly string[];
  /** By host. */
  readonly capacities: readonly (readonly number[])[];
  /** By VM. */
  readonly demands: readonly (readonly number[])[];
  readonly shape: Shape;
  /** Cost of every host that holds a VM. */
  readonly useCosts: readonly number[] | null;
}

/** A problem of one slot in which every VM waits and leaving one costs a unit of acceptance. */
export function mustBePlaced({ resources, capacities, demands, shape, useCosts }: PlacedAtOnce): Problem {
  return {
    edges: [0, 1],
    resources,
    hosts: capacities.map((capacity, index) => ({
      id: hostId(index),
      name: `host-${index}`,
      capacity,
      blocks: [],
      runningVms: 0,
      monitoredFreeCpuCentis: 0,
    })),
    hostSets: [capacities.map((_, index) => index)],
    jobs: demands.map((_, index) => ({
      kind: 'waiting',
      lease: leaseId(`vm-${index}`),
      vms: [index],
      delayWeight: 0,
      priority: 0,
      order: index,
      earliest: 0,
      latest: 0,
      occupiedSeconds: null,
      idealSecond: 0,
      startCost: 0,
      leaveCost: costAt(ACCEPTANCE, 1),
    })),
    vms: demands.map((demand, index) => ({
      id: vmId(index),
      job: index,
      demand,
      hostSet: 0,
      ranks: null,
      saveSeconds: 0,
    })),
    rules: [],
    budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
    serialSaves: false,
    shape,
    precedences: [],
    placement: {
      keptInTransit: resources.map(() => false),
      hostCosts: demands.map(() => null),
      useCosts,
      softLoads: [],
      balances: [],
      groupMoves: null,
      reach: [],
      near: [],
    },
  };
}
