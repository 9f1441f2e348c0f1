import type { LeaseView, Order, SimulationPolicy, View } from '../../policy.ts';
import { givenAway, hostsFor } from '../one-run/given-away.ts';
import { DEFAULT_WINDOWS, inWindows, type WindowTerms } from '../one-run/windows.ts';
import { type RankedHost, type RankKind, type RunLimits, rankRun } from './run.ts';

/** As in `oned.conf` and `sched.conf`. */
interface RankTerms extends RunLimits, WindowTerms {}

/** What OpenNebula 7.4 comes with. */
const DEFAULT_RANK: RankTerms = { ...DEFAULT_WINDOWS, maxHost: 1, maxDispatch: 30 };

/**
 * OpenNebula's `rank` scheduler, run after run. It knows no time: a lease starts as soon as there is room, whatever is
 * to come, and a reservation is a deploy at its time, which works or does not. It never promises, pauses or moves.
 */
export const rank = (kind: RankKind, terms: RankTerms = DEFAULT_RANK): SimulationPolicy => ({
  name: `rank-${kind}`,
  decide: inWindows((pending, view) => oneRun(pending, view, kind, terms), terms),
});

function oneRun(pending: readonly LeaseView[], view: View, kind: RankKind, limits: RunLimits): readonly Order[] {
  const candidates = pending.map((lease) => ({ vms: lease.request.vms, hosts: hostsFor(view, lease) }));
  const found = rankRun(hostsNow(view), candidates, kind, limits);
  return pending.flatMap(({ index }, at) => {
    const hosts = found[at] ?? null;
    return hosts === null ? [] : [{ kind: 'start', lease: index, hosts } as const];
  });
}

/** A VM is taken to use all the CPU it has. */
function hostsNow(view: View): readonly RankedHost[] {
  const used = givenAway(view);
  return view.hosts.map(({ capacity, up }, index) => {
    const { vms, cpuCentis, memoryMib } = used[index] ?? { vms: 0, cpuCentis: 0, memoryMib: 0 };
    const room = { cpuCentis: capacity.cpuCentis - cpuCentis, memoryMib: capacity.memoryMib - memoryMib };
    return { runningVms: vms, idleCpuCentis: room.cpuCentis, room, up };
  });
}
