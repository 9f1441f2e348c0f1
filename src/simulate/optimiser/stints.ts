import type { Plan } from '../../domain/plan.ts';
import type { LeaseView, View } from '../policy.ts';
import { savingSeconds } from './planner-policy.ts';
import type { Telling, Told } from './snapshot.ts';

/** Room of the whole cloud that a plan leaves: from each moment until the next. Hundredths of a core and MiB. */
export interface FreeRoom {
  readonly atSeconds: readonly number[];
  readonly cpuCentis: readonly number[];
  readonly memoryMib: readonly number[];
}

/** What a plan leaves free over time, all hosts together. */
export function freeRoom({ hosts, now, leases }: View, plan: Plan, firstVmOwner: (vm: number) => number): FreeRoom {
  const byIndex = new Map(leases.map((lease) => [lease.index, lease]));
  const changes = new Map<number, { cpu: number; memory: number }>();
  const add = (at: number, cpu: number, memory: number): void => {
    const known = changes.get(at) ?? { cpu: 0, memory: 0 };
    changes.set(at, { cpu: known.cpu + cpu, memory: known.memory + memory });
  };
  for (const { capacity, up } of hosts) if (up) add(now, capacity.cpuCentis, capacity.memoryMib);
  for (const { vm, from, until } of plan.occupations) {
    const demand = byIndex.get(firstVmOwner(vm))?.request.vms[0];
    if (demand === undefined) continue;
    add(Math.max(now, from), -demand.cpuCentis, -demand.memoryMib);
    if (until !== null) add(Math.max(now, until), demand.cpuCentis, demand.memoryMib);
  }
  const moments = [...changes].sort(([a], [b]) => a - b);
  const sum = { cpu: 0, memory: 0 };
  const levels = moments.map(([at, { cpu, memory }]) => {
    sum.cpu += cpu;
    sum.memory += memory;
    return { at, ...sum };
  });
  return {
    atSeconds: levels.map(({ at }) => at),
    cpuCentis: levels.map(({ cpu }) => cpu),
    memoryMib: levels.map(({ memory }) => memory),
  };
}

/** Seconds from now in which there is room for all its VMs without a break; 0 when there is none now. */
export function gapSeconds({ now }: View, free: FreeRoom, { request }: LeaseView): number {
  const cpu = request.vms.reduce((sum, vm) => sum + vm.cpuCentis, 0);
  const memory = request.vms.reduce((sum, vm) => sum + vm.memoryMib, 0);
  const short = free.atSeconds.findIndex(
    (_, index) => (free.cpuCentis[index] as number) < cpu || (free.memoryMib[index] as number) < memory,
  );
  return short === -1 ? Number.POSITIVE_INFINITY : (free.atSeconds[short] as number) - now;
}

/**
 * A lease that does not fit whole is told as a stint, as long as the gap before something planned wants the room, and
 * (of a deadline) as the rest, which must still be over in time. Null when the gap is too short to be worth a pause.
 */
export function stintOf(view: View, { lease, telling }: Told, gap: number): readonly Told[] | null {
  const { bootSeconds, shutdownSeconds, saveMibPerSecond, resumeMibPerSecond, serialPerHost } = view.overheads;
  const left = telling.leftSeconds;
  const restoring = resumeMibPerSecond === null ? 0 : savingSeconds(lease, resumeMibPerSecond, serialPerHost);
  const saving = saveMibPerSecond === null ? 0 : savingSeconds(lease, saveMibPerSecond, serialPerHost);
  const starting = telling.status === 'paused' ? restoring : bootSeconds;
  const work = gap - starting - Math.max(saving, shutdownSeconds);
  if (left === null || work >= left || work < WORTH * (saving + restoring) + LEAST_SECONDS) return null;
  const held = gap - starting - shutdownSeconds;
  const pauseAt = view.now + gap - saving;
  const now = { ...telling, leftSeconds: held, terms: { kind: 'best-effort', notBefore: null }, pauseAt } as const;
  const stint: Told = { lease, telling: now };
  if (telling.terms.kind !== 'deadline') return [stint];
  const rest: Telling = {
    ...telling,
    part: 'rest',
    status: 'paused',
    leftSeconds: left - work,
    terms: { ...telling.terms, notBefore: view.now + gap },
  };
  return [stint, { lease, telling: rest }];
}

/** A stint works this many times as long as it takes to save and restore, and so much longer. */
const WORTH = 1;
const LEAST_SECONDS = 60;
