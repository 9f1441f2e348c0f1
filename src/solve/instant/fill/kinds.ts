import type { InstantData } from '../data.ts';
import type { State } from '../state.ts';

/** VMs that wait and are alike: what they need and where they may be. */
export interface Kinds {
  readonly members: readonly (readonly number[])[];
  /** By kind and resource. */
  readonly demand: Float64Array;
}

/** Kinds of the VMs that are nowhere; null when VMs are more than what they need: gangs, rules, places that cost. */
export function kindsOf(data: InstantData, { place }: State): Kinds | null {
  const { gangs, company, mates, zoning, stocks, resources } = data;
  if (gangs.vms.length !== gangs.jobs || company.groups + mates.groups + zoning.groups + stocks.pools > 0) return null;
  const kinds = new Map<string, number[]>();
  for (const vm of gangs.vms) {
    if ((place[vm] as number) >= 0) continue;
    if ((data.placeRow[vm] as number) >= 0) return null;
    const key = [data.hostSetOf[vm], ...data.demand.subarray(vm * resources, (vm + 1) * resources)].join();
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [vm]);
    else known.push(vm);
  }
  const members = [...kinds.values()];
  const demand = new Float64Array(members.length * resources);
  members.forEach(([first = 0], kind) => {
    for (let r = 0; r < resources; r++) demand[kind * resources + r] = data.demand[first * resources + r] as number;
  });
  return { members, demand };
}
