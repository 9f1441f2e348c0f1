import type { Job } from '../src/domain/problem.ts';
import type { Formulation, Kind } from './formulation.ts';
import { unitsThatFit } from './room.ts';

/**
 * Groups the VMs of a job. Counting the VMs of a kind instead of placing each leaves out schedules that are the same
 * but for names: the optimum stays, the symmetry goes.
 */
export function kindsOf(formulation: Formulation, job: Job): readonly Kind[] {
  const groups = new Map<string, number[]>();
  job.vms.forEach((vm, position) => {
    const key = kindKey(formulation, job, vm, position);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [position]);
    else group.push(position);
  });
  return [...groups.values()].map((positions) => ({ positions, vm: job.vms[positions[0] as number] as number }));
}

function kindKey({ problem, keyOf }: Formulation, job: Job, vm: number, position: number): string {
  const { demand, hostSet } = problem.vms[vm] ?? { demand: [], hostSet: -1 };
  const place = job.kind === 'running' ? [job.on[position], job.moves[position]] : [];
  return JSON.stringify([demand, hostSet, keyOf(vm), ...place]);
}

/** A place that takes up to `units` VMs of a kind; `hosts` are those of its hosts that do. */
export interface Vacancy {
  readonly place: number;
  readonly units: number;
  readonly hosts: readonly number[];
}

/** Where VMs of a kind fit in slots `from` ≤ t < `until`, by everything that is certain, among the hosts given. */
export function vacanciesFor(
  { problem, room, placeOf }: Formulation,
  kind: Kind,
  hosts: readonly number[],
  [from, until]: readonly [from: number, until: number],
): readonly Vacancy[] {
  const wanted = kind.positions.length;
  const demand = problem.vms[kind.vm]?.demand ?? [];
  const vacancies = new Map<number, { place: number; units: number; hosts: number[] }>();
  for (const host of hosts) {
    const units = unitsThatFit(problem, room, demand, { host, from, until, wanted });
    if (units === 0) continue;
    const place = placeOf[host] as number;
    const known = vacancies.get(place);
    if (known === undefined) vacancies.set(place, { place, units, hosts: [host] });
    else {
      known.units = Math.min(known.units + units, wanted);
      known.hosts.push(host);
    }
  }
  return [...vacancies.values()];
}

/** admissible: the hosts a VM may be put on. */
export const hostsFor = ({ problem }: Formulation, vm: number): readonly number[] =>
  problem.hostSets[problem.vms[vm]?.hostSet ?? -1] ?? [];
