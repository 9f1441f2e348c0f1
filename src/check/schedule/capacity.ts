import { costAt, MEND } from '../../domain/levels.ts';
import { type PlacementTerms, type Problem, slotCount } from '../../domain/problem.ts';
import { slotSeconds } from '../../domain/time.ts';
import type { Violation } from '../../domain/violation.ts';
import { breaking, combine, costing, type Finding } from '../finding.ts';
import { slotName, vmAt } from './names.ts';
import type { Replay, Stay } from './replay.ts';

/**
 * capacity: use ≤ max(C_hr, present use) for every host, slot and resource, blocks included, and a host above its
 * capacity takes nobody: in such a slot only what it holds already is there. Each (host, slot) above its capacity costs its seconds at level mend. The first slot of each host is named.
 */
export function checkCapacity(problem: Problem, replayed: Replay): Finding {
  const { stays, home } = replayed;
  const use = usage(problem, stays);
  if (problem.placement !== null) keepInTransit(problem, problem.placement, { stays, home }, use);
  const full = problem.hosts.flatMap((_, host) => (isAbove(problem, host, use) ? [host] : []));
  if (full.length === 0) return breaking([]);
  const before = usage(problem, replayed.present);
  const arrivals = newcomers(problem, stays);
  return combine(full.map((host) => checkHost(problem, host, { use, before, arrivals })));
}

/** Whether more of it is used than it has, in any slot; of what it does not name it has nothing. */
function isAbove(problem: Problem, host: number, use: Float64Array): boolean {
  const slots = slotCount(problem);
  const size = problem.resources.length;
  const capacity = problem.hosts[host]?.capacity ?? [];
  for (let r = 0; r < size; r++) {
    const most = capacity[r] as number;
    for (let slot = 0; slot < slots; slot++) {
      if (!((use[(host * slots + slot) * size + r] as number) <= most)) return true;
    }
  }
  return false;
}

/** How many VMs hold host h in slot t by a stay that the schedule begins, at [h · T + t]. */
function newcomers(problem: Problem, stays: readonly (readonly Stay[])[]): Uint32Array {
  const slots = slotCount(problem);
  const count = new Uint32Array(problem.hosts.length * slots);
  for (const { isNew, host, from, until } of stays.flat()) {
    for (let slot = from; isNew && slot < Math.min(until, slots); slot++) {
      count[host * slots + slot] = (count[host * slots + slot] as number) + 1;
    }
  }
  return count;
}

interface Usage {
  readonly use: Float64Array;
  readonly before: Float64Array;
  readonly arrivals: Uint32Array;
}

/** Use of resource r of host h in slot t at [(h · T + t) · R + r], blocks included. */
export function usage(problem: Problem, stays: readonly (readonly Stay[])[]): Float64Array {
  const slots = slotCount(problem);
  const size = problem.resources.length;
  const use = new Float64Array(problem.hosts.length * slots * size);
  const add = (host: number, from: number, until: number, amounts: readonly number[]): void => {
    const last = (host * slots + Math.min(until, slots)) * size;
    for (let at = (host * slots + Math.max(from, 0)) * size; at < last; at += size) {
      for (let r = 0; r < size; r++) use[at + r] = (use[at + r] as number) + (amounts[r] as number);
    }
  };
  problem.hosts.forEach(({ blocks }, host) => {
    for (const { from, until, amounts } of blocks) add(host, from, until, amounts);
  });
  stays.forEach((ofVm, vm) => {
    for (const { host, from, until } of ofVm) add(host, from, until, vmAt(problem, vm).demand);
  });
  return use;
}

/** A VM that is moved keeps some of its room on the host it leaves as well, in the first slot. */
function keepInTransit(
  problem: Problem,
  { keptInTransit }: PlacementTerms,
  { stays, home }: Omit<Replay, 'present'>,
  use: Float64Array,
): void {
  const slots = slotCount(problem);
  const size = problem.resources.length;
  stays.forEach((ofVm, vm) => {
    const left = home[vm] as number;
    if (left === -1 || ofVm.some(({ host, from }) => host === left && from === 0)) return;
    const at = left * slots * size;
    vmAt(problem, vm).demand.forEach((amount, r) => {
      if (keptInTransit[r] === true) use[at + r] = (use[at + r] as number) + amount;
    });
  });
}

function checkHost(problem: Problem, host: number, { use, before, arrivals }: Usage): Finding {
  const slots = slotCount(problem);
  const size = problem.resources.length;
  const capacity = problem.hosts[host]?.capacity ?? [];
  let secondsAbove = 0;
  let first: Violation | null = null;
  for (let slot = 0; slot < slots; slot++) {
    let above = false;
    for (let r = 0; r < size; r++) {
      const at = (host * slots + slot) * size + r;
      const used = use[at] as number;
      if (used <= (capacity[r] as number)) continue;
      above = true;
      const isCrowded = (arrivals[host * slots + slot] as number) > 0;
      if (isCrowded || used > (before[at] as number)) first ??= overCapacity(problem, host, slot, { r, used });
    }
    if (above) secondsAbove += slotSeconds(problem.edges, slot);
  }
  return combine([breaking(first === null ? [] : [first]), costing(costAt(MEND, secondsAbove))]);
}

function overCapacity(
  problem: Problem,
  host: number,
  slot: number,
  { r, used }: { readonly r: number; readonly used: number },
): Violation {
  const { name, capacity } = problem.hosts[host] ?? { name: `host ${host}`, capacity: [] };
  const message = `${name} gives away ${used} of ${capacity[r]} ${problem.resources[r]} in ${slotName(problem, slot)}`;
  return { rule: 'capacity', message };
}
