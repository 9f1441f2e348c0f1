/**
 * A problem of one instant as flat arrays in shared memory, so that threads read one copy. Costs of all levels are
 * folded into one number by weights (see `fold.ts`). Index letters: v VM, h host, r resource, g group, z zone.
 */
export interface InstantData {
  readonly hosts: number;
  readonly vms: number;
  readonly resources: number;
  /** [v · R + r] */
  readonly demand: Float64Array;
  /** [h · R + r] */
  readonly capacity: Float64Array;
  /** What blocks take in the first slot, [h · R + r]. */
  readonly blocked: Float64Array;
  /** 1: a VM that is moved keeps this room on the host it leaves as well. */
  readonly kept: Uint8Array;
  /** Host of each VM now; −1 for one that waits. */
  readonly home: Int32Array;
  /** 1: never moved nor placed. */
  readonly pinned: Uint8Array;
  /** Cost of being elsewhere than at home. */
  readonly moveCost: Float64Array;
  /** Cost of being at home (asked to leave). */
  readonly homeCost: Float64Array;
  /** Row of `placeCosts` of each VM; −1 when all hosts are alike to it. */
  readonly placeRow: Int32Array;
  /** [row · H + h] */
  readonly placeCosts: Float64Array;
  readonly hostSetOf: Int32Array;
  /** Hosts of set s: `hostSetHosts` from hostSetStart[s] until hostSetStart[s + 1]. */
  readonly hostSetStart: Int32Array;
  readonly hostSetHosts: Int32Array;
  /** 1 when host h is in set s, [s · H + h]. */
  readonly allowed: Uint8Array;
  readonly loads: LoadData;
  readonly company: CompanyData;
  readonly zoning: ZoneData;
  readonly mates: MateData;
  readonly stocks: StockData;
  readonly moves: MoveData;
  readonly gangs: GangData;
}

/** What a host costs for what is on it. */
export interface LoadData {
  /** Cost of a host that holds a VM. */
  readonly useCost: Float64Array;
  /** Cost of a host that is above its capacity. */
  readonly overCost: number;
  readonly softResource: Int32Array;
  readonly softWeight: Float64Array;
  /** [h · S + s] */
  readonly softSafe: Float64Array;
  /** Cost of a permille of the highest load; 0 when it costs nothing. Loads are shares of resources by these weights. */
  readonly peakWeight: number;
  readonly peakShares: Float64Array;
  readonly balanceOf: Int32Array;
  readonly balanceAgainst: Int32Array;
  readonly balanceTarget: Float64Array;
  readonly balanceWeight: Float64Array;
}

/** Lists of VMs counted by host, and what the counts forbid or cost. */
export interface CompanyData {
  /** True when a VM that is moved stays in the company of its home as well. */
  readonly inTransit: boolean;
  readonly groups: number;
  /** Groups that VM v is counted in. */
  readonly memberStart: Int32Array;
  readonly memberGroups: Int32Array;
  /** Most of the group on one host; 2³¹ − 1 when only partners matter. */
  readonly atMost: Int32Array;
  /** 1: the limit binds; 0: exceeding it costs `overCost` per host. */
  readonly must: Uint8Array;
  readonly overCost: Float64Array;
  /** Groups whose VMs are better not on the host of VM v: entering is refused when `partnerMust`, costs each else. */
  readonly partnerStart: Int32Array;
  readonly partnerGroups: Int32Array;
  readonly partnerMust: Uint8Array;
  readonly partnerCost: Float64Array;
  /** 1 when VM v itself is counted in the partner group. */
  readonly partnerSelf: Uint8Array;
}

/** Lists of VMs counted by zone. A list may be counted in several zonings. */
export interface ZoneData {
  readonly groups: number;
  /** Zones of the zoning of group g are offset[g] + zoneOf[zoning · H + h]. */
  readonly offset: Int32Array;
  readonly zoning: Int32Array;
  readonly zoneOf: Int32Array;
  readonly cells: number;
  readonly memberStart: Int32Array;
  readonly memberGroups: Int32Array;
  readonly size: Int32Array;
  /** Zones the group must be in when all are placed, as far as the present does not excuse it; 0 when it need not. */
  readonly atLeast: Int32Array;
  /** The same without excuses. */
  readonly wanted: Int32Array;
  /** Needs of group g: from needStart[g] until needStart[g + 1]; need n is of group needOf[n] for group needs[n]. */
  readonly needStart: Int32Array;
  readonly needOf: Int32Array;
  readonly needs: Int32Array;
  /** Needs that ask for group g. */
  readonly neededStart: Int32Array;
  readonly neededBy: Int32Array;
  /** Most zones of a zoning. */
  readonly zoneCount: number;
  /** Cost of a list or VM that is left broken. */
  readonly leftCost: number;
}

/** Lists of VMs that belong in one zone. */
export interface MateData {
  readonly groups: number;
  /** Zones of the zoning of list g are offset[g] + zoneOf[zoning · H + h]. */
  readonly cells: number;
  readonly offset: Int32Array;
  readonly zoning: Int32Array;
  readonly zoneOf: Int32Array;
  readonly memberStart: Int32Array;
  readonly memberGroups: Int32Array;
  /** 1: pairs apart are refused but for those that the present excuses. */
  readonly must: Uint8Array;
  /** Cost of each pair that is apart. */
  readonly pairCost: Float64Array;
  /** Zone that VMs which wait join: any, none, or that of the others now, where those are while they are moved. */
  readonly joined: Int32Array;
}

/** Pools of which placed VMs take an amount, wherever they are. */
export interface StockData {
  readonly pools: number;
  readonly memberStart: Int32Array;
  readonly memberPools: Int32Array;
  readonly amounts: Float64Array;
  readonly limit: Float64Array;
  /** What may be used at most; infinite when exceeding the limit only costs. */
  readonly most: Float64Array;
  readonly overCost: Float64Array;
}

/** What is counted of VMs moved. */
export interface MoveData {
  /** Weight of the largest number moved in any group. */
  readonly groupWeight: number;
  readonly groups: number;
  readonly memberStart: Int32Array;
  readonly memberGroups: Int32Array;
  /** VMs that may be moved at most. */
  readonly budget: number;
  /** Actions that may begin on one host. */
  readonly actionsPerHost: number;
}

/** Waiting jobs: placed together or left together. */
export interface GangData {
  readonly jobs: number;
  /** VMs of waiting job j. */
  readonly start: Int32Array;
  readonly vms: Int32Array;
  /** Waiting job of VM v; −1 when it runs. */
  readonly of: Int32Array;
  /** What leaving costs more than starting. */
  readonly leaveCost: Float64Array;
}
