import type { State } from './state.ts';

/** Mean share of its resources that a host gives away. */
export function fillOf({ data: { resources, capacity }, loads }: State, host: number): number {
  let sum = 0;
  for (let r = 0, at = host * resources; r < resources; r++, at++) {
    sum += (loads.use[at] as number) / Math.max(1, capacity[at] as number);
  }
  return sum / Math.max(1, resources);
}

/** Largest share that a VM takes of what a host has. */
export function tightness({ data: { resources, capacity, demand } }: State, vm: number, host: number): number {
  let most = 0;
  for (let r = 0, at = host * resources, d = vm * resources; r < resources; r++, at++, d++) {
    most = Math.max(most, (demand[d] as number) / Math.max(1, capacity[at] as number));
  }
  return most;
}

/** Product of what a VM needs and what is left on a host, each as a share of the host. */
export function alignment({ data: { resources, capacity, demand }, loads }: State, vm: number, host: number): number {
  let sum = 0;
  for (let r = 0, at = host * resources, d = vm * resources; r < resources; r++, at++, d++) {
    const room = Math.max(1, capacity[at] as number);
    sum += ((demand[d] as number) / room) * (1 - (loads.use[at] as number) / room);
  }
  return sum;
}
