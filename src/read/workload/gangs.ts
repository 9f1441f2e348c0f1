import type { Amounts } from '../../domain/resources.ts';

const MAX_SHARED = 10_000;

/** Lists of equal VMs, each made once: a month of gangs then costs what its distinct shapes cost. */
export function gangMaker(): (count: number, vm: Amounts) => readonly Amounts[] {
  const made = new Map<string, readonly Amounts[]>();
  return (count, vm) => {
    const key = `${count}:${vm.cpuCentis}:${vm.memoryMib}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const gang = Array<Amounts>(count).fill(vm);
    if (made.size < MAX_SHARED) made.set(key, gang);
    return gang;
  };
}

/** VMs of one request at most: far above any gang, far below what hurts. */
export const MAX_GANG = 100_000;
