import type { InstantData } from './data.ts';

/**
 * VMs that are placed together: those of one waiting job, and those whom lists that belong together link, however many
 * lists that takes. VMs alone are units too.
 */
export function unitsOf({ vms, gangs, mates }: InstantData): readonly (readonly number[])[] {
  const root = Int32Array.from({ length: vms }, (_, vm) => vm);
  const find = (vm: number): number => {
    let at = vm;
    while (root[at] !== at) {
      root[at] = root[root[at] as number] as number;
      at = root[at] as number;
    }
    return at;
  };
  const firstOf = new Int32Array(mates.groups).fill(-1);
  for (let vm = 0; vm < vms; vm++) {
    const job = gangs.of[vm] as number;
    if (job >= 0) root[find(vm)] = find(gangs.vms[gangs.start[job] as number] as number);
    for (let k = mates.memberStart[vm] as number; k < (mates.memberStart[vm + 1] as number); k++) {
      const group = mates.memberGroups[k] as number;
      if (firstOf[group] === -1) firstOf[group] = vm;
      root[find(vm)] = find(firstOf[group] as number);
    }
  }
  const units = new Map<number, number[]>();
  for (let vm = 0; vm < vms; vm++) {
    const unit = units.get(find(vm));
    if (unit === undefined) units.set(find(vm), [vm]);
    else unit.push(vm);
  }
  return [...units.values()];
}
