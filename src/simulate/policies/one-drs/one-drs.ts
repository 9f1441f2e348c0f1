import type { LeaseView, Order, SimulationPolicy, View } from '../../policy.ts';
import { givenAway, hostsFor } from '../one-run/given-away.ts';
import { DEFAULT_WINDOWS, inWindows, type WindowTerms } from '../one-run/windows.ts';
import type { OneDrsObjective, OneDrsProgram } from './program.ts';
import { solveOneDrs } from './solve.ts';

/**
 * OpenNebula's `one_drs` as placement scheduler, run after run: an integer program of this instant. It knows no time,
 * nobody's turn and no priority: as many VMs as possible are placed, and of equally many those that came first.
 */
export function oneDrs(objective: OneDrsObjective, terms: WindowTerms = DEFAULT_WINDOWS): SimulationPolicy {
  return { name: `one-drs:${objective}`, decide: inWindows(newRun(objective), terms) };
}

/** Runs; one that finds everything as the last one did, which placed nothing, is not solved again. */
function newRun(objective: OneDrsObjective): (pending: readonly LeaseView[], view: View) => readonly Order[] {
  let inVain = '';
  return (pending, view) => {
    if (pending.length === 0) return [];
    const program = programOf(objective, pending, view);
    const key = JSON.stringify([pending.map(({ index }) => index), program.hosts]);
    if (key === inVain) return [];
    const placement = solveOneDrs(program);
    const orders = pending.flatMap(({ index }, at): readonly Order[] => {
      const hosts = placement[at] ?? null;
      return hosts === null ? [] : [{ kind: 'start', lease: index, hosts }];
    });
    inVain = orders.length === 0 ? key : '';
    return orders;
  };
}

const NOTHING = { cpuCentis: 0, memoryMib: 0 };
/** Not even for a VM that asks for nothing. */
const NO_ROOM = { cpuCentis: -1, memoryMib: -1 };

function programOf(objective: OneDrsObjective, pending: readonly LeaseView[], view: View): OneDrsProgram {
  const used = givenAway(view);
  return {
    objective,
    hosts: view.hosts.map(({ capacity, up }, index) => {
      const { cpuCentis, memoryMib } = used[index] ?? NOTHING;
      const free = { cpuCentis: capacity.cpuCentis - cpuCentis, memoryMib: capacity.memoryMib - memoryMib };
      return { free: up ? free : NO_ROOM, usedCpuCentis: up ? cpuCentis : 0, cpuCentis: capacity.cpuCentis };
    }),
    leases: pending.map((lease) => ({ vms: lease.request.vms, hosts: hostsFor(view, lease) })),
  };
}
